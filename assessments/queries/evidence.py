"""Evidence for the library and for its own page: what it is, where it is used, and its versions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, F, OuterRef, Prefetch, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from assessments.lenses import loader
from assessments.models import Evidence, EvidenceLink, Review
from assessments.rules.lens import LensDocument, Question, code_of
from assessments.rules.vocabulary import Text

#: What lapses within this time is worth a word.
SOON = timedelta(days=30)
PER_PAGE = 50
#: How much of what has lost its question an overview shows; the library has all of it.
STRAYS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Use:
    """Where a piece of evidence is used. ``review_id`` is empty when no review has that question any more."""

    link_id: UUID
    code: str
    question_id: str
    choice_id: str
    stance: str
    review_id: UUID | None


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """One piece of current evidence with its uses; ``versions`` counts it and all it superseded."""

    evidence: Evidence
    uses: tuple[Use, ...]
    versions: int

    @property
    def lapse(self) -> str:
        """``expired``, ``expiring`` or empty."""
        return lapse_of(self.evidence.valid_until)


@dataclass(frozen=True, slots=True)
class Library:
    """One page of the library. ``total`` counts all that match."""

    rows: tuple[EvidenceRow, ...]
    total: int
    page: int
    pages: int

    @property
    def first(self) -> int:
        """The place of the page's first row, counted from 1."""
        return (self.page - 1) * PER_PAGE + 1

    @property
    def last(self) -> int:
        """The place of the page's last row."""
        return self.first + len(self.rows) - 1


@dataclass(frozen=True, slots=True)
class Stray:
    """Current evidence of a question that no review of its workload has. ``former`` is what it was for."""

    id: UUID
    kind: str
    title: Text | str
    size: int
    valid_until: date | None
    observation: Mapping[str, Any] | None
    former: str

    @property
    def lapse(self) -> str:
        """``expired``, ``expiring`` or empty."""
        return lapse_of(self.valid_until)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What the library is narrowed to; empty fields narrow nothing."""

    words: str = ""
    kind: str = ""
    workload_id: UUID | None = None
    expiring: bool = False
    unlinked: bool = False
    page: int = 1


def lapse_of(valid_until: date | None) -> str:
    """``expired``, ``expiring`` within thirty days, or empty."""
    if valid_until is None:
        return ""
    left = valid_until - timezone.localdate()
    return "expired" if left < timedelta(0) else "expiring" if left <= SOON else ""


def library(wanted: Wanted) -> Library:
    """The current evidence of all workloads, what lapses soonest first. Five queries, whatever the number of rows."""
    found = _matching(wanted)
    total = found.count()
    pages = max(1, -(-total // PER_PAGE))
    page = min(max(1, wanted.page), pages)
    shown = list(_complete(found)[(page - 1) * PER_PAGE : page * PER_PAGE])
    return Library(_rows(shown), total, page, pages)


def one(evidence: Evidence) -> EvidenceRow:
    """A piece of evidence, current or not, with its uses. Four queries."""
    return _rows(list(_complete(Evidence.objects.filter(pk=evidence.pk))))[0]


def is_current(evidence: Evidence) -> bool:
    """Whether nothing took its place. One query."""
    return not evidence.successors.exists()


def versions(evidence: Evidence) -> list[Evidence]:
    """Every version of the same thing, newest first. One query."""
    rows = Evidence.objects.filter(workload_id=evidence.workload_id, lineage=evidence.lineage)
    return list(rows.select_related("added_by__user").order_by("-added_at", "-id"))


def lapsing(workload_id: UUID) -> int:
    """How much of a workload's current evidence has lapsed or will within thirty days. One query."""
    return _current().filter(workload_id=workload_id).filter(_soon()).count()


def count(workload_id: UUID) -> int:
    """How many pieces of current evidence a workload has. One query."""
    return _current().filter(workload_id=workload_id).count()


