"""Milestones as they were, their trend, and what moved between two moments of a workload."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessments.models import Milestone, Review, Workload
from assessments.queries import snapshots
from assessments.queries.portfolio import Point
from assessments.queries.workloads import Counts, counted, summed
from assessments.rules import trend
from assessments.rules.snapshot import (
    ChoiceFact,
    EvidenceFact,
    ObservationFact,
    Person,
    QuestionFact,
    WorkloadSnapshot,
    canonical,
    digest,
    from_payload,
)
from assessments.rules.trend import Move, PillarMove, QuestionMove
from assessments.rules.vocabulary import Risk, Text

#: The order in which moves are told: what needs a look first, then what is good, then the rest.
TOLD = (Move.WORSE, Move.BETTER, Move.NEWLY_ANSWERED, Move.CHANGED, Move.ADDED, Move.REMOVED)


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """One milestone of the list, with what changed per risk since the one before (none for the first)."""

    milestone: Milestone
    since: Counts | None


@dataclass(frozen=True, slots=True)
class Moment:
    """One side of a comparison: a milestone, or now (no number). ``digest`` is the SHA-256 of its canonical payload."""

    number: int | None
    name: str
    taken_at: datetime
    snapshot: WorkloadSnapshot
    digest: str

    @property
    def key(self) -> str:
        """What addresses call it: its number, or ``now``."""
        return "now" if self.number is None else str(self.number)


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
class Movement:
    """Everything that moved between two moments, as the page tells it."""

    comparison: trend.Comparison
    groups: tuple[Group, ...]
    touched: tuple[Moved, ...]
    unchanged: tuple[Moved, ...]
    observations_added: tuple[ObservationFact, ...]

    @property
    def pillars(self) -> tuple[PillarMove, ...]:
        """Every pillar of every review, with its counts then and now."""
        return tuple(pillar for review in self.comparison.reviews for pillar in review.pillars)

    @property
    def moved(self) -> int:
        """How many questions changed their risk."""
        return sum(len(group.questions) for group in self.groups)

    @property
    def evidence_added(self) -> tuple[EvidenceFact, ...]:
        """Files, links and notes that the later moment has and the earlier had not."""
        return self.comparison.evidence_added


def of_workload(workload: Workload) -> list[Milestone]:
    """The workload's milestones without their payload, oldest first. One query."""
    rows = Milestone.objects.filter(workload=workload).defer("payload").select_related("taken_by__user")
    return list(rows.order_by("number"))


def lines(milestones: Sequence[Milestone]) -> tuple[MilestoneLine, ...]:
    """Milestones (oldest first) as lines of a list, newest first."""
    before: list[Milestone | None] = [None, *milestones]
    paired = zip(milestones, before, strict=False)
    return tuple(MilestoneLine(one, _since(one, last)) for one, last in reversed(list(paired)))


def counts_now(workload: Workload) -> Counts:
    """The workload's questions per risk at this moment, from its counters. One query."""
    return summed(counted(review) for review in Review.objects.filter(workload=workload))


def series(milestones: Sequence[Milestone], now: Counts) -> tuple[Point, ...]:
    """The trend over milestones (oldest first) and now; empty without a milestone."""
    if not milestones:
        return ()
    points = (Point(timezone.localdate(one.taken_at), one.counts, one.name) for one in milestones)
    return (*points, Point(timezone.localdate(), now, now=True))


def moment(workload: Workload, number: int | None) -> Moment | None:
    """A milestone by its number, or now; nothing when there is no such milestone."""
    if number is None:
        now = timezone.now()
        snapshot = snapshots.of(workload, at=now)
        return Moment(None, "", now, snapshot, digest(canonical(snapshot)))
    milestone = Milestone.objects.filter(workload=workload, number=number).first()
    if milestone is None:
        return None
    return Moment(milestone.number, milestone.name, milestone.taken_at, frozen(milestone), milestone.digest)


def movement(before: Moment, after: Moment) -> Movement:
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
        observations_added=tuple(fact for fact in after.snapshot.observations if fact.id not in known),
    )


def frozen(milestone: Milestone) -> WorkloadSnapshot:
    """The snapshot that a milestone keeps."""
    return from_payload(milestone.payload)


def _since(one: Milestone, last: Milestone | None) -> Counts | None:
    return {risk: one.counts[risk] - last.counts[risk] for risk in Risk} if last else None


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
