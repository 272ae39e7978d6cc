"""What stands beside a lens document: the other language, official pages, evidence to ask for, guidance, mappings.

A separate JSON file, so that any imported lens can have one. It names questions and choices by id and holds only
what the document has no place for. Everything in it is optional.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from assessments.lenses import aid_words, guidance
from assessments.lenses.fields import Fields, Members
from assessments.lenses.json_text import Node, Reading, read
from assessments.lenses.problems import LensInvalid, Problem, quoted
from assessments.rules.aid_words import AidWords
from assessments.rules.guidance import Topic
from assessments.rules.vocabulary import Exposure, Text, Texts

MAX_BYTES = 2_000_000
TEXTS = ("name", "title", "description", "focus", "intent", "why", "evidence", "improvement", "outside")
ITEMS = ("steps", "shows")
LISTS = ("owasp_2025", "owasp_2026", "framework", "lifecycle", "user_types", "requires_any", "checks")


@dataclass(frozen=True, slots=True)
class Entry:
    """What the enrichment says about one lens, pillar, question or choice; empty where it says nothing."""

    texts: Mapping[str, Text] = field(default_factory=dict)
    itemized: Mapping[str, Texts] = field(default_factory=dict)
    lists: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    code: str = ""
    url: str = ""
    exposure: Exposure | None = None

    def text(self, key: str) -> Text:
        """The texts under a key, by language."""
        return self.texts.get(key, {})

    def items(self, key: str) -> Texts:
        """The items under a key, by language."""
        return self.itemized.get(key, {})

    def list(self, key: str) -> tuple[str, ...]:
        """The list under a key."""
        return self.lists.get(key, ())


@dataclass(frozen=True, slots=True)
class Enrichment:
    """A whole enrichment: an entry for the lens and for each pillar, question and choice, guidance, words for aids."""

    lens: Entry = field(default_factory=Entry)
    version: str = ""
    language: str = ""
    pillars: Mapping[str, Entry] = field(default_factory=dict)
    questions: Mapping[str, Entry] = field(default_factory=dict)
    choices: Mapping[str, Entry] = field(default_factory=dict)
    guidance: tuple[Topic, ...] = ()
    aids: Mapping[str, AidWords] = field(default_factory=dict)


def parse(source: bytes, document: Mapping[str, Any]) -> Enrichment:
    """Read the enrichment of a (valid, plain) lens document. Raises LensInvalid with paths into the enrichment."""
    reading = read(source, limit=MAX_BYTES)
    enrichment = Enrichment()
    if reading.root is not None:
        enrichment = _Reader(reading).enrichment(reading.root, document)
    if reading.problems:
        raise LensInvalid(_renamed(problem) for problem in reading.problems)
    return enrichment


def _renamed(problem: Problem) -> Problem:
    """The problem with a rule that says which of the two files it is in."""
    return Problem(problem.path, problem.line, f"enrichment.{problem.rule}", problem.message, problem.level)


class _Reader:
    def __init__(self, reading: Reading) -> None:
        self._fields = Fields(reading.findings)

    def enrichment(self, root: Node, document: Mapping[str, Any]) -> Enrichment:
        members = self._fields.members(root, "$")
        if members is None:
            return Enrichment()
        self._same_lens(members, document)
        pillars = document["pillars"]
        questions = [question for pillar in pillars for question in pillar["questions"]]
        choices = [choice for question in questions for choice in question["choices"]]
        languages = self._fields.strings(members, "languages")
        return Enrichment(
            lens=self._entry(members),
            version=self._fields.text(members, "version"),
            language=languages[0] if languages else "",
            pillars=self._entries(members, "pillars", pillars),
            questions=self._entries(members, "questions", questions),
            choices=self._entries(members, "choices", choices),
            guidance=guidance.topics(self._fields, members, {question["id"] for question in questions}),
            aids=aid_words.read(self._fields, members),
        )

    def _same_lens(self, members: Members, document: Mapping[str, Any]) -> None:
        name = self._fields.text(members, "lens")
        if name and name != document["name"]:
            message = _("This enrichment is for the lens “{found}”, not for “{expected}”.")
            expected = quoted(document["name"])
            self._fields.note(members, "lens", "other_lens", message, found=quoted(name), expected=expected)

    def _entries(self, owner: Members, key: str, known: list[Mapping[str, Any]]) -> dict[str, Entry]:
        group = self._fields.object(owner, key)
        if group is None:
            return {}
        ids = {item["id"] for item in known}
        entries: dict[str, Entry] = {}
        for id, node in group.nodes.items():
            if id not in ids:
                message = _("The lens document has no “{found}”.")
                self._fields.note(group, id, "unknown_id", message, found=quoted(id))
            member = self._fields.members(node, f"{group.path}.{id}")
            if member is not None:
                entries[id] = self._entry(member)
        return entries

    def _entry(self, members: Members) -> Entry:
        return Entry(
            texts={key: text for key in TEXTS if (text := self._fields.languages(members, key))},
            itemized={key: items for key in ITEMS if (items := self._fields.items_in_languages(members, key))},
            lists={key: items for key in LISTS if (items := self._fields.strings(members, key))},
            code=self._fields.text(members, "code"),
            url=self._fields.link(members, "url"),
            exposure=self._exposure(members),
        )

    def _exposure(self, members: Members) -> Exposure | None:
        word = self._fields.text(members, "exposure")
        if word in list(Exposure):
            return Exposure(word)
        if word:
            message = _("The exposure is “{found}”; allowed are {allowed}.")
            allowed = ", ".join(Exposure)
            self._fields.note(members, "exposure", "exposure", message, found=quoted(word), allowed=allowed)
        return None
