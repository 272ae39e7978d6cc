"""Which long work there is, and how far it is."""

from uuid import UUID

from assessments.models import Job, JobState

OPEN = (JobState.QUEUED, JobState.RUNNING)


def latest(kind: str, subject_id: UUID) -> Job | None:
    """The newest job of this kind on this row, open or ended."""
    return Job.objects.filter(kind=kind, subject_id=subject_id).order_by("-created_at").first()


def any_open(kind: str) -> bool:
    """Whether a job of this kind waits or runs in the organization. One query."""
    return Job.objects.filter(kind=kind, state__in=OPEN).exists()


def ahead_of(job: Job) -> int:
    """How many of the organization's open jobs were asked for before this one; 0 once it has started or ended."""
    if job.finished or job.started_at is not None:
        return 0
    return Job.objects.filter(state__in=OPEN, created_at__lt=job.created_at).count()
