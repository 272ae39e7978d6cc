"""Runs as their pages show them: what was looked at, what was seen, and what stands now."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from django.db.models import Case, Count, Func, IntegerField, Max, QuerySet, Sum, Value, When

from assessments.models import Evidence, EvidenceKind, Workload
from assessments.rules.vocabulary import UNDECIDED, Text, Told, told
from integrations.checks import registry
from integrations.models import CollectionRun, PlanItem

#: The order in which verdicts are told: what could not be seen first, then what is wrong, then what is to be weighed.
ORDER = (Told.NOT_DETERMINABLE, Told.FAIL, Told.NEEDS_A_PERSON, Told.PASS, Told.NOT_APPLICABLE)
#: Which findings of an outcome are told so, as PostgreSQL's JSON path has it: `rules.vocabulary.told` for whole plans.
SOUGHT = {verdict: f'@.verdict == "{verdict}"' for verdict in ORDER} | {
    Told.NEEDS_A_PERSON: f'@.verdict == "{Told.NOT_DETERMINABLE}" && @.reason == "{UNDECIDED}"',
    Told.NOT_DETERMINABLE: f'@.verdict == "{Told.NOT_DETERMINABLE}" && !(@.reason == "{UNDECIDED}")',
}

Counts = Mapping[str, int]


@dataclass(frozen=True, slots=True)
class RunLine:
    """One run of a list, with how often each verdict was said (those never said are left out)."""

    run: CollectionRun
    counts: Counts


@dataclass(frozen=True, slots=True)
class ItemLine:
    """One step of a run's plan. ``told`` (what to tell first) is empty and ``seconds`` None until it was looked at."""

    item: PlanItem
    title: Text
    told: str
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
    first = [When(**{f"n_{verdict}__gt": 0}, then=Value(n)) for n, verdict in enumerate(ORDER)]
    turn = Case(*first, default=Value(len(ORDER)), output_field=IntegerField())
    rows = PlanItem.objects.filter(run=run).select_related("connection")
    tallied = rows.alias(**{f"n_{verdict}": _tally(verdict) for verdict in ORDER})
    return tallied.alias(turn=turn).order_by("turn", "position")


def item_lines(items: Iterable[PlanItem]) -> list[ItemLine]:
    """Steps as the table of a run shows them."""
    return [_item_line(item) for item in items]


def checks_of(workload: Workload) -> list[CheckLine]:
    """What stands now, check by check: what no run has replaced, however old it is. One query."""
    rows = Evidence.objects.filter(workload=workload, kind=EvidenceKind.OBSERVATION, successors=None)
    seen: dict[str, dict[str, int]] = {}
    newest: dict[str, datetime] = {}
    grouped = rows.values_list("observation__check", "observation__verdict", "observation__reason")
    for check, verdict, reason, n, at in grouped.annotate(n=Count("id"), at=Max("added_at")).order_by():
        counts, said = seen.setdefault(check, {}), told(verdict, reason or "")
        counts[said] = counts.get(said, 0) + n
        newest[check] = max(at, newest.get(check, at))
    known = registry.catalogue()
    return [
        CheckLine(id_, known[id_].title if id_ in known else {"en": id_}, _ordered(seen.get(id_, {})), newest.get(id_))
        for id_ in sorted({*known, *seen})
    ]


def totals(checks: Iterable[CheckLine]) -> Counts:
    """The counts of all checks together, every verdict among them."""
    said = list(checks)
    return {verdict.value: sum(line.counts.get(verdict, 0) for line in said) for verdict in ORDER}


def _item_line(item: PlanItem) -> ItemLine:
    outcome = item.outcome or {}
    check = registry.catalogue().get(item.check_id)
    findings = sorted(outcome.get("findings", []), key=lambda finding: ORDER.index(_told(finding)))
    return ItemLine(
        item=item,
        title=check.title if check else {"en": item.check_id},
        told=_told(findings[0]) if findings else "",
        findings=findings,
        calls=outcome.get("calls", []),
        seconds=outcome["milliseconds"] / 1000 if outcome else None,
    )


def _told(finding: Mapping[str, Any]) -> Told:
    return told(finding["verdict"], finding.get("reason", ""))


def _tally(verdict: Told) -> Func:
    """How many findings of a step are told so; no number where nothing was looked at."""
    path = f"'$.findings[*] ? ({SOUGHT[verdict]})'"
    template = f"jsonb_array_length(jsonb_path_query_array(%(expressions)s, {path}))"
    return Func("outcome", template=template, output_field=IntegerField())


def _counts(run_ids: Sequence[UUID]) -> dict[UUID, Counts]:
    sums = {verdict.value: Sum(_tally(verdict)) for verdict in ORDER}
    grouped = PlanItem.objects.filter(run__in=run_ids).values("run_id").annotate(**sums).order_by()
    rows = cast(list[dict[str, Any]], list(grouped))
    return {row["run_id"]: _ordered({verdict: row[verdict] or 0 for verdict in ORDER}) for row in rows}


def _ordered(counts: Mapping[str, int]) -> Counts:
    return {verdict.value: counts[verdict] for verdict in ORDER if counts.get(verdict)}
