"""Workloads for lists, from counters: never joins over answers. `queries.standings` sums them up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from assessments.models import Milestone, Review, Workload
from assessments.queries.counts import Counted, Counts, by_pillar, summed


@dataclass(frozen=True, slots=True)
class MilestonePoint:
    """One milestone of a workload: when, and its counts per risk."""

    id: UUID
    number: int
    name: str
    taken_at: datetime
    counts: Counts


@dataclass(frozen=True, slots=True)
class WorkloadRow(Counted):
    """One workload: its counts over all its reviews, and its milestones, oldest first.

    ``review_id`` is its first review.
    """

    workload: Workload
    counts: Counts
    milestones: tuple[MilestonePoint, ...]
    review_id: UUID | None
    changed_at: datetime

    @property
    def since_last(self) -> Counts | None:
        """What changed per risk since the last milestone; nothing without one."""
        if not self.milestones:
            return None
        last = self.milestones[-1].counts
        return {risk: self.counts[risk] - last.get(risk, 0) for risk in self.counts}


class WorkloadCounters(NamedTuple):
    """What identifies a workload, and its questions per pillar and risk."""

    id: UUID
    name: str
    unit: str
    environment: str
    pillars: Mapping[str, Counts]


def matching(*, words: str = "", unit: str = "", environment: str = "", archived: bool = False) -> QuerySet[Workload]:
    """The workloads of the open organization whose name or unit has these words, by name."""
    found = Workload.objects.filter(archived_at__isnull=not archived).select_related("created_by__user")
    if "\x00" in words + unit + environment:
        return found.none()  # no text in the database has one, and PostgreSQL refuses to be asked
    if words:
        found = found.filter(name__icontains=words) | found.filter(unit__icontains=words)
    if unit:
        found = found.filter(unit=unit)
    if environment:
        found = found.filter(environment=environment)
    return found.order_by("name", "id")


def rows(workloads: QuerySet[Workload]) -> tuple[WorkloadRow, ...]:
    """Each workload with counters and milestones. Three queries, however many workloads."""
    reviews = Review.objects.order_by("created_at", "id")
    milestones = Milestone.objects.defer("payload").order_by("number")
    loaded = workloads.prefetch_related(
        Prefetch("reviews", reviews, to_attr="review_rows"),
        Prefetch("milestones", milestones, to_attr="milestone_rows"),
    )
    return tuple(_row(workload) for workload in loaded)


def counters() -> list[WorkloadCounters]:
    """Each workload that is not archived with its counts per pillar: what a BI tool loads. One query, no rows built."""
    reviews = Review.objects.filter(workload__archived_at=None).order_by("workload__name", "workload_id")
    columns = ("workload_id", "workload__name", "workload__unit", "workload__environment", "pillars")
    return [
        WorkloadCounters(id, name, unit, environment, _over_reviews([pillars for *_, pillars in found]))
        for (id, name, unit, environment), found in groupby(reviews.values_list(*columns), key=itemgetter(0, 1, 2, 3))
    ]


def _over_reviews(reviews: list[Mapping[str, Counts]]) -> Mapping[str, Counts]:
    return reviews[0] if len(reviews) == 1 else by_pillar(reviews)


def units() -> list[str]:
    """The units that own workloads, for a filter."""
    named = Workload.objects.filter(archived_at=None).exclude(unit="")
    return list(named.order_by("unit").values_list("unit", flat=True).distinct())


def points(milestones: Sequence[Milestone]) -> tuple[MilestonePoint, ...]:
    """Milestones (their payload may be deferred) as points of a trend."""
    return tuple(MilestonePoint(one.id, one.number, one.name, one.taken_at, one.counts) for one in milestones)


def _row(workload: Any) -> WorkloadRow:
    reviews: list[Review] = workload.review_rows
    return WorkloadRow(
        workload=workload,
        counts=summed(review.counts for review in reviews),
        milestones=points(workload.milestone_rows),
        review_id=reviews[0].id if reviews else None,
        changed_at=max([workload.updated_at, *(review.changed_at for review in reviews)]),
    )
