"""What moved between two moments of a workload: question by question, with who and when from the snapshots."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.charts.paint import RISKS
from assessments.queries.milestones import Moment
from assessments.rules import trend
from assessments.rules.snapshot import (
    ChoiceFact,
    EvidenceFact,
    ObservationFact,
    Person,
    QuestionFact,
    WorkloadSnapshot,
)
from assessments.rules.trend import Move, QuestionMove
from assessments.rules.vocabulary import Risk, Text

#: The order in which moves are told: what needs a look first, then what is good, then the rest.
TOLD = (Move.WORSE, Move.BETTER, Move.NEWLY_ANSWERED, Move.CHANGED, Move.ADDED, Move.REMOVED)


@dataclass(frozen=True, slots=True)
class Moved:
    """One question then and now: its move, the practices that came and went, and who saved its answer last, when."""

    move: QuestionMove
    pillar: Text
    review_id: str
    by: Person | None
    at: str
    gained: tuple[ChoiceFact, ...]
    lost: tuple[ChoiceFact, ...]
    notes_changed: bool

    @property
    def touched(self) -> bool:
        """Whether its content changed, also where its risk did not."""
        return bool(self.gained or self.lost or self.notes_changed)


@dataclass(frozen=True, slots=True)
class Group:
    """The questions that moved the same way."""

    move: Move
    questions: tuple[Moved, ...]


@dataclass(frozen=True, slots=True)
class Total:
    """How many questions of one risk there were, and are."""

    risk: Risk
    before: int
    after: int

    @property
    def change(self) -> int:
        """By how many it changed."""
        return self.after - self.before


@dataclass(frozen=True, slots=True)
class PillarLine:
    """One pillar's high and medium risks, then and now."""

    name: Text
    totals: tuple[Total, ...]


@dataclass(frozen=True, slots=True)
class Added:
    """A file, link, note or worksheet that came, and the questions it speaks to."""

    fact: EvidenceFact
    questions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Movement:
    """Everything that moved between two moments, as the page tells it."""

    comparison: trend.Comparison
    groups: tuple[Group, ...]
    touched: tuple[Moved, ...]
    unchanged: tuple[Moved, ...]
    evidence_added: tuple[Added, ...]
    observations_added: tuple[ObservationFact, ...]

    @property
    def totals(self) -> tuple[Total, ...]:
        """Questions per risk, then and now."""
        return _totals(self.comparison.before, self.comparison.after, RISKS)

    @property
    def pillar_lines(self) -> tuple[PillarLine, ...]:
        """Every pillar of every review."""
        return tuple(
            PillarLine(pillar.name, _totals(pillar.before, pillar.after, (Risk.HIGH, Risk.MEDIUM)))
            for review in self.comparison.reviews
            for pillar in review.pillars
        )

    @property
    def changed(self) -> int:
        """How many questions changed at all."""
        return self.moved + len(self.touched)

    @property
    def moved(self) -> int:
        """How many questions changed their risk."""
        return sum(len(group.questions) for group in self.groups)


def between(before: Moment, after: Moment) -> Movement:
    """What moved from one moment to the other."""
    comparison = trend.compare(before.snapshot, after.snapshot)
    then, now = _questions(before.snapshot), _questions(after.snapshot)
    moved = [
        _moved(review.id, pillar.name, move, then.get((review.id, move.id)), now.get((review.id, move.id)))
        for review in comparison.reviews
        for pillar in review.pillars
        for move in pillar.questions
    ]
    still = [one for one in moved if one.move.move is Move.UNCHANGED]
    known = {fact.id for fact in before.snapshot.observations}
    return Movement(
        comparison=comparison,
        groups=tuple(group for move in TOLD if (group := _group(move, moved)).questions),
        touched=tuple(one for one in still if one.touched),
        unchanged=tuple(one for one in still if not one.touched),
        evidence_added=_added(comparison.evidence_added, after.snapshot),
        observations_added=tuple(fact for fact in after.snapshot.observations if fact.id not in known),
    )


def _added(facts: Sequence[EvidenceFact], snapshot: WorkloadSnapshot) -> tuple[Added, ...]:
    """What the later moment has and the earlier had not, each with the questions it speaks to there."""
    spoken: dict[str, list[str]] = {}
    for question in snapshot.questions():
        for evidence_id in question.evidence_ids:
            spoken.setdefault(evidence_id, []).append(question.id)
    return tuple(Added(fact, tuple(dict.fromkeys(spoken.get(fact.id, ())))) for fact in facts)


def _totals(before: Mapping[Risk, int], after: Mapping[Risk, int], risks: Sequence[Risk]) -> tuple[Total, ...]:
    return tuple(Total(risk, before[risk], after[risk]) for risk in risks)


def _group(move: Move, moved: Sequence[Moved]) -> Group:
    return Group(move, tuple(one for one in moved if one.move.move is move))


def _questions(snapshot: WorkloadSnapshot) -> Mapping[tuple[str, str], QuestionFact]:
    return {(review.id, question.id): question for review in snapshot.reviews for question in review.questions()}


def _moved(
    review_id: str, pillar: Text, move: QuestionMove, before: QuestionFact | None, after: QuestionFact | None
) -> Moved:
    latest = after or before
    return Moved(
        move=move,
        pillar=pillar,
        review_id=review_id,
        by=latest.by if latest else None,
        at=latest.at if latest else "",
        gained=_named(after, move.gained),
        lost=_named(before, move.lost),
        notes_changed=bool(before and after and before.notes != after.notes),
    )


def _named(question: QuestionFact | None, ids: Sequence[str]) -> tuple[ChoiceFact, ...]:
    return tuple(choice for choice in question.choices if choice.id in ids) if question else ()
