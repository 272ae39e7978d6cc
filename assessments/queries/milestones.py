"""Milestones as they were, and what moved between two moments of a workload."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from assessments.models import Milestone, Workload
from assessments.queries import snapshots
from assessments.rules import trend
from assessments.rules.snapshot import WorkloadSnapshot, from_payload


@dataclass(frozen=True, slots=True)
class Moment:
    """One side of a comparison: a milestone, or now (no number)."""

    number: int | None
    name: str
    taken_at: datetime
    snapshot: WorkloadSnapshot


def of_workload(workload: Workload) -> list[Milestone]:
    """The workload's milestones without their payload, oldest first. One query."""
    rows = Milestone.objects.filter(workload=workload).defer("payload").select_related("taken_by__user")
    return list(rows.order_by("number"))


def moment(workload: Workload, number: int | None) -> Moment | None:
    """A milestone by its number, or now; nothing when there is no such milestone."""
    if number is None:
        now = timezone.now()
        return Moment(None, "", now, snapshots.of(workload, at=now))
    milestone = Milestone.objects.filter(workload=workload, number=number).first()
    if milestone is None:
        return None
    return Moment(milestone.number, milestone.name, milestone.taken_at, frozen(milestone))


def comparison(before: Moment, after: Moment) -> trend.Comparison:
    """What moved from one moment to the other."""
    return trend.compare(before.snapshot, after.snapshot)


def frozen(milestone: Milestone) -> WorkloadSnapshot:
    """The snapshot that a milestone keeps."""
    return from_payload(milestone.payload)
