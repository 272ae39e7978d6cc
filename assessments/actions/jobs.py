"""Long work: ask for it, cancel it, and carry it out. The row is the truth; a message only wakes a worker.

A kind of work is one function, registered beside what it does::

    @jobs.handles("collect")
    def collect(claim: jobs.Claim) -> None:
        for item in plan_of(claim):
            claim.stop_if_asked()
            seen = look(item)               # slow, outside any transaction
            with claim.fence():             # quick, and only while the job is still ours
                keep(seen)
            claim.progress(done)

It may be started again from the top after a crash, so it begins by asking what is there already. When it
returns, the job has succeeded; a DomainError fails it with that sentence; anything else is tried again.
"""

import logging
from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models.functions import Now
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from assessments.access import Permission, permissions_of
from assessments.actions import waking
from assessments.actions.claims import Claim, LostLease, Stopped, claim
from assessments.errors import DomainError, NotAllowed
from assessments.models import Job, JobState, Membership
from assessments.tenancy import scope

__all__ = ["Claim", "Handler", "LostLease", "Stopped", "cancel", "claim", "enqueue", "handles", "may_cancel", "run"]

Handler = Callable[[Claim], None]
_handlers: dict[str, Handler] = {}
logger = logging.getLogger(__name__)


def handles(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that carries out jobs of this kind. Raises ValueError on a second one."""

    def register(handler: Handler) -> Handler:
        if _handlers.setdefault(kind, handler) is not handler:
            raise ValueError(f"two handlers for jobs of kind {kind!r}")
        return handler

    return register


@transaction.atomic
def enqueue(
    *,
    kind: str,
    subject_id: UUID,
    by: Membership | None = None,
    planned: int = 0,
    dedupe: str = "",
    run_after: datetime | None = None,
) -> Job:
    """Ask for work on ``subject_id``, in the caller's transaction: if that is rolled back, it was never asked.

    ``dedupe``: while a job of this kind with this key is open, that one is returned instead of a second.
    ``run_after`` (default: now) is when it may start at the earliest.
    """
    with scope.acting("jobs.enqueue"):
        job = Job(kind=kind, subject_id=subject_id, asked_by=by, planned=planned, dedupe=dedupe)
        if run_after is not None:
            job.run_after = run_after
        else:
            job.sent_at = Now()
        if dedupe and (already := _open(kind, dedupe)):
            return already
        try:
            with transaction.atomic():
                job.save(force_insert=True)
        except IntegrityError:
            # Someone asked for the same between our look and our insert.
            if already := _open(kind, dedupe):
                return already
            raise
        if run_after is None:
            job.refresh_from_db(fields=["sent_at"])
            waking.wake_after_commit(job.id)
        return job


def _open(kind: str, dedupe: str) -> Job | None:
    return Job.objects.filter(kind=kind, dedupe=dedupe, state__in=[JobState.QUEUED, JobState.RUNNING]).first()


@transaction.atomic
def cancel(*, job: Job, by: Membership) -> Job:
    """End a waiting job now, a running one at its next step; one that has ended stays as it ended.

    Raises NotAllowed unless it is the person's own, or the role may define workloads.
    """
    if not may_cancel(job, by):
        raise NotAllowed(_("Only the person who started this, or a lead, can cancel it."))
    with scope.acting("jobs.cancel"):
        waiting = Job.objects.filter(id=job.id, state=JobState.QUEUED)
        if not waiting.update(state=JobState.CANCELLED, cancel_asked=True, finished_at=Now()):
            Job.objects.filter(id=job.id, state=JobState.RUNNING).update(cancel_asked=True)
        job.refresh_from_db()
        return job


def may_cancel(job: Job, by: Membership) -> bool:
    """Whether this person may cancel the job: it is their own, or they define the workloads here."""
    return job.asked_by_id == by.id or Permission.WORKLOADS in permissions_of(by.role)


def run(*, organization_id: UUID, job_id: UUID, worker: str) -> None:
    """Carry out a job, if there is something to do: what a message asks for. Safe to call twice.

    ``worker`` tells people where it runs. A job whose kind nobody here handles is left for a newer worker.
    """
    mine = claim(organization_id, job_id, worker, kinds=_handlers.keys())
    if mine is None:
        return
    try:
        with mine.heartbeat():
            _carry_out(mine)
    except LostLease:
        logger.warning("job %s: attempt %s was overtaken and wrote nothing more", mine.job_id, mine.attempt)


def _carry_out(mine: Claim) -> None:
    try:
        _handlers[mine.kind](mine)
        if not mine.finished:
            mine.finish()
    except LostLease:
        raise
    except Stopped:
        mine.finish(JobState.CANCELLED)
    except DomainError as error:
        mine.fail(*(_in(language, error) for language in ("en", "ja")))
    except Exception:
        # Whatever a handler runs into, the job must not be left to its lease: say so in the log and try again.
        logger.exception("job %s: attempt %s of %s ended with an error", mine.job_id, mine.attempt, mine.kind)
        mine.put_back()


def _in(language: str, error: DomainError) -> str:
    with translation.override(language):
        return str(error.message)
