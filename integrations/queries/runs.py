"""Runs as their pages show them: what was looked at, what was seen, and what stands now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Case, Count, IntegerField, Max, QuerySet, Sum, Value, When
from django.db.models.fields.json import KeyTextTransform, KeyTransform
from django.db.models.functions import Cast

from assessments.models import Evidence, EvidenceKind, Workload
from assessments.rules.vocabulary import Text, Verdict
from integrations.checks import registry
from integrations.models import CollectionRun, PlanItem

#: The order in which verdicts are told: what could not be seen first, then what is wrong.
ORDER = (Verdict.NOT_DETERMINABLE, Verdict.FAIL, Verdict.PASS, Verdict.NOT_APPLICABLE)

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run of a list, with how often each verdict was said (those never said are left out)."""

    run: CollectionRun
    counts: Counts


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One step of a run's plan. ``seconds`` is None until it was looked at."""

    item: PlanItem
    title: Text
    verdict: str
    findings: Sequence[Mapping[str, Any]]
    calls: Sequence[Mapping[str, str]]
    seconds: float | None


@dataclass(frozen=True, slots=True)
class CheckLine:
    """What the current observations of a workload say about one check. ``at`` is when the newest was made."""

    id: str
    title: Text
    counts: Counts
    at: datetime | None

    @property
    def total(self) -> int:
        """How many observations there are."""
        return sum(self.counts.values())


def newest(workload: Workload, at_most: int, before: int | None = None) -> list[CollectionRun]:
    """A workload's newest runs, or those before a number, newest first."""
    rows = CollectionRun.objects.filter(workload=workload).select_related("job", "asked_by__user")
    if before is not None:
        rows = rows.filter(number__lt=before)
    return list(rows.order_by("-number")[:at_most])


def lines(runs: Iterable[CollectionRun]) -> list[RunLine]:
    """These runs with their counts, in one query."""
    listed = list(runs)
    counts = _counts([run.id for run in listed])
    return [RunLine(run, counts.get(run.id, {})) for run in listed]


def counts_of(run: CollectionRun) -> Counts:
    """How often each verdict was said in a run, in the order to tell them."""
    return _counts([run.id]).get(run.id, {})


def items_of(run: CollectionRun) -> QuerySet[PlanItem]:
    """The steps of a run, what could not be seen first and what was not looked at yet last."""
    told = [When(outcome__verdict=verdict.value, then=Value(n)) for n, verdict in enumerate(ORDER)]
    order = Case(*told, default=Value(len(ORDER)), output_field=IntegerField())
    rows = PlanItem.objects.filter(run=run).select_related("connection").annotate(told=order)
    return rows.order_by("told", "position")


def item_lines(items: Iterable[PlanItem]) -> list[ItemLine]:
    """Steps as the table of a run shows them."""
    return [_item_line(item) for item in items]


def checks_of(workload: Workload) -> list[CheckLine]:
    """What stands now, check by check: what no run has replaced, however old it is. One query."""
    rows = Evidence.objects.filter(workload=workload, kind=EvidenceKind.OBSERVATION, successors=None)
    seen: dict[str, dict[str, int]] = {}
    newest: dict[str, datetime] = {}
    grouped = rows.values_list("observation__check", "observation__verdict")
    for check, verdict, n, at in grouped.annotate(n=Count("id"), at=Max("added_at")).order_by():
        seen.setdefault(check, {})[verdict] = n
        newest[check] = max(at, newest.get(check, at))
    known = registry.catalogue()
    return [
        CheckLine(id_, known[id_].title if id_ in known else {"en": id_}, _ordered(seen.get(id_, {})), newest.get(id_))
        for id_ in sorted({*known, *seen})
    ]


def totals(checks: Iterable[CheckLine]) -> Counts:
    """The counts of all checks together, every verdict among them."""
    said = list(checks)
    return {verdict.value: sum(line.counts.get(verdict.value, 0) for line in said) for verdict in ORDER}


def _item_line(item: PlanItem) -> ItemLine:
    outcome = item.outcome or {}
    check = registry.catalogue().get(item.check_id)
    return ItemLine(
        item=item,
        title=check.title if check else {"en": item.check_id},
        verdict=outcome.get("verdict", ""),
        findings=sorted(outcome.get("findings", []), key=lambda finding: ORDER.index(Verdict(finding["verdict"]))),
        calls=outcome.get("calls", []),
        seconds=outcome["milliseconds"] / 1000 if outcome else None,
    )


def _counts(run_ids: Sequence[UUID]) -> dict[UUID, Counts]:
    said = KeyTransform("counts", "outcome")
    sums = {verdict.value: Sum(Cast(KeyTextTransform(verdict.value, said), IntegerField())) for verdict in ORDER}
    grouped = PlanItem.objects.filter(run__in=run_ids).values("run_id").annotate(**sums).order_by()
    rows = cast(list[dict[str, Any]], list(grouped))
    return {row["run_id"]: _ordered({v.value: row[v.value] or 0 for v in ORDER}) for row in rows}


def _ordered(counts: Mapping[str, int]) -> Counts:
    return {verdict.value: counts[verdict.value] for verdict in ORDER if counts.get(verdict.value)}
