"""Evidence: what speaks for or against an answer. Append-only; a new version supersedes, nothing is overwritten."""

from django.db import models
from django.db.models.functions import Now

from assessments import words
from assessments.models.people import Membership
from assessments.models.workload import Workload
from assessments.rules.vocabulary import Stance, Text
from assessments.tenancy.rows import FrozenRow, TenantKey, TenantRow


class EvidenceKind(models.TextChoices):
    """What a piece of evidence is."""

    FILE = "FILE", words.EVIDENCE["FILE"]
    LINK = "LINK", words.EVIDENCE["LINK"]
    NOTE = "NOTE", words.EVIDENCE["NOTE"]
    OBSERVATION = "OBSERVATION", words.EVIDENCE["OBSERVATION"]
    WORKSHEET = "WORKSHEET", words.EVIDENCE["WORKSHEET"]


class Evidence(FrozenRow):
    """One piece of evidence, with what proves it: SHA-256 (hex), size in bytes, source, who and when.

    A file is stored under ``key`` only after it was hashed; ``filename`` is for people. An observation keeps
    its facts in ``observation`` (an ObservationFact without ids), a decision aid's result the whole of it in
    ``worksheet`` (`rules.aids.worksheet`). ``lineage`` is the same for all versions of one thing; what has no
    successor is what counts.
    """

    workload = TenantKey(Workload, models.CASCADE, related_name="evidence")
    kind = models.CharField(max_length=12, choices=EvidenceKind)
    title = models.CharField(max_length=255)
    key = models.CharField(max_length=200, blank=True)
    filename = models.CharField(max_length=255, blank=True)
    content_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64)
    url = models.CharField(max_length=2048, blank=True)
    text = models.CharField(max_length=4000, blank=True)
    observation = models.JSONField(null=True, blank=True)
    worksheet = models.JSONField(null=True, blank=True)
    source = models.CharField(max_length=100)
    lineage = models.CharField(max_length=400)
    valid_until = models.DateField(null=True, blank=True)
    added_by = TenantKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    added_at = models.DateTimeField(db_default=Now())

    class Meta(FrozenRow.Meta):
        indexes = [
            models.Index(fields=["organization", "workload", "-added_at"], name="evidence_newest"),
            models.Index(fields=["organization", "workload", "lineage", "-added_at"], name="evidence_lineage"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def called(self) -> Text | str:
        """Its name: in each language, where it has one in each."""
        spoken = self.observation or self.worksheet
        name: Text | str = spoken["title"] if spoken else self.title
        return name


class EvidenceSuccession(FrozenRow):
    """That newer evidence took the place of older: the older stays readable and does not count any more."""

    old = TenantKey(Evidence, models.CASCADE, related_name="successors")
    new = TenantKey(Evidence, models.CASCADE, related_name="predecessors")

    class Meta(FrozenRow.Meta):
        constraints = [models.UniqueConstraint(fields=["organization", "old"], name="evidence_succeeded_once")]

    def __str__(self) -> str:
        return f"{self.old_id} ← {self.new_id}"


class EvidenceLink(TenantRow):
    """That a piece of evidence speaks to a choice of a question, and which way."""

    app_may = "SELECT, INSERT, UPDATE, DELETE"

    evidence = TenantKey(Evidence, models.CASCADE, related_name="links")
    workload = TenantKey(Workload, models.CASCADE, related_name="+")
    question_id = models.CharField(max_length=128)
    choice_id = models.CharField(max_length=128, blank=True)
    stance = models.CharField(max_length=10, choices=[(word.value, word.value) for word in Stance])
    linked_by = TenantKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    linked_at = models.DateTimeField(db_default=Now())

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(
                fields=["organization", "evidence", "question_id", "choice_id"], name="evidence_link_unique"
            )
        ]
        indexes = [models.Index(fields=["organization", "workload", "question_id"], name="evidence_of_question")]

    def __str__(self) -> str:
        return f"{self.evidence_id} → {self.choice_id or self.question_id}"
