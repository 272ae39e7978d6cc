"""What evidence suggests for a choice, and what a person decided about it."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from assessments import words
from assessments.models.people import Membership
from assessments.models.review import Review
from assessments.rules.vocabulary import Stance
from assessments.tenancy.rows import TenantKey, TenantRow


class ProposalStatus(models.TextChoices):
    """Where a proposal stands. Only a person moves one to ACCEPTED or REJECTED."""

    PENDING = "PENDING", words.PROPOSAL["PENDING"]
    ACCEPTED = "ACCEPTED", words.PROPOSAL["ACCEPTED"]
    REJECTED = "REJECTED", words.PROPOSAL["REJECTED"]
    SUPERSEDED = "SUPERSEDED", words.PROPOSAL["SUPERSEDED"]


class Proposal(TenantRow):
    """One suggestion for one choice. ``basis`` digests the evidence it rests on: new evidence, new proposal.

    The decision is a triple (status, by, at) that the database keeps whole.
    """

    review = TenantKey(Review, models.CASCADE, related_name="proposals")
    question_id = models.CharField(max_length=128)
    choice_id = models.CharField(max_length=128)
    stance = models.CharField(max_length=10, choices=[(word.value, word.value) for word in Stance])
    basis = models.CharField(max_length=64)
    status = models.CharField(max_length=12, choices=ProposalStatus, default=ProposalStatus.PENDING)
    decided_by = TenantKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=2084, blank=True)
    opened_at = models.DateTimeField(db_default=Now())

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "review", "choice_id", "question_id"],
                condition=Q(status="PENDING"),
                name="proposal_one_pending",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["ACCEPTED", "REJECTED"], decided_by__isnull=False, decided_at__isnull=False)
                | Q(status__in=["PENDING", "SUPERSEDED"], decided_by=None, decided_at=None),
                name="proposal_decision_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.choice_id} {self.stance} {self.status}"
