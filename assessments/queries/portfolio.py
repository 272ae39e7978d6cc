"""All workloads of an organization at once: their sums, their pillars side by side, and how it went over time."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from assessments.lenses import loader
from assessments.models import LensVersion, Workload
from assessments.queries import standings
from assessments.queries.counts import Counted, Counts, by_pillar, summed
from assessments.queries.standings import MilestoneCounts, Standing
from assessments.rules.vocabulary import Risk, Text

#: What a cell of the heatmap says first: the worst risk there is, then what nobody answered.
TOLD_FIRST = (Risk.HIGH, Risk.MEDIUM, Risk.UNANSWERED, Risk.NONE, Risk.NOT_APPLICABLE)
DEEPEST = 3
#: A trend over more than this has one point per month.
DAILY_UP_TO = timedelta(days=62)


@dataclass(frozen=True, slots=True)
class PillarColumn:
    """One pillar as a column: its id and name, from the lenses in use, and its questions per risk."""

    id: str
    name: Text
    counts: Counts

    @property
    def at_risk(self) -> Counts:
        """Its high and medium risks alone, for a bar on a scale shared with the other pillars."""
        return {risk: self.counts[risk] for risk in (Risk.HIGH, Risk.MEDIUM)}


@dataclass(frozen=True, slots=True)
class Cell:
    """One workload in one pillar: its questions per risk; none where its lenses do not have the pillar."""

    pillar: PillarColumn
    counts: Counts | None

    @property
    def risk(self) -> Risk | None:
        """What the cell says: the worst risk that occurs."""
        return next((risk for risk in TOLD_FIRST if self.counts and self.counts.get(risk)), None)

    @property
    def number(self) -> int:
        """How many questions have that risk."""
        return self.counts[self.risk] if self.counts and self.risk else 0

    @property
    def counted(self) -> bool:
        """Whether the number is worth showing: of what is in order, the glyph says enough."""
        return self.risk in (Risk.HIGH, Risk.MEDIUM, Risk.UNANSWERED)

    @property
    def level(self) -> int:
        """How deep the cell is painted, 1 to 3."""
        return min(self.number, DEEPEST)

    @property
    def told(self) -> tuple[tuple[Risk, int], ...]:
        """Every risk that occurs with its number, worst first: what the cell is called for those who do not see it."""
        return tuple((risk, self.counts[risk]) for risk in TOLD_FIRST if self.counts and self.counts.get(risk))


@dataclass(frozen=True, slots=True)
class HeatLine:
    """One workload across all pillars."""

    workload: Standing
    cells: tuple[Cell, ...]

    @property
    def high_over_time(self) -> tuple[int, ...]:
        """High risks at each milestone, and now; empty without a milestone, since one point is no trend."""
        milestones = self.workload.milestones
        now = (self.workload.counts[Risk.HIGH],) if milestones else ()
        return (*(one.counts[Risk.HIGH] for one in milestones), *now)


@dataclass(frozen=True, slots=True)
class Point:
    """One day of the trend: what the newest milestones up to it say together. ``now``: the counters of today."""

    on: date
    counts: Counts
    label: str = ""
    now: bool = False


@dataclass(frozen=True, slots=True)
class Portfolio(Counted):
    """All workloads that match, the one with most high risks first, with their sums.

    ``since_last`` compares with the newest milestone of each workload that has one; none when there is none.
    """

    workloads: tuple[Standing, ...]
    columns: tuple[PillarColumn, ...]
    counts: Counts
    since_last: Counts | None
    trend: tuple[Point, ...]

    def lines(self, shown: Iterable[Standing]) -> tuple[HeatLine, ...]:
        """Some of the workloads as lines of the heatmap."""
        return tuple(
            HeatLine(one, tuple(Cell(column, one.pillars.get(column.id)) for column in self.columns)) for one in shown
        )

    @property
    def most_at_risk(self) -> int:
        """The most high and medium risks that a pillar has: the common scale of the bars."""
        return max((sum(column.at_risk.values()) for column in self.columns), default=0)


def of(workloads: QuerySet[Workload]) -> Portfolio:
    """The workloads with their sums and the pillars that are in use. Four queries, however many workloads."""
    found = sorted(standings.of(workloads), key=_worst_first)
    used = {version for one in found for version in one.lens_versions}
    now = summed(one.counts for one in found)
    return Portfolio(
        workloads=tuple(found),
        columns=_columns(used, by_pillar(one.pillars for one in found)),
        counts=now,
        since_last=_since_last(found),
        trend=trend(found, now),
    )


def trend(found: Sequence[Standing], now: Counts) -> tuple[Point, ...]:
    """How it stood at each day with milestones (over more than two months: at the last of each month), and now.

    A point sums the newest milestone of every workload up to then, so a workload counts from its first one on.
    Empty without a milestone.
    """
    taken = sorted(((milestone, one.id) for one in found for milestone in one.milestones), key=_by_time)
    if not taken:
        return ()
    by_month = taken[-1][0].taken_at - taken[0][0].taken_at > DAILY_UP_TO
    newest: dict[UUID, Counts] = {}
    total = Counter(summed(()))
    points: dict[date, Point] = {}
    for milestone, workload_id in taken:
        # One sum goes along with the newest ones: adding all of them up at each milestone would take their square.
        total.update(milestone.counts)
        total.subtract(newest.get(workload_id, {}))
        newest[workload_id] = milestone.counts
        on = timezone.localdate(milestone.taken_at)
        points[on.replace(day=1) if by_month else on] = Point(on, dict(total))
    return (*points.values(), Point(timezone.localdate(), now, now=True))


def _worst_first(one: Standing) -> tuple[int, int, str]:
    return -one.counts[Risk.HIGH], -one.counts[Risk.MEDIUM], one.name.casefold()


def _by_time(taken: tuple[MilestoneCounts, UUID]) -> tuple[datetime, int]:
    return taken[0].taken_at, taken[0].number


def _since_last(found: Sequence[Standing]) -> Counts | None:
    """What changed per risk since the newest milestones, over the workloads that have one."""
    having = [one for one in found if one.milestones]
    if not having:
        return None
    now = Counter(summed(one.counts for one in having))
    now.subtract(summed(one.milestones[-1].counts for one in having))
    return dict(now)


def _columns(used: set[UUID], pillars: Mapping[str, Counts]) -> tuple[PillarColumn, ...]:
    """The pillars of the lenses in use, in the lenses' order. The lenses' texts stay in the database."""
    versions = LensVersion.objects.filter(id__in=used).defer("document", "enrichment")
    in_order = versions.order_by("lens__created_at", "lens_id", "generation", "revision")
    columns: dict[str, PillarColumn] = {}
    for version in in_order:
        for pillar in loader.document(version).pillars:
            if pillar.id in pillars:
                columns.setdefault(pillar.id, PillarColumn(pillar.id, pillar.name, pillars[pillar.id]))
    return tuple(columns.values())
