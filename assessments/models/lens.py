"""Lenses and their immutable versions. Answers name questions and choices by id; there are no rows per question."""

from uuid import UUID

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from assessments.models.people import Membership
from assessments.tenancy.rows import SharedKey, SharedRow, TenantKey, TenantRow


class Lens(SharedRow):
    """A lens: built in (no organization), an organization's own, or its copy of one that another organization shares.

    A lens that was deleted is offered to nobody any more; its versions stay for the reviews that follow them.

    ``key`` is stable (``generative_ai``). ``share_id`` is set on copies alone: the `LensShare` of the owner,
    ``source_organization_id``, by which its versions come. ``unshared_at``: none come any more, and it is not chosen.
    """

    key = models.CharField(max_length=128)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    deleted_at = models.DateTimeField(null=True, blank=True)
    shared_from = models.CharField(max_length=100, blank=True, help_text="The owner's name when it was accepted")
    source_organization_id = models.UUIDField(null=True, blank=True, editable=False)
    share_id = models.UUIDField(null=True, blank=True, editable=False)
    unshared_at = models.DateTimeField(null=True, blank=True)

    class Meta(SharedRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "key"], name="lens_key_unique"),
            models.UniqueConstraint(fields=["key"], condition=Q(organization=None), name="lens_built_in_key_unique"),
            models.CheckConstraint(
                condition=Q(share_id=None, source_organization_id=None, shared_from="", unshared_at=None)
                | Q(share_id__isnull=False, source_organization_id__isnull=False, organization__isnull=False),
                name="lens_copy_names_its_source",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class LensVersion(SharedRow):
    """One published document of a lens. It never changes; a new document is a new version.

    ``document`` is the AWS custom-lens JSON as given; ``enrichment`` ours; ``digest`` covers both.
    ``name`` is a text per language, kept here for lists. A major version begins a ``generation``; the minor ones after
    it, and new words for an edition that is built in, are its ``revision`` 1, 2 and so on. Reviews follow the revisions
    of their generation by themselves (docs/adr/0007-minor-versions.md).
    """

    app_may = "SELECT, INSERT"
    audit_hides = ("document", "enrichment")

    lens = SharedKey(Lens, models.PROTECT, related_name="versions")
    version = models.CharField(max_length=32)
    name = models.JSONField()
    document = models.TextField()
    enrichment = models.TextField(blank=True)
    digest = models.CharField(max_length=64)
    generation = models.IntegerField(default=1)
    revision = models.PositiveIntegerField(default=0)
    published_by = TenantKey(Membership, models.PROTECT, null=True, blank=True, related_name="+")
    published_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta(SharedRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "lens", "digest"], name="lens_version_digest_unique"),
            models.UniqueConstraint(
                fields=["organization", "lens", "generation", "revision"], name="lens_version_place_unique"
            ),
            models.UniqueConstraint(
                fields=["lens", "generation", "revision"],
                condition=Q(organization=None),
                name="lens_version_built_in_unique",
            ),
        ]

    def __str__(self) -> str:
        return self.version

    @property
    def major(self) -> bool:
        """Whether it waits for each team to upgrade; a minor version reaches the reviews by itself."""
        return self.revision == 0

    @property
    def series(self) -> tuple[UUID, int]:
        """The lens and the generation: versions of one series are followed without anyone's doing."""
        return self.lens_id, self.generation


class LensDraft(TenantRow):
    """A document that is to become the next version of an organization's own lens. It ends when it is published.

    ``document`` was accepted when it was imported; ``name`` is kept for lists. One draft to a lens.
    """

    app_may = "SELECT, INSERT, UPDATE, DELETE"
    audit_hides = ("document",)

    lens = SharedKey(Lens, models.PROTECT, related_name="drafts")
    name = models.JSONField()
    document = models.TextField()
    imported_by = TenantKey(Membership, models.PROTECT, related_name="+")
    imported_at = models.DateTimeField(db_default=Now())

    class Meta(TenantRow.Meta):
        constraints = [
            models.UniqueConstraint(fields=["organization", "lens"], name="lens_draft_one_per_lens"),
        ]

    def __str__(self) -> str:
        return str(self.name)
