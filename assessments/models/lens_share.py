"""An offer of an organization's own lens to another one, and what became of it."""

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from assessments.models.lens import Lens
from assessments.models.people import Membership, in_seven_days
from assessments.tenancy.rows import SharedKey, TenantKey, TenantRow


class LensShare(TenantRow):
    """A lens offered to whoever holds its link, which carries a token that is derived, never stored.

    It is the owner's row. Of the recipient it knows what they said when they answered: ``answered_by`` and
    ``recipient_name`` are texts, ``recipient_id`` is the organization that has the copy (docs/adr/0008).
    ``delivered_version`` is the newest version there; ``refused_version`` one that did not read as a lens.
    """

    audit_hides = ("recipient_id",)

    lens = SharedKey(Lens, models.PROTECT, related_name="shares")
    label = models.CharField(max_length=100)
    offered_by = TenantKey(Membership, models.PROTECT, related_name="+")
    offered_at = models.DateTimeField(db_default=Now(), editable=False)
    expires_at = models.DateTimeField(default=in_seven_days)
    answered_by = models.CharField(max_length=254, blank=True)
    recipient_name = models.CharField(max_length=100, blank=True)
    recipient_id = models.UUIDField(null=True, blank=True, editable=False)
    accepted_at = models.DateTimeField(null=True, blank=True)
    declined_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    delivered_version = models.CharField(max_length=32, blank=True)
    refused_version = models.CharField(max_length=32, blank=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "lens", "recipient_id"],
                condition=models.Q(accepted_at__isnull=False, revoked_at=None, left_at=None),
                name="lens_share_accepted_once",
            )
        ]
        indexes = [models.Index(fields=["organization", "lens", "-offered_at"], name="lens_share_newest")]

    def __str__(self) -> str:
        return self.label

    @property
    def state(self) -> str:
        """Where it stands, as `words.SHARE` names it."""
        ends = {"REVOKED": self.revoked_at, "LEFT": self.left_at, "DECLINED": self.declined_at}
        ended = next((state for state, at in ends.items() if at is not None), "")
        if ended or self.accepted_at is not None:
            return ended or "ACCEPTED"
        return "OFFERED" if self.expires_at > timezone.now() else "EXPIRED"
