"""Reports that were asked for, what they are made from, and which of them a hash names."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC
from functools import partial
from uuid import UUID

from django.db.models import Prefetch, Q, QuerySet

from assessments.models import JobState, Milestone, Report, Workload
from assessments.queries import milestones
from assessments.reports import registry
from assessments.reports.edition import Edition
from assessments.reports.edition import Milestone as Past
from assessments.rules.vocabulary import Risk, Text

#: A page's foot prints this much of a digest: what a reader may have at hand.
SHORTEST_HASH = 16
_HEX = re.compile(r"[0-9a-f]+")


@dataclass(frozen=True, slots=True)
class Named:
    """What a hash stands for: reports with these bytes or made from this state, and milestones with this digest."""

    hash: str
    files: tuple[Report, ...]
    milestones: tuple[Milestone, ...]
    made_from: tuple[Report, ...]

    def __bool__(self) -> bool:
        return bool(self.files or self.milestones or self.made_from)


def titles() -> Mapping[str, Text]:
    """Every kind of report and what it is called."""
    return {slug: report.title for slug, report in registry.every().items()}


def states(workloads: QuerySet[Workload]) -> dict[Workload, list[Milestone]]:
    """What can be reported: each workload with its milestones, newest first. Two queries."""
    newest = Milestone.objects.defer("payload").order_by("-number")
    loaded = workloads.prefetch_related(Prefetch("milestones", newest))
    return {workload: list(workload.milestones.all()) for workload in loaded}


def asked_for(workload: Workload | None = None) -> QuerySet[Report]:
    """The organization's reports, or one workload's, newest first, with what a list shows."""
    found = Report.objects.select_related("workload", "milestone", "job", "asked_by__user").defer("milestone__payload")
    if workload is not None:
        found = found.filter(workload=workload)
    return found.order_by("-asked_at", "-id")


def in_hand(report: Report) -> Report | None:
    """A report like this one that is being made right now."""
    alike = {fact: getattr(report, fact) for fact in ("workload", "milestone", "kind", "language", "archive")}
    return Report.objects.filter(**alike, job__state__in=[JobState.QUEUED, JobState.RUNNING]).first()


def to_make(report_id: UUID) -> Report | None:
    """The report with everything it is made from."""
    return Report.objects.select_related("workload__organization", "milestone").filter(id=report_id).first()


def state(report: Report) -> milestones.Moment:
    """The moment a report is about: its milestone as it was kept, or now."""
    found = milestones.moment(report.workload, report.milestone.number if report.milestone else None)
    if found is None:  # a milestone cannot be deleted: the row that names it would have to go first
        raise LookupError(f"milestone of report {report.id} is gone")
    return found


def past(report: Report) -> list[Past]:
    """The milestones before the reported state, oldest first; their snapshots are parsed when they are asked for."""
    rows = Milestone.objects.filter(workload=report.workload).order_by("number")
    if report.milestone is not None:
        rows = rows.filter(number__lt=report.milestone.number)
    return [
        Past(
            row.number, row.name, row.taken_at.astimezone(UTC).isoformat(timespec="seconds"),
            counts={risk: row.counts[risk] for risk in Risk}, read=partial(milestones.frozen, row),
        )
        for row in rows
    ]  # fmt: skip


def edition(report: Report) -> Edition | None:
    """Which milestone is reported; nothing for a report of now."""
    one = report.milestone
    return Edition(one.number, one.name, one.digest) if one else None


def hash_in(text: str) -> str:
    """The hash a person typed or pasted, without the spaces it is printed with; empty when it is none."""
    plain = re.sub(r"[\s:·-]", "", text.strip().lower().removeprefix("sha-256").removeprefix("sha256"))
    return plain if SHORTEST_HASH <= len(plain) <= 64 and _HEX.fullmatch(plain) else ""


def named(hash: str) -> Named:
    """What the hash (hex, or its first 16 digits or more) stands for in this organization. Two queries."""
    begins = "startswith" if len(hash) < 64 else "exact"
    rows = asked_for().exclude(key="")
    found = list(rows.filter(Q(**{f"sha256__{begins}": hash}) | Q(**{f"snapshot_digest__{begins}": hash}))[:20])
    kept = Milestone.objects.defer("payload").select_related("workload", "taken_by__user")
    return Named(
        hash=hash,
        files=tuple(report for report in found if report.sha256.startswith(hash)),
        milestones=tuple(kept.filter(**{f"digest__{begins}": hash})[:20]),
        made_from=tuple(report for report in found if not report.sha256.startswith(hash)),
    )
