"""Where every workload stands, in numbers alone: what the portfolio sums up, however many workloads there are."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from assessments.models import Milestone, Review, Workload
from assessments.queries.counts import Counted, Counts, by_pillar, summed
from assessments.rules.vocabulary import Risk

WORDS = tuple(risk.value for risk in Risk)
COUNTERS = tuple(risk.value.lower() for risk in Risk)


class MilestoneCounts(NamedTuple):
    """One milestone: when it was taken, and its questions per risk."""

    taken_at: datetime
    number: int
    counts: Counts


class ReviewCounts(NamedTuple):
    """One review: its lens version, and its questions per pillar and risk, and per risk alone."""

    lens_version_id: UUID
    pillars: Mapping[str, Counts]
    counts: Counts


@dataclass(frozen=True, slots=True)
class Standing(Counted):
    """One workload: its counts over all its reviews, per pillar too, and its milestones, oldest first."""

    id: UUID
    name: str
    unit: str
    environment: str
    counts: Counts
    pillars: Mapping[str, Counts]
    lens_versions: tuple[UUID, ...]
    milestones: tuple[MilestoneCounts, ...]


def of(workloads: QuerySet[Workload]) -> list[Standing]:
    """Each workload in the order given. Three queries, and no row becomes an object."""
    reviews, milestones = _reviews(workloads), _milestones(workloads)
    return [
        _standing(facts, reviews.get(facts[0], []), milestones.get(facts[0], []))
        for facts in workloads.values_list("id", "name", "unit", "environment")
    ]


def _standing(
    facts: tuple[UUID, str, str, str], reviews: list[ReviewCounts], milestones: list[MilestoneCounts]
) -> Standing:
    alone = reviews[0] if len(reviews) == 1 else None
    return Standing(
        *facts,
        counts=alone.counts if alone else summed(review.counts for review in reviews),
        pillars=alone.pillars if alone else by_pillar(review.pillars for review in reviews),
        lens_versions=tuple(review.lens_version_id for review in reviews),
        milestones=tuple(milestones),
    )


def _reviews(workloads: QuerySet[Workload]) -> dict[UUID, list[ReviewCounts]]:
    found: dict[UUID, list[ReviewCounts]] = defaultdict(list)
    rows = Review.objects.filter(workload__in=workloads).order_by("created_at", "id")
    for workload_id, version, pillars, *counters in rows.values_list(
        "workload_id", "lens_version_id", "pillars", *COUNTERS
    ):
        found[workload_id].append(ReviewCounts(version, pillars, dict(zip(WORDS, counters, strict=True))))
    return found


def _milestones(workloads: QuerySet[Workload]) -> dict[UUID, list[MilestoneCounts]]:
    found: dict[UUID, list[MilestoneCounts]] = defaultdict(list)
    rows = Milestone.objects.filter(workload__in=workloads).order_by("number")
    for workload_id, *facts in rows.values_list("workload_id", "taken_at", "number", "counts"):
        found[workload_id].append(MilestoneCounts(*facts))
    return found
