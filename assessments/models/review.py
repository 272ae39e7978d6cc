"""A workload under a lens: its answers, and every state an answer ever had."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from assessments.models.lens import LensVersion
from assessments.models.people import Membership
from assessments.models.workload import Workload
from assessments.rules.vocabulary import Reason, Risk
from assessments.tenancy.rows import FrozenRow, SharedKey, TenantKey, TenantRow


def _words(enum: type[Risk] | type[Reason]) -> list[tuple[str, str]]:
    return [(word.value, word.value) for word in enum]


class Review(TenantRow):
    """A workload × a lens version, with its risk counters kept in step with its answers.

    ``pillars`` maps a pillar id to its five counts; the columns are their sums, all questions included.
    """

    audit_ignores = ("high", "medium", "none", "unanswered", "not_applicable", "pillars", "changed_at")

    workload = TenantKey(Workload, models.CASCADE, related_name="reviews")
    lens_version = SharedKey(LensVersion, models.PROTECT, related_name="+")
    notes = models.CharField(max_length=2084, blank=True)
    high = models.PositiveSmallIntegerField(default=0)
    medium = models.PositiveSmallIntegerField(default=0)
    none = models.PositiveSmallIntegerField(default=0)
    unanswered = models.PositiveSmallIntegerField(default=0)
    not_applicable = models.PositiveSmallIntegerField(default=0)
    pillars = models.JSONField(default=dict)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "workload", "lens_version"], name="review_unique")
        ]

    def __str__(self) -> str:
        return f"{self.workload_id} × {self.lens_version_id}"

    @property
    def counts(self) -> dict[str, int]:
        """How many questions have each risk."""
        return {risk.value: getattr(self, risk.lower()) for risk in Risk}

    @property
    def questions(self) -> int:
        """How many questions the review has."""
        return self.high + self.medium + self.none + self.unanswered + self.not_applicable

    @property
    def answered(self) -> int:
        """How many are answered; one that does not apply counts as answered, as in AWS's tool."""
        return self.questions - self.unanswered


class AnswerState(models.Model):
    """What an answer says: shared by the answer and by its past states.

    ``choices`` maps a choice id to ``{"state", "reason", "note"}``; a choice that is absent is UNSELECTED.
    """

    question_id = models.CharField(max_length=128)
    choices = models.JSONField(default=dict)
    applicable = models.BooleanField(default=True)
    reason = models.CharField(max_length=30, choices=_words(Reason), default=Reason.NONE)
    notes = models.CharField(max_length=2084, blank=True)
    risk = models.CharField(max_length=20, choices=_words(Risk), default=Risk.UNANSWERED)
    because = models.CharField(max_length=200, blank=True)

    class Meta:
        abstract = True


class Answer(AnswerState, TenantRow):
    """The answer to one question, as it stands. A trigger counts ``version`` and keeps each state as AnswerVersion."""

    audit_ignores = ("updated_at", "version")

    review = TenantKey(Review, models.CASCADE, related_name="answers")
    version = models.PositiveIntegerField(default=1, editable=False)
    assignee = TenantKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField(null=True, blank=True)
    updated_by = TenantKey(Membership, models.PROTECT, related_name="+")
    updated_at = models.DateTimeField(auto_now=True)

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "review", "question_id"], name="answer_unique"),
            models.CheckConstraint(condition=Q(version__gte=1), name="answer_version_counts"),
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.version}"


class AnswerVersion(AnswerState, FrozenRow):
    """One past or present state of an answer, written by the database itself with each change."""

    audited = False

    answer = TenantKey(Answer, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    by = TenantKey(Membership, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta(FrozenRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "answer", "number"], name="answer_version_unique")
        ]

    def __str__(self) -> str:
        return f"{self.question_id} v{self.number}"