def strays(workload_id: UUID, questions: Collection[str]) -> tuple[Stray, ...]:
    """Evidence of a workload whose question is none of these any more, at most `STRAYS_SHOWN`. One query."""
    links = EvidenceLink.objects.filter(workload_id=workload_id, evidence__successors=None)
    gone = links.exclude(question_id__in=questions).select_related("evidence").only(
        "question_id", "choice_id", "evidence__kind", "evidence__title", "evidence__size", "evidence__valid_until",
        "evidence__observation",
    )  # fmt: skip
    gone = gone.annotate(spoken=F("evidence__worksheet__title"))
    return tuple(
        _stray(link.evidence, link.spoken or link.evidence.title, link.choice_id or link.question_id)
        for link in gone.order_by("question_id", "linked_at", "id")[:STRAYS_SHOWN]
    )


def _stray(evidence: Evidence, title: Text | str, former: str) -> Stray:
    return Stray(
        id=evidence.id,
        kind=evidence.kind,
        title=title,
        size=evidence.size,
        valid_until=evidence.valid_until,
        observation=evidence.observation,
        former=code_of(former),
    )


def _current() -> QuerySet[Evidence]:
    return Evidence.objects.filter(successors=None)


def _soon() -> Q:
    return Q(valid_until__lte=timezone.localdate() + SOON)


def _matching(wanted: Wanted) -> QuerySet[Evidence]:
    found = _current().filter(workload__archived_at=None)
    if wanted.workload_id:
        found = found.filter(workload_id=wanted.workload_id)
    if wanted.kind:
        found = found.filter(kind=wanted.kind)
    if wanted.expiring:
        found = found.filter(_soon())
    if wanted.unlinked:
        found = found.filter(links=None)
    if wanted.words:
        found = found.filter(_about(wanted.words))
    return found


def _about(words: str) -> Q:
    """By name, file name or hash, or by the question or practice it is linked to."""
    code = words.strip().replace("-", "_")
    linked = EvidenceLink.objects.filter(Q(question_id__icontains=code) | Q(choice_id__icontains=code))
    titled = Q(title__icontains=words) | Q(worksheet__title__ja__icontains=words) | Q(filename__icontains=words)
    named = titled | Q(sha256__startswith=words.lower())
    return named | Q(pk__in=linked.values("evidence_id"))


def _complete(found: QuerySet[Evidence]) -> QuerySet[Evidence]:
    same = Evidence.objects.filter(workload_id=OuterRef("workload_id"), lineage=OuterRef("lineage"))
    counted = same.order_by().values("lineage").annotate(n=Count("id")).values("n")
    links = Prefetch("links", EvidenceLink.objects.order_by("question_id", "choice_id"), to_attr="link_rows")
    rows = found.select_related("workload", "added_by__user").prefetch_related(links)
    return rows.annotate(version_count=Coalesce(Subquery(counted), 1)).order_by(
        F("valid_until").asc(nulls_last=True), "-added_at", "id"
    )


def _rows(shown: Sequence[Evidence]) -> tuple[EvidenceRow, ...]:
    reviews = _reviews({evidence.workload_id for evidence in shown})
    return tuple(
        EvidenceRow(
            evidence=evidence,
            uses=tuple(_use(link, reviews[evidence.workload_id]) for link in _links(evidence)),
            versions=getattr(evidence, "version_count", 1),
        )
        for evidence in shown
    )


def _links(evidence: Evidence) -> Iterable[EvidenceLink]:
    links: list[EvidenceLink] = getattr(evidence, "link_rows", [])
    return links


def _reviews(workload_ids: set[UUID]) -> Mapping[UUID, list[tuple[Review, LensDocument]]]:
    rows = Review.objects.filter(workload_id__in=workload_ids).select_related("lens_version")
    found: dict[UUID, list[tuple[Review, LensDocument]]] = defaultdict(list)
    for review in rows.defer("lens_version__document", "lens_version__enrichment"):
        found[review.workload_id].append((review, loader.document(review.lens_version)))
    return found


def _use(link: EvidenceLink, reviews: Sequence[tuple[Review, LensDocument]]) -> Use:
    review_id: UUID | None = None
    question: Question | None = None
    for review, lens in reviews:
        question = lens.question(link.question_id)
        if question is not None:
            review_id = review.id
            break
    choice = question.choice(link.choice_id) if question and link.choice_id else None
    return Use(
        link_id=link.id,
        code=choice.code if choice else link.choice_id or link.question_id,
        question_id=link.question_id,
        choice_id=link.choice_id,
        stance=link.stance,
        review_id=review_id,
    )
