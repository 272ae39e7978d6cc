"""Read the guidance of an enrichment: its topics and their sections.

A topic names the labels of the notes of its sections, and the groups of sections, once::

    [{"id": "roles", "title": {"en": "…", "ja": "…"}, "summary": {…}, "url": "https://…",
      "labels": {"with": {"en": "Works with", "ja": "連携する相手"}}, "groups": {"new": {…}},
      "sections": [{"id": "auditor", "title": {…}, "text": {…}, "group": "new", "notes": {"with": {…}},
                    "questions": ["GENSEC03"]}]}]
"""

from collections.abc import Collection

from django.utils.translation import gettext_lazy as _

from assessments.lenses.fields import Fields, Members
from assessments.lenses.problems import quoted
from assessments.rules.guidance import Note, Section, Topic
from assessments.rules.vocabulary import Text

TOPICS_MOST = 30
SECTIONS_MOST = 60


def topics(fields: Fields, owner: Members, questions: Collection[str]) -> tuple[Topic, ...]:
    """The topics under ``guidance``, for a lens with these question ids; problems are noted."""
    reader = _Reader(fields, questions)
    seen: set[str] = set()
    items = fields.items(owner, "guidance", most=TOPICS_MOST, required=False)
    return tuple(reader.topic(item, seen) for item in items)


class _Reader:
    def __init__(self, fields: Fields, questions: Collection[str]) -> None:
        self._fields = fields
        self._questions = questions

    def topic(self, topic: Members, seen: set[str]) -> Topic:
        labels, groups = self._named(topic, "labels"), self._named(topic, "groups")
        ids: set[str] = set()
        sections = self._fields.items(topic, "sections", most=SECTIONS_MOST)
        return Topic(
            id=self._fields.identifier(topic, seen),
            title=self._fields.languages(topic, "title", required=True),
            summary=self._fields.languages(topic, "summary", required=True),
            url=self._fields.link(topic, "url"),
            sections=tuple(self._section(section, ids, labels, groups) for section in sections),
        )

    def _section(self, section: Members, seen: set[str], labels: dict[str, Text], groups: dict[str, Text]) -> Section:
        return Section(
            id=self._fields.identifier(section, seen),
            title=self._fields.languages(section, "title", required=True),
            text=self._fields.languages(section, "text", required=True),
            group=self._group(section, groups),
            notes=self._notes(section, labels),
            questions=self._known_questions(section),
        )

    def _named(self, owner: Members, key: str) -> dict[str, Text]:
        """Texts by name, such as the labels of a topic."""
        texts = self._fields.object(owner, key)
        return {} if texts is None else {name: self._fields.languages(texts, name) for name in texts.nodes}

    def _group(self, section: Members, groups: dict[str, Text]) -> Text:
        name = self._fields.text(section, "group")
        if name and name not in groups:
            message = _("The topic has no group “{found}”.")
            self._fields.note(section, "group", "unknown_group", message, found=quoted(name))
        return groups.get(name, {})

    def _notes(self, section: Members, labels: dict[str, Text]) -> tuple[Note, ...]:
        """The notes in the order of the topic's labels."""
        texts = self._named(section, "notes")
        notes = self._fields.object(section, "notes")
        for name in texts:
            if notes is not None and name not in labels:
                message = _("The topic has no label “{found}”.")
                self._fields.note(notes, name, "unknown_label", message, found=quoted(name))
        return tuple(Note(label, texts[name]) for name, label in labels.items() if name in texts)

    def _known_questions(self, section: Members) -> tuple[str, ...]:
        named = self._fields.strings(section, "questions")
        for id in named:
            if id not in self._questions:
                message = _("The lens document has no “{found}”.")
                self._fields.note(section, "questions", "unknown_id", message, found=quoted(id))
        return named
