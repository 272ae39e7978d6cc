"""Lenses for the catalogue and for whoever chooses one."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from assessments.lenses import loader
from assessments.models import Lens, LensDraft, LensVersion, Review
from assessments.rules.vocabulary import Text


def readable() -> QuerySet[LensVersion]:
    """The versions this organization may use, newest last, without their texts: those are parsed once per process."""
    return LensVersion.objects.select_related("lens").defer("document", "enrichment").order_by("published_at", "id")


def newest() -> list[LensVersion]:
    """The newest version of every lens this organization may use, the lens published last at the end. One query."""
    found = loader.newest(LensVersion.objects.values_list("lens_id", flat=True))
    return sorted(found.values(), key=lambda version: (version.published_at, version.pk))


def offered() -> list[LensVersion]:
    """Of `newest` those that a workload may start with: not what is no longer shared. What is shared comes last."""
    versions = (version for version in newest() if version.lens.unshared_at is None)
    return sorted(versions, key=lambda version: version.lens.share_id is not None)


def newer(review: Review) -> LensVersion | None:
    """The newest version of the review's lens, where that is another than the review follows. One query."""
    return newer_of([review]).get(review.pk)


def newer_of(reviews: Sequence[Review]) -> dict[UUID, LensVersion]:
    """The newest version of each review's lens, by review, where it follows another. One query."""
    newest = loader.newest({review.lens_version.lens_id for review in reviews})
    each = ((review, newest[review.lens_version.lens_id]) for review in reviews)
    return {review.pk: version for review, version in each if version.pk != review.lens_version_id}


@dataclass(frozen=True, slots=True)
class OwnLens:
    """A lens of the organization's own, published or still a draft."""

    lens: Lens
    name: Text


def own() -> list[OwnLens]:
    """The organization's own lenses, which a document may be the next version of. Two queries."""
    mine = (one for one in newest() if one.organization_id and not one.lens.share_id)
    published = {one.lens_id: OwnLens(one.lens, one.name) for one in mine}
    drafted = {draft.lens_id: OwnLens(draft.lens, draft.name) for draft in drafts()}
    return list((drafted | published).values())


def drafts() -> QuerySet[LensDraft]:
    """The drafts of the organization, newest first, without their texts."""
    rows = LensDraft.objects.select_related("lens", "imported_by__user").defer("document")
    return rows.order_by("-imported_at", "id")
