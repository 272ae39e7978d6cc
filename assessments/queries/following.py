"""Which reviews have a newer minor version of their lens to follow, and where such reviews are."""

from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Exists, F, OuterRef, QuerySet, Subquery

from assessments.models import LensVersion, Review


def behind() -> QuerySet[Review]:
    """The reviews of the open organization that do not follow the newest revision of their generation.

    Those of archived workloads rest, and where another review of the workload follows that revision, there is no room.
    """
    mine = {"lens": OuterRef("lens_version__lens"), "generation": OuterRef("lens_version__generation")}
    newest = LensVersion.objects.filter(**mine).order_by("-revision").values("id")[:1]
    taken = Review.objects.filter(workload=OuterRef("workload"), lens_version=OuterRef("newest"))
    rows = Review.objects.filter(workload__archived_at=None).annotate(newest=Subquery(newest))
    late = rows.exclude(lens_version=F("newest")).exclude(Exists(taken))
    return late.order_by("workload_id", "id")


def newest_of(version: LensVersion) -> LensVersion:
    """The newest revision of a version's generation, which may be itself. One query."""
    rows = LensVersion.objects.filter(lens_id=version.lens_id, generation=version.generation)
    return rows.select_related("lens").defer("document", "enrichment").latest("revision")


def organizations(kind: str, at_most: int) -> list[UUID]:
    """Organizations with such reviews where no job of this kind is open, or has just been there. Across all of them."""
    with connection.cursor() as cursor:
        silence = settings.JOB_RESEND_SECONDS
        cursor.execute(
            "SELECT organization_id FROM organizations_to_follow(%s, %s, make_interval(secs => %s))",
            [at_most, kind, silence],
        )
        return [organization_id for (organization_id,) in cursor.fetchall()]
