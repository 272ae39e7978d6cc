"""The thing that is assessed."""

from django.db import models
from django.db.models.functions import Lower, Now

from assessments import words
from assessments.models.people import Membership
from assessments.tenancy.rows import TenantKey, TenantRow


class Environment(models.TextChoices):
    """Where the workload runs, in the Well-Architected Tool's words."""

    PRODUCTION = "PRODUCTION", words.ENVIRONMENT["PRODUCTION"]
    PREPRODUCTION = "PREPRODUCTION", words.ENVIRONMENT["PREPRODUCTION"]


class Workload(TenantRow):
    """A workload, with the properties of AWS's CreateWorkload and our unit, tags and scope facts.

    ``scope`` maps a fact of the lens's scoping (``pattern``) to its values (``["rag", "agents"]``);
    ``tags`` is a flat mapping of texts. A workload is archived, never deleted: its milestones stay readable.
    """

    name = models.CharField(max_length=100)
    description = models.CharField(max_length=250, blank=True)
    environment = models.CharField(max_length=20, choices=Environment, default=Environment.PRODUCTION)
    unit = models.CharField(max_length=100, blank=True)
    review_owner = models.CharField(max_length=255, blank=True)
    industry_type = models.CharField(max_length=100, blank=True)
    industry = models.CharField(max_length=100, blank=True)
    architectural_design = models.CharField(max_length=2048, blank=True)
    regions = models.JSONField(default=list, blank=True)
    other_regions = models.JSONField(default=list, blank=True)
    account_ids = models.JSONField(default=list, blank=True)
    pillar_priorities = models.JSONField(default=list, blank=True)
    tags = models.JSONField(default=dict, blank=True)
    scope = models.JSONField(default=dict, blank=True)
    notes = models.CharField(max_length=2084, blank=True)
    created_by = TenantKey(Membership, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    updated_at = models.DateTimeField(auto_now=True)
    archived_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint("organization", Lower("name"), name="workload_name_unique")]
        indexes = [models.Index(fields=["organization", "archived_at", "name"], name="workload_list")]

    def __str__(self) -> str:
        return self.name
