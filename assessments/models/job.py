"""Long work as a row: the row is the truth, a message only wakes a worker."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from assessments import words
from assessments.models.people import Membership
from assessments.tenancy.rows import TenantKey, TenantRow


class JobState(models.TextChoices):
    """Where a job stands; the last three are final."""

    QUEUED = "QUEUED", words.JOB["QUEUED"]
    RUNNING = "RUNNING", words.JOB["RUNNING"]
    SUCCEEDED = "SUCCEEDED", words.JOB["SUCCEEDED"]
    FAILED = "FAILED", words.JOB["FAILED"]
    CANCELLED = "CANCELLED", words.JOB["CANCELLED"]


class Job(TenantRow):
    """One piece of long work.

    ``subject_id`` is the row it works on; ``dedupe`` lets only one open job of a kind exist per key.
    ``attempt`` fences: a worker writes only while the row still carries the attempt it claimed.
    Times are the database's. ``failure`` is a sentence per language.
    """

    audit_ignores = ("lease_until", "sent_at", "done", "planned", "worker")

    kind = models.CharField(max_length=60)
    subject_id = models.UUIDField()
    dedupe = models.CharField(max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=JobState, default=JobState.QUEUED)
    planned = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    attempt = models.PositiveSmallIntegerField(default=0)
    worker = models.CharField(max_length=200, blank=True)
    run_after = models.DateTimeField(db_default=Now())
    lease_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    cancel_asked = models.BooleanField(default=False)
    failure = models.JSONField(null=True, blank=True)
    asked_by = TenantKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "kind", "dedupe"],
                condition=Q(state__in=["QUEUED", "RUNNING"]) & ~Q(dedupe=""),
                name="job_open_once",
            )
        ]
        indexes = [
            models.Index(fields=["organization", "-created_at"], name="job_newest"),
            models.Index(fields=["state", "run_after"], condition=Q(state__in=["QUEUED", "RUNNING"]), name="job_open"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.state}"

    @property
    def finished(self) -> bool:
        """Whether the job has come to its end, well or not."""
        return self.state not in {JobState.QUEUED, JobState.RUNNING}
