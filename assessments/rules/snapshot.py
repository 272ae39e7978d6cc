"""A workload frozen at one moment: what a milestone keeps and every report, trend and export reads.

`queries.snapshots.of` is the one builder, so a milestone and "now" cannot differ. A snapshot carries the
texts of its moment; nothing that reads it needs the lens, the database or a request.
Shape changes raise `SHAPE`; `rules.payload` writes a snapshot down and reads every shape that was ever written.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from assessments.rules.risk import count
from assessments.rules.vocabulary import ChoiceState, Exposure, Reason, Risk, Stance, Text, Verdict

#: 2 added what evidence is called in each language, and the evidence of a question as a whole.
SHAPE = 2


@dataclass(frozen=True, slots=True)
class Person:
    """Someone as they were called then. ``id`` is empty for a machine."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """One piece of evidence: a file, link, note or worksheet. ``at`` is ISO 8601 in UTC.

    ``valid_until`` is a date or empty. ``called`` is its name in each language, where it has one in each; else
    ``title`` is its name.
    """

    id: str
    kind: str
    title: str
    source: str
    by: Person
    at: str
    sha256: str = ""
    size: int = 0
    url: str = ""
    valid_until: str = ""
    called: Text = field(default_factory=dict)

    @property
    def name(self) -> Text | str:
        """What it is called: in each language, where it has a name in each."""
        return self.called or self.title


@dataclass(frozen=True, slots=True)
class ObservationFact:
    """What one check saw in one place, once. ``reason`` says why it could not look, as a slug; empty when it could.

    ``statement`` is a sentence per language; ``run`` the number of the run that looked; ``at`` is ISO 8601 in UTC.
    """

    id: str
    evidence_id: str
    check: str
    title: Text
    verdict: Verdict
    statement: Text
    account_id: str
    region: str
    environment: str
    at: str
    reason: str = ""
    resource: str = ""
    sha256: str = ""
    run: int = 0


@dataclass(frozen=True, slots=True)
class EvidenceLinkFact:
    """That a piece of evidence (a file or an observation) speaks to a choice, and which way."""

    evidence_id: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class QuestionLinkFact:
    """That a piece of evidence speaks to a question as a whole.

    Or that it spoke to a choice which the lens version no longer has: ``former`` is what that choice was called.
    """

    evidence_id: str
    stance: Stance
    former: str = ""


@dataclass(frozen=True, slots=True)
class DecisionFact:
    """A person's word on what evidence suggested for a choice."""

    decision: str
    by: Person
    at: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceFact:
    """One practice as it stood: the text of then, the state, and what speaks to it."""

    id: str
    code: str
    title: Text
    state: ChoiceState
    intent: Text = field(default_factory=dict)
    evidence_asked: Text = field(default_factory=dict)
    improvement: Text = field(default_factory=dict)
    url: str = ""
    exposure: Exposure | None = None
    none_of_these: bool = False
    reason: Reason = Reason.NONE
    note: str = ""
    links: tuple[EvidenceLinkFact, ...] = ()
    decision: DecisionFact | None = None


@dataclass(frozen=True, slots=True)
class QuestionFact:
    """One question as it stood. ``risk`` is as judged then; ``version`` counts the answer's saves (0: untouched).

    ``links`` are those of the question as a whole, then those of choices it no longer has; a choice has its own.
    """

    id: str
    title: Text
    name: Text
    risk: Risk
    applicable: bool
    version: int
    reason: Reason = Reason.NONE
    notes: str = ""
    url: str = ""
    by: Person | None = None
    at: str = ""
    choices: tuple[ChoiceFact, ...] = ()
    links: tuple[QuestionLinkFact, ...] = ()

    @property
    def evidence_ids(self) -> tuple[str, ...]:
        """What speaks to its choices or to it as a whole, each piece once."""
        of_choices = (link.evidence_id for choice in self.choices for link in choice.links)
        return tuple(dict.fromkeys((*of_choices, *(link.evidence_id for link in self.links))))

    @property
    def practices(self) -> tuple[ChoiceFact, ...]:
        """The choices that ask for something and apply."""
        return tuple(c for c in self.choices if not c.none_of_these and c.state is not ChoiceState.NOT_APPLICABLE)

    @property
    def in_place(self) -> int:
        """How many applicable practices are in place."""
        return sum(choice.state is ChoiceState.SELECTED for choice in self.practices)


@dataclass(frozen=True, slots=True)
class PillarFact:
    """One pillar as it stood."""

    id: str
    name: Text
    questions: tuple[QuestionFact, ...] = ()

    def risk_counts(self) -> dict[Risk, int]:
        """Questions per risk; all five words, zeros included."""
        return count(question.risk for question in self.questions)


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """One lens review as it stood, with the exact lens version it used."""

    id: str
    lens_name: Text
    lens_version: str
    lens_digest: str
    notes: str = ""
    pillars: tuple[PillarFact, ...] = ()

    def questions(self) -> Iterator[QuestionFact]:
        """Every question, pillar by pillar."""
        for pillar in self.pillars:
            yield from pillar.questions


@dataclass(frozen=True, slots=True)
class WorkloadFact:
    """What the workload was then, in the properties of AWS's CreateWorkload and ours."""

    id: str
    name: str
    description: str = ""
    environment: str = ""
    unit: str = ""
    review_owner: str = ""
    industry: str = ""
    architectural_design: str = ""
    regions: tuple[str, ...] = ()
    account_ids: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    scope: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkloadSnapshot:
    """Everything about one workload at one moment. ``taken_at`` is ISO 8601 in UTC."""

    organization: str
    workload: WorkloadFact
    taken_at: str
    reviews: tuple[ReviewFact, ...] = ()
    evidence: tuple[EvidenceFact, ...] = ()
    observations: tuple[ObservationFact, ...] = ()
    shape: int = SHAPE

    def questions(self) -> Iterator[QuestionFact]:
        """Every question of every lens review."""
        for review in self.reviews:
            yield from review.questions()

    def risk_counts(self) -> dict[Risk, int]:
        """Questions per risk over all lens reviews; all five words, zeros included."""
        return count(question.risk for question in self.questions())
