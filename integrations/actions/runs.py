"""Collect evidence: a run is a frozen plan, carried out by a job item by item, resumable after any crash."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.actions import jobs, observations, proposals
from assessments.actions.evidence import Target
from assessments.actions.observations import Seen
from assessments.errors import DomainError
from assessments.models import Membership, Review, Workload
from assessments.rules.vocabulary import Stance, Verdict
from assessments.tenancy import scope
from integrations import runner
from integrations.actions.looks import Looks, tested
from integrations.aws.errors import Why
from integrations.checks import registry
from integrations.checks.finding import Finding
from integrations.models import AwsConnection, CollectionRun, PlanItem, WorkloadConnection

KIND = "collect"
#: The built-in lens whose practices the checks speak to.
LENS = "generative_ai"
#: Neighbours in this order are in different accounts or ask different services: nobody waits for another's pace.
SPREAD = ("region", "check_id", "position")
STANCES = {Verdict.PASS: Stance.FOR, Verdict.FAIL: Stance.AGAINST}


class NothingToCollect(DomainError):
    """The workload has no AWS account that may be read."""

    code = "nothing_to_collect"
    status = 409


@transaction.atomic
def start(*, workload: Workload, by: Membership | None) -> CollectionRun:
    """Plan a run over the workload's tested accounts, and ask for the job; the open one is returned if there is one.

    Raises NothingToCollect when no account is attached, none passed its test, or the workload is archived.
    """
    with scope.acting("runs.start"):
        if Workload.objects.select_for_update().get(pk=workload.pk).archived_at:
            raise NothingToCollect(_("This workload is archived."))
        usable = _usable(workload)
        job = jobs.enqueue(kind=KIND, subject_id=workload.id, by=by, dedupe=str(workload.id))
        if already := CollectionRun.objects.filter(job=job).first():
            return already
        last = CollectionRun.objects.filter(workload=workload).aggregate(last=Max("number"))["last"] or 0
        run = CollectionRun.objects.create(workload=workload, number=last + 1, job=job, asked_by=by)
        regions = {str(connection.id): connection.regions for connection in usable}
        plan = runner.plan(registry.catalogue().values(), regions)
        PlanItem.objects.bulk_create(
            PlanItem(run=run, position=n, connection_id=UUID(i.connection), region=i.region, check_id=i.check)
            for n, i in enumerate(plan, start=1)
        )
        type(job).objects.filter(pk=job.pk).update(planned=len(plan))
        return run


@jobs.handles(KIND)
def collect(claim: jobs.Claim) -> None:
    """Carry a run on from where it is: what was looked at once is never looked at again.

    What was seen before a cancellation counts, so the proposals are brought in line with it as well.
    """
    with claim.organization():
        run = CollectionRun.objects.select_related("workload").get(job_id=claim.job_id)
        items = PlanItem.objects.filter(run=run)
        waiting = list(items.filter(outcome__isnull=True).order_by(*SPREAD))
        planned = items.count()
        reviewed = Review.objects.filter(workload=run.workload, lens_version__lens__key=LENS).exists()
        known = _connections(waiting)
    done = planned - len(waiting)
    claim.progress(done, planned)
    for looked in Looks(run, settings.AWS_LOOKS_AT_ONCE).at(_due(claim, waiting, known)):
        with claim.fence(), scope.acting("evidence.record"):
            for item, outcome in looked:
                record(run=run, item=item, outcome=outcome, reviewed=reviewed)
            known |= _connections(waiting)
        done += len(looked)
        claim.progress(done)
    with claim.fence():
        proposals.refresh(workload=run.workload)
    if done < planned:
        claim.stop_if_asked()


def _due(claim: jobs.Claim, waiting: Iterable[PlanItem], known: dict[UUID, AwsConnection]) -> Iterator[PlanItem]:
    """What is still to be looked at, each with its connection as last known; nothing more once a person cancelled."""
    for item in waiting:
        if claim.cancel_asked:
            return
        item.connection = known[item.connection_id]
        yield item


def _connections(items: Iterable[PlanItem]) -> dict[UUID, AwsConnection]:
    """The connections of these items as they are now."""
    return AwsConnection.objects.in_bulk({item.connection_id for item in items})


def record(*, run: CollectionRun, item: PlanItem, outcome: runner.Outcome, reviewed: bool) -> None:
    """Keep what one item of the plan saw: its findings as evidence, and the item as done. Once: see `collect`.

    ``reviewed``: the workload has a review with the built-in lens, so that its choices can be spoken to.
    """
    place = f"{item.check_id}:{item.connection.account_id}:{item.region}"
    check = registry.catalogue().get(item.check_id)
    speaks_to = check.speaks_to if check and reviewed else ()
    observations.record(
        workload=run.workload,
        place=place,
        seen=[_seen(run, item.connection, place, finding, speaks_to) for finding in outcome.findings],
        could_look=all(finding.reason in {"", Why.UNDECIDED} for finding in outcome.findings),
        source=f"aws:{item.connection.account_id}",
    )
    item.outcome = _kept(outcome)
    item.looked_at = timezone.now()
    item.save(update_fields=["outcome", "looked_at"])


def _kept(outcome: runner.Outcome) -> dict[str, Any]:
    """An outcome as its row keeps it; see `PlanItem`."""
    return {
        "findings": [
            {
                "verdict": finding.verdict.value,
                "statement": dict(finding.statement),
                "resource": finding.resource,
                "reason": finding.reason,
            }
            for finding in outcome.findings
        ],
        "milliseconds": round(outcome.seconds * 1000),
        "calls": [_call(call) for call in outcome.calls],
    }


def _usable(workload: Workload) -> list[AwsConnection]:
    links = WorkloadConnection.objects.filter(workload=workload, connection__removed_at=None)
    attached = [link.connection for link in links.select_related("connection").order_by("connection__name")]
    usable = [connection for connection in attached if tested(connection)]
    if not attached:
        raise NothingToCollect(_("No AWS account is attached to this workload. Attach one first."))
    if not usable:
        raise NothingToCollect(_("No attached AWS account has passed its test. Test the connection first."))
    return usable


def _seen(
    run: CollectionRun, connection: AwsConnection, place: str, finding: Finding, speaks_to: Iterable[str]
) -> Seen:
    check = registry.catalogue().get(finding.check)
    facts = {
        "check": finding.check,
        "check_version": finding.check_version,
        "title": dict(check.title) if check else {"en": finding.check},
        "verdict": finding.verdict.value,
        "statement": dict(finding.statement),
        "account_id": finding.account_id,
        "connection": connection.name,
        "region": finding.region,
        "environment": connection.stage,
        "resource": finding.resource,
        "reason": finding.reason,
        "detail": dict(finding.detail),
        "facts": dict(finding.facts),
        "calls": [_call(call) for call in finding.calls],
        "at": datetime.now(UTC).isoformat(timespec="seconds"),
        "run": run.number,
    }
    stance = STANCES.get(finding.verdict, Stance.NEUTRAL)
    targets = tuple(Target(choice.rpartition("_")[0], choice, stance) for choice in speaks_to)
    return Seen(place, finding.resource, facts, targets)


def _call(call: Any) -> dict[str, str]:
    return {
        "operation": call.operation,
        "region": call.region,
        "request_id": call.request_id,
        "at": call.at,
        "sha256": call.sha256,
        "error": call.error,
    }
