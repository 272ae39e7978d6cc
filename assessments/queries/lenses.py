"""Lenses for the catalogue and for whoever chooses one."""

from uuid import UUID

from django.db.models import QuerySet

from assessments.models import LensVersion


def readable() -> QuerySet[LensVersion]:
    """The versions this organization may use, newest last, without their texts: those are parsed once per process."""
    return LensVersion.objects.select_related("lens").defer("document", "enrichment").order_by("published_at", "id")


def newest() -> list[LensVersion]:
    """The newest version of every lens this organization may use. One query."""
    found: dict[UUID, LensVersion] = {}
    for version in readable():
        found[version.lens_id] = version
    return list(found.values())
