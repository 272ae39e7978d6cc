"""The read models of the question page: frozen, so that a template cannot cause a query."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from assessments.models import Review, User
from assessments.queries.aid_results import AidCard
from assessments.queries.answers import HistoryItem
from assessments.queries.evidence import lapse_of
from assessments.queries.risk_rules import RuleItem
from assessments.rules.lens import LensDocument, Question
from assessments.rules.vocabulary import ChoiceState, Exposure, Reason, Risk, Text, Texts, Told, told

#: The order in which verdicts are told beside a practice.
VERDICTS = (Told.FAIL, Told.PASS, Told.NEEDS_A_PERSON, Told.NOT_DETERMINABLE, Told.NOT_APPLICABLE)
OBSERVATIONS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class TreeQuestion:
    """One line of the tree. ``short`` is the id without what all ids of the lens begin with: SEC01 for GENSEC01."""

    id: str
    short: str
    name: Text
    risk: Risk
    current: bool
    to_decide: int


@dataclass(frozen=True, slots=True)
class TreePillar:
    """One pillar of the tree, with how many of its questions are answered.

    ``open``: it holds the page's question, a proposal to decide or a high risk.
    """

    id: str
    name: Text
    questions: tuple[TreeQuestion, ...]
    answered: int
    open: bool


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One piece of evidence beside a choice. ``observation`` has its facts when a machine saw it.

    ``former`` is the code of the choice that it was for, where the lens version has that choice no more.
    ``title`` is in each language, where it has a name in each.
    """

    id: UUID
    link_id: UUID
    kind: str
    title: Text | str
    size: int
    url: str
    sha256: str
    added_at: datetime
    added_by: str
    valid_until: date | None
    stance: str
    observation: dict[str, Any] | None
    former: str = ""

    @property
    def lapse(self) -> str:
        """``expired``, or ``expiring`` within thirty days; else empty."""
        return lapse_of(self.valid_until)

    @property
    def told(self) -> Told | None:
        """What the machine judged, as people are told it; nothing for what a person added."""
        return told(self.observation["verdict"], self.observation.get("reason", "")) if self.observation else None


@dataclass(frozen=True, slots=True)
class ProposalItem:
    """What evidence suggests for a choice, still to be decided."""

    id: UUID
    stance: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class DecisionItem:
    """What a person last decided about a suggestion for a choice."""

    accepted: bool
    stance: str
    by: str
    at: datetime
    note: str


@dataclass(frozen=True, slots=True)
class ChoiceItem:
    """One choice as the page shows it. ``key`` is the digit that toggles it.

    ``out_of_scope``: the workload's facts leave it out; ``outside`` is the lens's sentence on why, where it has one.
    """

    id: str
    code: str
    title: Text
    intent: Text
    why: Text
    steps: Texts
    evidence_asked: Text
    shows: Texts
    improvement: Text
    url: str
    exposure: Exposure | None
    owasp: tuple[str, ...]
    framework: tuple[str, ...]
    none_of_these: bool
    key: int
    state: ChoiceState
    reason: Reason
    note: str
    observations: tuple[EvidenceItem, ...]
    evidence: tuple[EvidenceItem, ...]
    proposal: ProposalItem | None
    decision: DecisionItem | None
    out_of_scope: bool
    outside: Text

    @property
    def noted(self) -> bool:
        """Whether something was said beside the tick."""
        return bool(self.note) or self.state is ChoiceState.NOT_APPLICABLE

    @property
    def seen(self) -> tuple[EvidenceItem, ...]:
        """The observations that are shown at once: what fails comes first."""
        return self.observations[:OBSERVATIONS_SHOWN]

    @property
    def more(self) -> tuple[EvidenceItem, ...]:
        """The observations that unfold."""
        return self.observations[OBSERVATIONS_SHOWN:]

    @property
    def verdicts(self) -> list[tuple[str, int]]:
        """How many observations of each verdict speak to the choice, leaving out those of none."""
        counted = [(verdict.value, sum(item.told is verdict for item in self.observations)) for verdict in VERDICTS]
        return [(verdict, n) for verdict, n in counted if n]

    @property
    def says(self) -> str:
        """What the observations say together: ``against`` with one failure, ``for`` with passes and none, ``weigh``
        where only a person can tell, else nothing.
        """
        found = {item.told for item in self.observations}
        says = ((Told.FAIL, "against"), (Told.PASS, "for"), (Told.NEEDS_A_PERSON, "weigh"))
        return next((word for verdict, word in says if verdict in found), "")


@dataclass(frozen=True, slots=True)
class SavedChoice:
    """How a choice stands after a save."""

    id: str
    none_of_these: bool
    state: ChoiceState


class Practised:
    """Something with choices whose practices are counted."""

    __slots__ = ()
    choices: Sequence[ChoiceItem] | Sequence[SavedChoice]

    @property
    def practices(self) -> int:
        """How many practices apply."""
        return sum(not one.none_of_these and one.state is not ChoiceState.NOT_APPLICABLE for one in self.choices)

    @property
    def in_place(self) -> int:
        """How many practices are in place."""
        return sum(not one.none_of_these and one.state is ChoiceState.SELECTED for one in self.choices)


@dataclass(frozen=True, slots=True)
class QuestionPage(Practised):
    """Everything the question page shows."""

    review: Review
    lens: LensDocument
    question: Question
    pillar_name: Text
    tree: tuple[TreePillar, ...]
    choices: tuple[ChoiceItem, ...]
    rules: tuple[RuleItem, ...]
    risk: Risk
    version: int
    applicable: bool
    reason: Reason
    notes: str
    updated_by: User | None
    updated_at: datetime | None
    history: tuple[HistoryItem, ...]
    loose_evidence: tuple[EvidenceItem, ...]
    aids: tuple[AidCard, ...]
    previous_id: str
    next_id: str
    to_decide: int
    next_to_decide: str

    @property
    def has_background(self) -> bool:
        """Whether the guidance of the lens says something about this question."""
        return any(True for _topic in self.lens.background(self.question.id))

    @property
    def here_to_decide(self) -> int:
        """How many proposals wait on this page."""
        return sum(choice.proposal is not None for choice in self.choices)

    @property
    def evidence_count(self) -> int:
        """How many pieces of evidence people added to this question."""
        loose = sum(item.observation is None for item in self.loose_evidence)
        return len({item.id for choice in self.choices for item in choice.evidence}) + loose

    @property
    def observation_count(self) -> int:
        """How many current observations speak to this question."""
        loose = {item.id for item in self.loose_evidence if item.observation is not None}
        return len({item.id for choice in self.choices for item in choice.observations} | loose)


@dataclass(frozen=True, slots=True)
class SavedAnswer(Practised):
    """What a save changes on the page, under the names that `QuestionPage` uses."""

    review: Review
    question: Question
    choices: tuple[SavedChoice, ...]
    rules: tuple[RuleItem, ...]
    risk: Risk
    version: int
    applicable: bool
    updated_by: User | None
    updated_at: datetime | None
    history: tuple[HistoryItem, ...]
