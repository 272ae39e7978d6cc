"""A lens as frozen dataclasses: what `lenses.format` reads from a document, parsed once per process.

The document is the AWS custom-lens format (schemaVersion 2021-11-01); the enrichment beside it adds the
other language, the official page, the evidence to ask for and the mappings. A lens without enrichment
has its texts under the one language its author wrote in.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assessments.rules.aid_words import AidWords
from assessments.rules.condition import Condition
from assessments.rules.guidance import Section, Topic
from assessments.rules.vocabulary import Exposure, Risk, Text, Texts


@dataclass(frozen=True, slots=True)
class RiskRule:
    """One rule of a question: the risk it gives when its condition holds. ``source`` is the author's text."""

    source: str
    condition: Condition
    risk: Risk


@dataclass(frozen=True, slots=True)
class Resource:
    """Something more to read for a choice. ``for_improvement`` resources belong to the improvement plan."""

    text: str
    url: str = ""
    for_improvement: bool = False


def code_of(choice_id: str) -> str:
    """What people call a choice whose author gave it no code."""
    return choice_id.replace("_", "-")


@dataclass(frozen=True, slots=True)
class Choice:
    """One best practice of a question, or its "none of these".

    ``code`` is what people call it (``GENSEC01-BP02``); ``id`` is the document's (``GENSEC01_BP02``).
    ``intent`` is what the practice asks for, ``why`` what goes wrong without it, ``steps`` how to do it on AWS;
    ``evidence`` is what to ask for, and ``shows`` what has to be visible in it, item by item. ``outside`` says why the
    practice does not apply to a workload whose facts meet none of ``requires_any``.
    ``framework`` names practices of the Well-Architected Framework on the same matter (``OPS05-BP10``).
    """

    id: str
    code: str
    title: Text
    intent: Text = field(default_factory=dict)
    why: Text = field(default_factory=dict)
    steps: Texts = field(default_factory=dict)
    evidence: Text = field(default_factory=dict)
    shows: Texts = field(default_factory=dict)
    improvement: Text = field(default_factory=dict)
    url: str = ""
    improvement_url: str = ""
    exposure: Exposure | None = None
    none_of_these: bool = False
    owasp_2025: tuple[str, ...] = ()
    owasp_2026: tuple[str, ...] = ()
    framework: tuple[str, ...] = ()
    lifecycle: tuple[str, ...] = ()
    user_types: tuple[str, ...] = ()
    requires_any: tuple[str, ...] = ()
    outside: Text = field(default_factory=dict)
    checks: tuple[str, ...] = ()
    resources: tuple[Resource, ...] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a pillar. ``name`` is its short name for a tree; ``helpful`` introduces the page at ``url``."""

    id: str
    pillar_id: str
    title: Text
    name: Text
    description: Text = field(default_factory=dict)
    focus: Text = field(default_factory=dict)
    helpful: Text = field(default_factory=dict)
    url: str = ""
    choices: tuple[Choice, ...] = ()
    rules: tuple[RiskRule, ...] = ()

    def choice(self, choice_id: str) -> Choice | None:
        """The choice with this id, or nothing."""
        return next((choice for choice in self.choices if choice.id == choice_id), None)

    @property
    def practices(self) -> tuple[Choice, ...]:
        """The choices that ask for something: all but "none of these"."""
        return tuple(choice for choice in self.choices if not choice.none_of_these)


@dataclass(frozen=True, slots=True)
class Pillar:
    """One pillar of a lens, with its questions in the author's order."""

    id: str
    name: Text
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class LensDocument:
    """A whole lens. ``digest`` is the SHA-256 (hex) of the document and its enrichment.

    ``aids`` are its words for decision aids, by the aid's key: it offers those it has words for.
    """

    name: Text
    description: Text
    version: str
    digest: str
    pillars: tuple[Pillar, ...]
    guidance: tuple[Topic, ...] = ()
    extra: Mapping[str, object] = field(default_factory=dict)
    aids: Mapping[str, AidWords] = field(default_factory=dict)

    def questions(self) -> Iterator[Question]:
        """Every question, pillar by pillar."""
        for pillar in self.pillars:
            yield from pillar.questions

    def question(self, question_id: str) -> Question | None:
        """The question with this id, or nothing."""
        return next((question for question in self.questions() if question.id == question_id), None)

    def topic(self, topic_id: str) -> Topic | None:
        """The topic of the guidance with this id, or nothing."""
        return next((topic for topic in self.guidance if topic.id == topic_id), None)

    def background(self, question_id: str) -> Iterator[tuple[Topic, tuple[Section, ...]]]:
        """What the guidance says about a question: the sections that name it, topic by topic."""
        for topic in self.guidance:
            if sections := tuple(one for one in topic.sections if question_id in one.questions):
                yield topic, sections
