"""Hold a lens document to its format: every field, every limit, every id; all problems at once."""

from django.utils.translation import gettext_lazy as _

from assessments.lenses import limits
from assessments.lenses.conditions import check_rules
from assessments.lenses.fields import Fields, Members
from assessments.lenses.json_text import Node
from assessments.lenses.problems import Findings, Level, quoted


def check(root: Node, findings: Findings) -> None:
    """Note everything that is wrong with the shape of the document under ``root``."""
    fields = Fields(findings)
    lens = fields.members(root, "$")
    if lens is None:
        return
    version = fields.text(lens, "schemaVersion", required=True)
    if version and version != limits.SCHEMA_VERSION:
        message = _("The schema version is “{found}”; only “{expected}” is known.")
        fields.note(
            lens, "schemaVersion", "schema_version", message, found=quoted(version), expected=limits.SCHEMA_VERSION
        )
    fields.text(lens, "name", required=True, limit=limits.NAME, aws_characters=True)
    fields.text(lens, "description", required=True, limit=limits.DESCRIPTION, aws_characters=True)
    pillars, questions = set[str](), set[str]()
    for pillar in fields.items(lens, "pillars", most=limits.PILLARS):
        fields.identifier(pillar, pillars)
        fields.text(pillar, "name", required=True, limit=limits.NAME, aws_characters=True)
        for question in fields.items(pillar, "questions", most=limits.QUESTIONS):
            _question(fields, question, questions)


def _question(fields: Fields, question: Members, seen: set[str]) -> None:
    fields.identifier(question, seen)
    fields.text(question, "title", required=True, limit=limits.TITLE, aws_characters=True)
    fields.text(question, "description", limit=limits.DESCRIPTION, aws_characters=True)
    _resource(fields, fields.object(question, "helpfulResource"))
    choices = set[str]()
    for choice in fields.items(question, "choices", most=limits.CHOICES):
        _choice(fields, choice, choices)
    check_rules(fields, question, choices)


def _choice(fields: Fields, choice: Members, seen: set[str]) -> None:
    id = fields.identifier(choice, seen)
    if len(id) > limits.API_CHOICE_ID:
        message = _("The id has {found} characters. AWS takes answers for ids of at most {limit}.")
        fields.note(choice, "id", "id.too_long_for_api", message, Level.AWS, found=len(id), limit=limits.API_CHOICE_ID)
    fields.text(choice, "title", required=True, limit=limits.TITLE, aws_characters=True)
    _resource(fields, fields.object(choice, "helpfulResource"))
    needs_plan = not id.endswith(limits.NONE_OF_THESE)
    plan = fields.object(choice, "improvementPlan", required=needs_plan)
    _resource(fields, plan, text_required=needs_plan)
    _additional(fields, choice)


def _resource(fields: Fields, resource: Members | None, text_required: bool = False) -> None:
    if resource is None:
        return
    url = fields.text(resource, "url")
    if url and not limits.is_link(url):
        message = _("“{found}” is not a link: it must start with http:// or https:// and name a host.")
        fields.note(resource, "url", "url", message, found=quoted(url))
    fields.text(resource, "displayText", required=text_required or bool(url), limit=limits.DISPLAY_TEXT)


def _additional(fields: Fields, choice: Members) -> None:
    counts = dict.fromkeys(limits.RESOURCE_TYPES, 0)
    for resource in fields.items(choice, "additionalResources", most=limits.RESOURCE_ENTRIES, required=False):
        kind = fields.text(resource, "type", required=True)
        if kind and kind not in counts:
            message = _("The type is “{found}”; allowed are {allowed}.")
            fields.note(
                resource, "type", "resource.type", message, found=quoted(kind), allowed=", ".join(limits.RESOURCE_TYPES)
            )
        contents = fields.items(resource, "content", most=limits.RESOURCES)
        for content in contents:
            _resource(fields, content, text_required=True)
        if kind in counts:
            counts[kind] += len(contents)
            if counts[kind] > limits.RESOURCES:
                message = _("There are more than {limit} resources of type {found}.")
                fields.note(resource, "content", "resource.too_many", message, found=kind, limit=limits.RESOURCES)
