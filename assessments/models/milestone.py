"""A workload frozen at one moment."""

from django.db import models
from django.db.models.functions import Lower, Now

from assessments.models.people import Membership
from assessments.models.workload import Workload
from assessments.tenancy.rows import FrozenRow, TenantKey


class Milestone(FrozenRow):
    """What the workload was: a canonical snapshot (`rules.payload`), its SHA-256 and its counts per risk.

    Numbered from 1 in each workload; its name is unique there.
    """

    audit_hides = ("payload",)

    workload = TenantKey(Workload, models.PROTECT, related_name="milestones")
    number = models.PositiveIntegerField()
    name = models.CharField(max_length=100)
    note = models.CharField(max_length=2000, blank=True)
    payload = models.TextField()
    digest = models.CharField(max_length=64)
    counts = models.JSONField()
    taken_by = TenantKey(Membership, models.PROTECT, related_name="+")
    taken_at = models.DateTimeField(db_default=Now())

    class Meta(FrozenRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "workload", "number"], name="milestone_number_unique"),
            models.UniqueConstraint("organization", "workload", Lower("name"), name="milestone_name_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.number}. {self.name}"
