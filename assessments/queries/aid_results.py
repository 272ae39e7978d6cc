"""Results of decision aids: the newest of an aid is the current evidence of its lineage, older ones its versions."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from assessments.models import Evidence, EvidenceKind, EvidenceSuccession, Review, Workload
from assessments.rules.aids import offer as offers
from assessments.rules.aids.offer import Offer
from assessments.rules.aids.worksheet import lineage
from assessments.rules.lens import LensDocument
from assessments.rules.vocabulary import Text

#: How many versions of a result its aid's page lists; the evidence page has all of them.
VERSIONS_SHOWN = 8


@dataclass(frozen=True, slots=True)
class Result:
    """One result of an aid: its headline, who saved it and when. ``current``: nothing took its place."""

    id: UUID
    headline: Text
    tone: str
    by: str
    at: datetime
    valid_until: date | None
    current: bool


@dataclass(frozen=True, slots=True)
class AidCard:
    """An aid as a list shows it, with its newest result if there is one."""

    offer: Offer
    result: Result | None


@dataclass(frozen=True, slots=True)
class Used:
    """How many of the aids that a workload's lenses offer have a result."""

    used: int
    all: int


def at_question(review: Review, lens: LensDocument, question_id: str) -> list[AidCard]:
    """The aids of a question with their newest results. One query; none when there is no aid."""
    helping = [one for one in offers.offers(lens) if one.words.helps(question_id)]
    results = newest(review.workload_id) if helping else {}
    return [AidCard(one, results.get(lineage(one.aid.key))) for one in helping]


def used(workload_id: UUID, lenses: Iterable[LensDocument]) -> Used:
    """How many of the aids that these lenses offer have a result. One query; none when there is no aid."""
    keys = {one.aid.key for lens in lenses for one in offers.offers(lens)}
    if not keys:
        return Used(0, 0)
    results = _worksheets(workload_id).filter(lineage__in=[lineage(key) for key in keys], successors=None)
    return Used(results.count(), len(keys))


def current_result(workload: Workload, key: str) -> Evidence | None:
    """The newest result of an aid at a workload, in full. One query."""
    found = _worksheets(workload.id).filter(lineage=lineage(key), successors=None)
    return found.select_related("added_by__user").first()


def newest(workload_id: UUID) -> dict[str, Result]:
    """The newest result of every aid at a workload, by lineage. One query."""
    return dict(_results(_worksheets(workload_id).filter(successors=None)))


def versions(workload: Workload, key: str) -> tuple[Result, ...]:
    """The results of an aid, the current one first, then the newest. One query."""
    rows = _worksheets(workload.id).filter(lineage=lineage(key))
    return tuple(result for _lineage, result in _results(rows, VERSIONS_SHOWN))


def _worksheets(workload_id: UUID) -> QuerySet[Evidence]:
    return Evidence.objects.filter(workload_id=workload_id, kind=EvidenceKind.WORKSHEET)


def _results(rows: QuerySet[Evidence], most: int | None = None) -> list[tuple[str, Result]]:
    """Lineage and result, current ones first, then the newest: a line about each, not the worksheets. One query."""
    replaced = Exists(EvidenceSuccession.objects.filter(old=OuterRef("pk")))
    told = (
        rows.annotate(headline=F("worksheet__headline"), replaced=replaced)
        .order_by("replaced", "-added_at", "-id")
        .values_list(
            "lineage", "id", "headline", "added_by__user__name", "added_by__user__email", "added_at", "valid_until",
            "replaced",
        )
    )  # fmt: skip
    return [
        (lineage, Result(id, headline["text"], headline["tone"], name or address or "", at, until, not replaced))
        for lineage, id, headline, name, address, at, until, replaced in told[:most]
    ]
