"""Wake workers: the only place that sends messages.

A message says "look at this job", nothing more. One that is lost costs time, one that comes twice costs a
query; neither changes what happens (docs/adr/0003-jobs-and-sweepers.md).
"""

import logging
from itertools import groupby
from operator import itemgetter
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction
from django.db.models.functions import Now
from django.utils.module_loading import import_string
from kombu.exceptions import OperationalError

from assessments.actions import locks
from assessments.models import Job, JobState
from assessments.tenancy import scope

WORK = "assessments.tasks.work"
logger = logging.getLogger(__name__)


def wake_after_commit(job_id: UUID) -> None:
    """Tell a worker about a job of the open organization once the transaction is committed.

    A broker that does not answer fails nobody's request: the sweeper sends again.
    """
    organization_id = scope.current_organization_id()

    def send() -> None:
        _send(organization_id, job_id)

    transaction.on_commit(send, robust=True)


def wake_next() -> None:
    """Tell workers about the organization's oldest waiting jobs: one that ended made room."""
    waiting = Job.objects.filter(state=JobState.QUEUED, run_after__lte=Now()).order_by("run_after", "id")
    for job_id in waiting.values_list("id", flat=True)[: settings.JOBS_PER_ORGANIZATION]:
        wake_after_commit(job_id)


@transaction.atomic
def wake_lost(at_most: int = 200) -> int:
    """Send again for jobs that wait unheard or whose worker went silent; how many. One sweeper at a time.

    Organizations take turns in what is sent, so that one with a thousand lost jobs does not hold up another.
    Rows that someone has locked are alive and left alone.
    """
    if not locks.try_for("jobs.sweep"):
        return 0
    with connection.cursor() as cursor:
        silence = settings.JOB_RESEND_SECONDS
        cursor.execute(
            "SELECT organization_id, job_id FROM jobs_to_wake(%s, make_interval(secs => %s))", [at_most, silence]
        )
        lost = cursor.fetchall()
    count = 0
    for organization_id, rows in groupby(sorted(lost, key=itemgetter(0)), key=itemgetter(0)):
        with scope.organization(organization_id, actor_name="sweeper"):
            count += _send_again([job_id for _, job_id in rows])
    return count


def _send_again(job_ids: list[UUID]) -> int:
    free = list(Job.objects.select_for_update(skip_locked=True).filter(id__in=job_ids).values_list("id", flat=True))
    Job.objects.filter(id__in=free).update(sent_at=Now())
    for job_id in free:
        wake_after_commit(job_id)
    return len(free)


def _send(organization_id: UUID, job_id: UUID) -> None:
    if not settings.CELERY_BROKER_URL:
        return
    message = {"organization_id": str(organization_id), "job_id": str(job_id)}
    try:
        import_string(settings.CELERY_APP).send_task(WORK, kwargs=message, retry=False)
    except (OperationalError, OSError) as error:
        logger.warning("job %s waits for the sweeper: the broker did not take its message (%s)", job_id, error)
