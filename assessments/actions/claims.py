"""A worker's hold on a job: the lease it renews, and the fence behind which it writes.

A worker may be killed, stopped for minutes, or cut off from the database at any point. What it wrote stays
whole, because every write happens inside `Claim.fence`, a transaction that starts by proving, on the locked
row, that the job still carries this worker's attempt (docs/adr/0003-jobs-and-sweepers.md).
"""

import logging
import threading
import time
from collections.abc import Collection, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce, Now

from assessments.actions import locks, waking
from assessments.models import Job, JobState
from assessments.tenancy import scope

#: Progress is written at most this often (seconds), and always at the end.
PROGRESS_PAUSE = 0.5
GAVE_UP = {
    "en": "The work was started {attempts} times and never came to its end, so it was given up. What it had already "
    "written is kept. Start it again; if it fails again, tell those who run this installation.",
    "ja": "{attempts}回開始しましたが最後まで進まなかったため、中止しました。それまでに書き込まれた内容は残っています。"
    "もう一度実行し、再び失敗する場合はシステム管理者に連絡してください。",
}
logger = logging.getLogger(__name__)


class LostLease(Exception):
    """Another worker has this job now, or it has ended: the one who gets this writes nothing more."""


class Stopped(Exception):
    """A person asked to cancel the job, and the worker came to a point where it can stop."""


@dataclass(slots=True, eq=False)
class Claim:
    """One attempt at one job. ``cancel_asked`` is as of the last heartbeat or fence, at most one heartbeat old."""

    organization_id: UUID
    job_id: UUID
    kind: str
    subject_id: UUID
    attempt: int
    asked_by_id: UUID | None = None
    asked_by_name: str = ""
    planned: int = 0
    cancel_asked: bool = False
    finished: bool = False
    _told: float = field(default=0.0, repr=False)

    @contextmanager
    def fence(self) -> Iterator[Job]:
        """A transaction inside the organization in which this attempt may write; gives the locked job row.

        Raises LostLease when the attempt is no longer this worker's. Keep it short: no network calls inside. A
        worker that is stopped in here loses the transaction when its lease is over (`scope.limit_idling`).
        """
        with self.organization():
            job = self._mine().select_for_update().first()
            if job is None:
                raise LostLease(self)
            self.cancel_asked = job.cancel_asked
            yield job
            self._renew()

    def organization(self) -> AbstractContextManager[scope.Scope]:
        """Open the job's organization to read; the person who asked is the actor, the request names the job."""
        _renew_connection()
        return scope.organization(
            self.organization_id,
            actor_id=self.asked_by_id,
            actor_name=self.asked_by_name,
            request_id=f"job:{self.job_id}",
        )

    def progress(self, done: int, planned: int | None = None) -> None:
        """Say how far the work is. Written in a transaction of its own, or in the open fence. Raises LostLease."""
        new_plan = planned is not None and planned != self.planned
        self.planned = self.planned if planned is None else planned
        now = time.monotonic()
        if not new_plan and done != self.planned and now - self._told < PROGRESS_PAUSE:
            return
        self._told = now
        with self.organization():
            if not self._mine().update(done=done, planned=self.planned, lease_until=_lease()):
                raise LostLease(self)

    def stop_if_asked(self) -> None:
        """Call between steps. Raises Stopped when a person asked to cancel."""
        if self.cancel_asked:
            raise Stopped(self)

    def finish(self, state: JobState = JobState.SUCCEEDED, failure: dict[str, str] | None = None) -> None:
        """End the job; inside a fence, together with its last write. Raises LostLease."""
        self._leave("jobs.finish", state=state, failure=failure, finished_at=Now(), lease_until=None)
        self.finished = True

    def fail(self, text_en: str, text_ja: str) -> None:
        """End the job with a sentence that tells a person what was wrong. Raises LostLease."""
        self.finish(JobState.FAILED, {"en": text_en, "ja": text_ja})

    def put_back(self) -> None:
        """Let the job be tried again after a pause that grows; after the last attempt it fails. Raises LostLease."""
        if self.attempt >= settings.JOB_ATTEMPTS:
            self.finish(JobState.FAILED, gave_up())
            return
        pause = timedelta(seconds=settings.JOB_RETRY_SECONDS * 4 ** (self.attempt - 1))
        self._leave("jobs.put_back", state=JobState.QUEUED, run_after=Now() + pause, lease_until=None, sent_at=None)

    @contextmanager
    def heartbeat(self) -> Iterator[None]:
        """Renew the lease from a thread and a connection of its own while the work goes on."""
        stop = threading.Event()
        thread = threading.Thread(target=self._beat, args=(stop,), name=f"lease of {self.job_id}", daemon=True)
        thread.start()
        try:
            yield
        finally:
            stop.set()
            thread.join(timeout=settings.JOB_HEARTBEAT_SECONDS)

    def _beat(self, stop: threading.Event) -> None:
        try:
            while not stop.wait(settings.JOB_HEARTBEAT_SECONDS):
                try:
                    if not self._beat_once():
                        return
                except DatabaseError as error:
                    logger.info("job %s: this heartbeat was missed (%s)", self.job_id, error)
                    connection.close()
        finally:
            connections.close_all()

    def _beat_once(self) -> bool:
        """Renew the lease; False when there is none left to renew. An open fence renews it by itself."""
        with self.organization():
            _wait_for_locks_at_most(settings.JOB_HEARTBEAT_SECONDS)
            if not self._renew():
                return False
            self.cancel_asked = self._mine().filter(cancel_asked=True).exists()
        return True

    def _renew(self) -> bool:
        return self._mine().update(lease_until=_lease()) == 1

    def _leave(self, action: str, **changes: object) -> None:
        with self.organization(), scope.acting(action):
            if not self._mine().update(**changes):
                raise LostLease(self)
            waking.wake_next()

    def _mine(self) -> QuerySet[Job]:
        return Job.objects.filter(id=self.job_id, state=JobState.RUNNING, attempt=self.attempt)


