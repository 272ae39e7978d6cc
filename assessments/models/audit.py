"""Who did what, and the chain that shows if anyone changed the record afterwards."""

from django.db import models
from django.db.models.functions import Now

from assessments.tenancy.rows import FrozenRow


class AuditEvent(FrozenRow):
    """One write to one row, made by a trigger in the writer's own transaction; or one act noted by an action.

    No foreign keys: the record outlives what it is about. ``before`` and ``after`` hold only what changed.
    """

    audited = False

    sequence = models.BigIntegerField(editable=False)
    at = models.DateTimeField(db_default=Now())
    actor_id = models.UUIDField(null=True, blank=True)
    actor_name = models.CharField(max_length=200, blank=True)
    action = models.CharField(max_length=80)
    table = models.CharField(max_length=80, blank=True)
    object_id = models.UUIDField(null=True, blank=True)
    operation = models.CharField(max_length=10)
    before = models.JSONField(null=True, blank=True)
    after = models.JSONField(null=True, blank=True)
    request_id = models.CharField(max_length=64, blank=True)

    class Meta(FrozenRow.Meta):
        indexes = [
            models.Index(fields=["organization", "-sequence"], name="audit_newest"),
            models.Index(fields=["organization", "object_id"], name="audit_of_object"),
            models.Index(fields=["organization", "at"], name="audit_when"),
        ]

    def __str__(self) -> str:
        return f"{self.sequence} {self.action}"


class AuditLink(FrozenRow):
    """One link of the organization's hash chain: ``digest`` = SHA-256(previous digest, number, event).

    Links are made shortly after the events they seal, by one sealer at a time, so writers never wait for
    each other (docs/adr/0004-audit-chain.md).
    """

    audited = False

    number = models.BigIntegerField()
    event = models.UUIDField()
    sequence = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    sealed_at = models.DateTimeField(db_default=Now())

    class Meta(FrozenRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "number"], name="audit_link_number_unique"),
            models.UniqueConstraint(fields=["organization", "event"], name="audit_link_event_unique"),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.digest[:12]}"
