"""Milestones as they were, and their trend up to now. `queries.movements` says what moved between two."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessments.models import Milestone, Review, Workload
from assessments.queries import snapshots
from assessments.queries.counts import Counted, Counts, summed
from assessments.queries.portfolio import Point
from assessments.rules.payload import canonical, digest, from_payload
from assessments.rules.snapshot import WorkloadSnapshot
from assessments.rules.vocabulary import Risk


@dataclass(frozen=True, slots=True)
class MilestoneLine:
    """One milestone of the list, with the number of the one before and what changed per risk since."""

    milestone: Milestone
    since: Counts | None
    before: int | None


@dataclass(frozen=True, slots=True)
class NowLine(Counted):
    """The workload at this moment, with what changed per risk since the newest milestone (none without one)."""

    counts: Counts
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


def of_workload(workload: Workload) -> list[Milestone]:
    """The workload's milestones without their payload, oldest first. One query."""
    rows = Milestone.objects.filter(workload=workload).defer("payload").select_related("taken_by__user")
    return list(rows.order_by("number"))


def lines(milestones: Sequence[Milestone]) -> tuple[MilestoneLine, ...]:
    """Milestones (oldest first) as lines of a list, newest first."""
    before: list[Milestone | None] = [None, *milestones]
    paired = zip(milestones, before, strict=False)
    return tuple(
        MilestoneLine(one, _since(one.counts, last), last.number if last else None)
        for one, last in reversed(list(paired))
    )


def counts_now(workload: Workload) -> Counts:
    """The workload's questions per risk at this moment, from its counters. One query."""
    return summed(review.counts for review in Review.objects.filter(workload=workload))


def since(now: Counts, milestones: Sequence[Milestone]) -> NowLine:
    """Now, compared with the newest of the milestones (oldest first)."""
    return NowLine(now, _since(now, milestones[-1] if milestones else None))


def numbers(workload: Workload) -> list[int]:
    """The numbers of the workload's milestones, for stepping from one to the next. One query."""
    return list(Milestone.objects.filter(workload=workload).order_by("number").values_list("number", flat=True))


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


def frozen(milestone: Milestone) -> WorkloadSnapshot:
    """The snapshot that a milestone keeps."""
    return from_payload(milestone.payload)


def _since(counts: Counts, last: Milestone | None) -> Counts | None:
    return {risk: counts[risk] - last.counts[risk] for risk in Risk} if last else None