def claim(organization_id: UUID, job_id: UUID, worker: str, kinds: Collection[str] | None = None) -> Claim | None:
    """Take a job that waits, or whose worker went silent; None when there is nothing to take now.

    Fair between organizations: each has at most ``JOBS_PER_ORGANIZATION`` jobs running. A job that was started
    ``JOB_ATTEMPTS`` times without coming to an end is poison and fails; one whose cancellation was asked ends.
    ``kinds`` are those this worker knows; a job of another kind is left for a newer worker.
    """
    _renew_connection()
    with scope.organization(organization_id, actor_name=""), scope.acting("jobs.claim"):
        locks.wait_for(f"jobs.claim {organization_id}")
        free = Q(state=JobState.QUEUED, run_after__lte=Now()) | Q(state=JobState.RUNNING, lease_until__lt=Now())
        rows = Job.objects.filter(free, id=job_id)
        job = (rows if kinds is None else rows.filter(kind__in=kinds)).select_for_update(skip_locked=True).first()
        if job is None or _ended_instead(job) or _running() >= settings.JOBS_PER_ORGANIZATION:
            return None
        Job.objects.filter(id=job.id).update(
            state=JobState.RUNNING,
            attempt=F("attempt") + 1,
            worker=worker[:200],
            lease_until=_lease(),
            started_at=Coalesce("started_at", Now()),
        )
        return _claim_on(job, organization_id)


def gave_up() -> dict[str, str]:
    """The sentence for a job that was tried too often."""
    return {language: text.format(attempts=settings.JOB_ATTEMPTS) for language, text in GAVE_UP.items()}


def _claim_on(job: Job, organization_id: UUID) -> Claim:
    return Claim(
        organization_id=organization_id,
        job_id=job.id,
        kind=job.kind,
        subject_id=job.subject_id,
        attempt=job.attempt + 1,
        asked_by_id=job.asked_by_id,
        asked_by_name=str(job.asked_by.user) if job.asked_by else "",
        planned=job.planned,
    )


def _ended_instead(job: Job) -> bool:
    """End a job that must not be started again; whether that was so."""
    if job.cancel_asked:
        ending: dict[str, object] = {"state": JobState.CANCELLED}
    elif job.attempt >= settings.JOB_ATTEMPTS:
        ending = {"state": JobState.FAILED, "failure": gave_up()}
    else:
        return False
    Job.objects.filter(id=job.id).update(**ending, finished_at=Now(), lease_until=None)
    waking.wake_next()
    return True


def _running() -> int:
    return Job.objects.filter(state=JobState.RUNNING, lease_until__gte=Now()).count()


def _renew_connection() -> None:
    """Leave behind a connection that broke while the work was slow; Django does this only between requests."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def _lease() -> object:
    return Now() + timedelta(seconds=settings.JOB_LEASE_SECONDS)


def _wait_for_locks_at_most(seconds: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('lock_timeout', %s, true)", [f"{seconds}s"])
