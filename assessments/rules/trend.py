"""What moved between two snapshots of a workload.

Questions are matched by lens review and question id. A question counts as better or worse by its risk; a
question that starts or stops to apply, or loses its answer, changed without being either.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from assessments.rules.risk import count
from assessments.rules.snapshot import EvidenceFact, PillarFact, QuestionFact, ReviewFact, WorkloadSnapshot
from assessments.rules.vocabulary import ChoiceState, Risk, Text

#: How bad an answered, applicable question is.
SEVERITY: Mapping[Risk, int] = {Risk.NONE: 0, Risk.MEDIUM: 1, Risk.HIGH: 2}


class Move(StrEnum):
    """How one question moved."""

    BETTER = "BETTER"
    WORSE = "WORSE"
    NEWLY_ANSWERED = "NEWLY_ANSWERED"
    CHANGED = "CHANGED"
    UNCHANGED = "UNCHANGED"
    ADDED = "ADDED"
    REMOVED = "REMOVED"


@dataclass(frozen=True, slots=True)
class QuestionMove:
    """One question then and now. ``before`` or ``after`` is None where the question did not exist.

    The choice ids say which practices came in place or went; a move of risk can be followed to them.
    """

    id: str
    title: Text
    move: Move
    before: Risk | None
    after: Risk | None
    gained: tuple[str, ...] = ()
    lost: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PillarMove:
    """One pillar then and now: questions per risk, all five words, and how its questions moved."""

    id: str
    name: Text
    before: Mapping[Risk, int]
    after: Mapping[Risk, int]
    questions: tuple[QuestionMove, ...]

    def count(self, move: Move) -> int:
        """How many questions of the pillar moved this way."""
        return sum(question.move is move for question in self.questions)


@dataclass(frozen=True, slots=True)
class ReviewMove:
    """One lens review then and now, with the lens versions compared (empty where there was no review)."""

    id: str
    lens_name: Text
    version_before: str
    version_after: str
    pillars: tuple[PillarMove, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """Everything that moved between two snapshots. Evidence is what the later one has and the earlier had not."""

    taken_before: str
    taken_after: str
    before: Mapping[Risk, int]
    after: Mapping[Risk, int]
    reviews: tuple[ReviewMove, ...]
    evidence_added: tuple[EvidenceFact, ...]

    def questions(self) -> tuple[QuestionMove, ...]:
        """Every question of every review, pillar by pillar."""
        return tuple(question for review in self.reviews for pillar in review.pillars for question in pillar.questions)

    def count(self, move: Move) -> int:
        """How many questions moved this way."""
        return sum(question.move is move for question in self.questions())


def compare(before: WorkloadSnapshot, after: WorkloadSnapshot) -> Comparison:
    """What moved from ``before`` to ``after``; reviews in the later order, gone ones last."""
    known = {fact.id for fact in before.evidence}
    return Comparison(
        taken_before=before.taken_at,
        taken_after=after.taken_at,
        before=before.risk_counts(),
        after=after.risk_counts(),
        reviews=tuple(map(_review, _paired(before.reviews, after.reviews))),
        evidence_added=tuple(fact for fact in after.evidence if fact.id not in known),
    )


def move(before: Risk | None, after: Risk | None) -> Move:
    """How a question moved from one risk to another."""
    if before is None:
        return Move.ADDED
    if after is None:
        return Move.REMOVED
    if before is after:
        return Move.UNCHANGED
    if before in SEVERITY and after in SEVERITY:
        return Move.BETTER if SEVERITY[after] < SEVERITY[before] else Move.WORSE
    return Move.NEWLY_ANSWERED if before is Risk.UNANSWERED else Move.CHANGED


Fact = TypeVar("Fact", ReviewFact, PillarFact, QuestionFact)


@dataclass(frozen=True, slots=True)
class _Pair(Generic[Fact]):
    """The same thing then and now; ``latest`` is the one to name it by."""

    before: Fact | None
    after: Fact | None
    latest: Fact


def _paired(before: Sequence[Fact], after: Sequence[Fact]) -> Iterator[_Pair[Fact]]:
    then = {fact.id: fact for fact in before}
    now = {fact.id for fact in after}
    yield from (_Pair(then.get(fact.id), fact, fact) for fact in after)
    yield from (_Pair(fact, None, fact) for fact in before if fact.id not in now)


def _review(pair: _Pair[ReviewFact]) -> ReviewMove:
    before, after = pair.before, pair.after
    pillars = _paired(before.pillars if before else (), after.pillars if after else ())
    return ReviewMove(
        id=pair.latest.id,
        lens_name=pair.latest.lens_name,
        version_before=before.lens_version if before else "",
        version_after=after.lens_version if after else "",
        pillars=tuple(map(_pillar, pillars)),
    )


def _pillar(pair: _Pair[PillarFact]) -> PillarMove:
    then = pair.before.questions if pair.before else ()
    now = pair.after.questions if pair.after else ()
    return PillarMove(
        id=pair.latest.id,
        name=pair.latest.name,
        before=count(question.risk for question in then),
        after=count(question.risk for question in now),
        questions=tuple(map(_question, _paired(then, now))),
    )


def _question(pair: _Pair[QuestionFact]) -> QuestionMove:
    before, after = pair.before, pair.after
    then, now = _in_place(before), _in_place(after)
    risks = before.risk if before else None, after.risk if after else None
    return QuestionMove(
        id=pair.latest.id,
        title=pair.latest.title,
        move=move(*risks),
        before=risks[0],
        after=risks[1],
        gained=tuple(id for id in now if id not in then),
        lost=tuple(id for id in then if id not in now),
    )


def _in_place(question: QuestionFact | None) -> tuple[str, ...]:
    if question is None:
        return ()
    return tuple(c.id for c in question.practices if c.state is ChoiceState.SELECTED)
