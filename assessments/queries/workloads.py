"""Workloads for lists and for the portfolio, from counters: never joins over answers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from assessments.lenses import loader
from assessments.models import LensVersion, Milestone, Review, Workload
from assessments.rules.vocabulary import Risk, Text

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class PillarColumn:
    """One pillar as a column: its id and name, from the lenses in use."""

    id: str
    name: Text


@dataclass(frozen=True, slots=True)
class MilestonePoint:
    """One milestone of a workload: when, and its counts per risk."""

    id: UUID
    number: int
    name: str
    taken_at: datetime
    counts: Counts


@dataclass(frozen=True, slots=True)
class WorkloadRow:
    """One workload: its counts over all its reviews, per pillar too, and its milestones, oldest first."""

    workload: Workload
    counts: Counts
    pillars: Mapping[str, Counts]
    milestones: tuple[MilestonePoint, ...]
    review_id: UUID | None
    changed_at: datetime

    @property
    def questions(self) -> int:
        """How many questions its reviews have."""
        return sum(self.counts.values())

    @property
    def answered(self) -> int:
        """How many of them are answered."""
        return self.questions - self.counts[Risk.UNANSWERED]

    @property
    def since_last(self) -> Counts | None:
        """What changed per risk since the last milestone; nothing without one."""
        if not self.milestones:
            return None
        last = self.milestones[-1].counts
        return {risk: self.counts[risk] - last.get(risk, 0) for risk in self.counts}


@dataclass(frozen=True, slots=True)
class Portfolio:
    """All workloads of an organization that match, with their sums."""

    rows: tuple[WorkloadRow, ...]
    columns: tuple[PillarColumn, ...]
    counts: Counts
    pillars: Mapping[str, Counts]

    @property
    def answered(self) -> int:
        """How many questions are answered, over all workloads."""
        return sum(row.answered for row in self.rows)

    @property
    def questions(self) -> int:
        """How many questions there are, over all workloads."""
        return sum(row.questions for row in self.rows)


def matching(*, words: str = "", unit: str = "", environment: str = "", archived: bool = False) -> QuerySet[Workload]:
    """The workloads of the open organization whose name or unit has these words, by name."""
    found = Workload.objects.filter(archived_at__isnull=not archived).select_related("created_by__user")
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


def portfolio(workloads: QuerySet[Workload]) -> Portfolio:
    """The rows with their sums and the pillars that are in use. Four queries."""
    found = rows(workloads)
    return Portfolio(
        rows=found,
        columns=_columns(found),
        counts=_sum(row.counts for row in found),
        pillars=_by_pillar([row.pillars for row in found]),
    )


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
        counts=_sum(_counts(review) for review in reviews),
        pillars=_by_pillar([review.pillars for review in reviews]),
        milestones=points(workload.milestone_rows),
        review_id=reviews[0].id if reviews else None,
        changed_at=max([workload.updated_at, *(review.changed_at for review in reviews)]),
    )


def _counts(review: Review) -> Counts:
    return {risk.value: getattr(review, risk.lower()) for risk in Risk}


def _sum(counts: Any) -> Counts:
    total = {risk.value: 0 for risk in Risk}
    for one in counts:
        for risk, number in one.items():
            total[risk] += number
    return total


def _by_pillar(reviews: Sequence[Mapping[str, Counts]]) -> Mapping[str, Counts]:
    gathered: dict[str, list[Counts]] = defaultdict(list)
    for pillars in reviews:
        for pillar, counts in pillars.items():
            gathered[pillar].append(counts)
    return {pillar: _sum(counts) for pillar, counts in gathered.items()}


def _columns(found: Sequence[WorkloadRow]) -> tuple[PillarColumn, ...]:
    used = {pillar for row in found for pillar in row.pillars}
    versions = LensVersion.objects.filter(organization=None)
    columns: dict[str, PillarColumn] = {}
    for version in versions:
        for pillar in loader.document(version).pillars:
            if pillar.id in used:
                columns.setdefault(pillar.id, PillarColumn(pillar.id, pillar.name))
    return tuple(columns.values())
