"""AWS accounts that evidence is collected from, and the runs that do it."""

import uuid

from django.db import models
from django.db.models.functions import Lower, Now

from assessments import words
from assessments.models import Job, Membership, Workload
from assessments.tenancy.rows import TenantKey, TenantRow


class Stage(models.TextChoices):
    """Which of a workload's environments an account is."""

    DEVELOPMENT = "DEVELOPMENT", words.ENVIRONMENT["DEVELOPMENT"]
    PREPRODUCTION = "PREPRODUCTION", words.ENVIRONMENT["PREPRODUCTION"]
    PRODUCTION = "PRODUCTION", words.ENVIRONMENT["PRODUCTION"]


class AwsConnection(TenantRow):
    """An AWS account, read through a role of its own.

    ``external_id`` is made here, unique, and never typed by anyone: it is what keeps another tenant from
    reading through the same role (AWS: "the confused deputy problem"). ``verification`` is the last test.
    """

    # Whoever reads the audit log need not be one of those who connect accounts.
    audit_hides = ("external_id",)

    name = models.CharField(max_length=100)
    account_id = models.CharField(max_length=12)
    role_arn = models.CharField(max_length=2048)
    external_id = models.UUIDField(default=uuid.uuid4, editable=False)
    regions = models.JSONField(default=list)
    stage = models.CharField(max_length=20, choices=Stage, default=Stage.PRODUCTION)
    verification = models.JSONField(null=True, blank=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    created_by = TenantKey(Membership, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    removed_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(
                "organization", Lower("name"), condition=models.Q(removed_at=None), name="connection_name_unique"
            ),
            models.UniqueConstraint(
                fields=["organization", "account_id"],
                condition=models.Q(removed_at=None),
                name="connection_account_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class WorkloadConnection(TenantRow):
    """That an account runs (part of) a workload."""

    app_may = "SELECT, INSERT, UPDATE, DELETE"

    workload = TenantKey(Workload, models.CASCADE, related_name="+")
    connection = TenantKey(AwsConnection, models.CASCADE, related_name="workloads")

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "workload", "connection"], name="workload_connection_unique"
            )
        ]

    def __str__(self) -> str:
        return f"{self.workload_id} ← {self.connection_id}"


class CollectionRun(TenantRow):
    """One look at a workload's accounts. Its plan is its items, made with it and never changed."""

    workload = TenantKey(Workload, models.CASCADE, related_name="+")
    number = models.PositiveIntegerField()
    job = TenantKey(Job, models.PROTECT, related_name="+")
    asked_by = TenantKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "workload", "number"], name="run_number_unique")]

    def __str__(self) -> str:
        return f"run {self.number}"


class PlanItem(TenantRow):
    """One check in one Region of one account, to be looked at once in a run; ``outcome`` is there once it was.

    ``outcome``: ``findings`` (verdict, statement per language, resource, reason), ``milliseconds``, and the ``calls``
    made (operation, Region, request id, time, SHA-256 of the answer, error).
    """

    audited = False

    run = TenantKey(CollectionRun, models.CASCADE, related_name="items")
    position = models.PositiveIntegerField()
    connection = TenantKey(AwsConnection, models.PROTECT, related_name="+")
    region = models.CharField(max_length=30)
    check_id = models.CharField(max_length=30)
    outcome = models.JSONField(null=True, blank=True)
    looked_at = models.DateTimeField(null=True, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "run", "position"], name="plan_item_position")]
        indexes = [models.Index(fields=["organization", "connection", "looked_at"], name="plan_item_looked")]

    def __str__(self) -> str:
        return f"{self.check_id} {self.region}"
