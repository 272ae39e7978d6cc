"""A document made from a milestone or from a snapshot of now."""

from django.db import models
from django.db.models.functions import Now

from assessments.models.job import Job
from assessments.models.milestone import Milestone
from assessments.models.people import Membership
from assessments.models.workload import Workload
from assessments.tenancy.rows import TenantKey, TenantRow


class Report(TenantRow):
    """A report that was asked for; ``key``, ``sha256`` (hex) and ``size`` (bytes) are there once it is made.

    ``snapshot_digest`` is what it was made from: the milestone's, or that of the snapshot of now.
    ``audit_head`` is the organization's audit chain at that moment, printed on the cover.
    ``archive``: as PDF/A with the snapshot inside, for the file; otherwise as PDF/UA, to read.
    """

    workload = TenantKey(Workload, models.PROTECT, related_name="reports")
    milestone = TenantKey(Milestone, models.PROTECT, null=True, blank=True, related_name="+")
    job = TenantKey(Job, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=40)
    language = models.CharField(max_length=5)
    archive = models.BooleanField(default=False)
    filename = models.CharField(max_length=255, blank=True)
    key = models.CharField(max_length=200, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    snapshot_digest = models.CharField(max_length=64, blank=True)
    audit_head = models.CharField(max_length=64, blank=True)
    asked_by = TenantKey(Membership, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())

    class Meta(TenantRow.Meta):
        indexes = [
            models.Index(fields=["organization", "-asked_at"], name="report_newest"),
            models.Index(fields=["organization", "sha256"], name="report_by_hash"),
        ]

    def __str__(self) -> str:
        return self.filename or self.kind
