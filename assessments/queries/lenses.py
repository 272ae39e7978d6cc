"""Lenses for the catalogue, for whoever chooses one, and for the reviews that follow one."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet

from assessments.lenses import loader
from assessments.models import Lens, LensDraft, LensVersion, Review, Workload
from assessments.rules.vocabulary import Text


def readable() -> QuerySet[LensVersion]:
    """The versions this organization may read, without their texts: those are parsed once per process."""
    return LensVersion.objects.select_related("lens").defer("document", "enrichment")


def newest() -> list[LensVersion]:
    """The newest version of every lens that a workload may be reviewed under, built-in ones first. One query."""
    return _newest_of(Lens.objects.all())


def listed() -> list[LensVersion]:
    """Of `newest` those that stand in the catalogue: a copy that is no longer shared only while a review follows it.

    One query.
    """
    dead = Lens.objects.filter(unshared_at__isnull=False)
    followed = Review.objects.filter(lens_version__lens=OuterRef("pk"))
    return _newest_of(Lens.objects.exclude(pk__in=dead.exclude(Exists(followed)).values("pk")))


def offered() -> list[LensVersion]:
    """Of `newest` those that a workload may start with: not what is no longer shared. What is shared comes last."""
    versions = (version for version in newest() if version.lens.unshared_at is None)
    return sorted(versions, key=lambda version: version.lens.share_id is not None)


def addable(workload: Workload) -> list[LensVersion]:
    """Of `offered` those under which the workload has no review, in any version that follows by itself. Two queries."""
    followed = Review.objects.filter(workload=workload)
    series = set(followed.values_list("lens_version__lens_id", "lens_version__generation"))
    return [version for version in offered() if version.series not in series]


def without(version: LensVersion) -> QuerySet[Workload]:
    """The workloads in use, by name, that could have a review under this version."""
    same = {"lens_version__lens": version.lens_id, "lens_version__generation": version.generation}
    reviewed = Review.objects.filter(workload=OuterRef("pk"), **same)
    return Workload.objects.filter(archived_at=None).exclude(Exists(reviewed)).order_by("name", "id")


def newer(review: Review) -> LensVersion | None:
    """The newest version of the review's lens, where a major version lies between. One query."""
    return newer_of([review]).get(review.pk)


def newer_of(reviews: Sequence[Review]) -> dict[UUID, LensVersion]:
    """The newest version of each review's lens, by review, where it waits for its team to upgrade. One query.

    A minor version does not wait (`queries.following`), and one of a lens that was deleted is offered to nobody.
    """
    newest = loader.newest({review.lens_version.lens_id for review in reviews})
    each = ((review, newest[review.lens_version.lens_id]) for review in reviews)
    return {
        review.pk: version
        for review, version in each
        if version.generation > review.lens_version.generation and version.lens.deleted_at is None
    }


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


@dataclass(frozen=True, slots=True)
class VersionLine:
    """One version of a lens in its list: its newest words, and how many reviews follow it in any of its words.

    ``coming`` are those of the versions before it that a minor version is to reach.
    """

    version: LensVersion
    major: bool
    reviews: int
    coming: int


def versions(lens_id: UUID) -> list[LensVersion]:
    """Every version of a lens by its name in its newest words, newest first. One query."""
    return [words[-1] for words in _worded(lens_id)]


def lines(lens_id: UUID) -> list[VersionLine]:
    """The same versions with the reviews of this organization that follow them. Two queries."""
    followed = Review.objects.filter(lens_version__lens_id=lens_id).values_list("lens_version_id")
    counted: dict[UUID, int] = dict(followed.annotate(n=Count("id")))
    all_words = _worded(lens_id)
    in_generation = Counter[int]()
    for words in all_words:
        in_generation[words[-1].generation] += _followed(words, counted)
    newest = {words[-1].generation: words[-1] for words in reversed(all_words)}
    return [
        VersionLine(
            version=words[-1],
            major=words[0].major,
            reviews=(reviews := _followed(words, counted)),
            coming=in_generation[words[-1].generation] - reviews if words[-1] in newest.values() else 0,
        )
        for words in all_words
    ]


def _followed(words: Sequence[LensVersion], counted: Mapping[UUID, int]) -> int:
    return sum(counted.get(version.pk, 0) for version in words)


def reviews(lens_id: UUID) -> int:
    """How many reviews of this organization follow a lens in any version. One query."""
    return Review.objects.filter(lens_version__lens_id=lens_id).count()


def following(version: LensVersion) -> int:
    """How many reviews of this organization are in the generation of a version: a minor version reaches them.

    One query.
    """
    return Review.objects.filter(
        lens_version__lens_id=version.lens_id, lens_version__generation=version.generation
    ).count()


def _newest_of(lenses: QuerySet[Lens]) -> list[LensVersion]:
    found = loader.newest(lenses.filter(deleted_at=None).values_list("id", flat=True))
    return sorted(found.values(), key=lambda one: (one.organization_id is not None, one.lens.created_at, one.lens_id))


def _worded(lens_id: UUID) -> list[list[LensVersion]]:
    """The versions of a lens, newest first; new words for an edition that is built in have its name, and stand with it.

    One query.
    """
    found: dict[str, list[LensVersion]] = {}
    rows = readable().filter(lens_id=lens_id).select_related("published_by__user")
    for version in rows.order_by("generation", "revision"):
        found.setdefault(version.version, []).append(version)
    return list(reversed(found.values()))
