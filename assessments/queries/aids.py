"""Decision aids of a workload: what its lenses offer, what was worked out with them, and where that is shown.

The newest result of an aid is the current evidence of its lineage; older ones stay as its versions.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Exists, F, OuterRef, QuerySet

from assessments.lenses import loader
from assessments.models import Answer, Evidence, EvidenceKind, EvidenceSuccession, Review, Workload
from assessments.queries import reviews
from assessments.rules.aids import offer as offers
from assessments.rules.aids.aid import Context
from assessments.rules.aids.offer import Offer
from assessments.rules.aids.worksheet import lineage
from assessments.rules.applicability import Facts
from assessments.rules.lens import Question
from assessments.rules.vocabulary import ChoiceState, Risk, Text

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
class AidPage:
    """An aid at a workload: the review it looks at, the newest result in full, and the versions, newest first."""

    workload: Workload
    review: Review
    offer: Offer
    context: Context
    current: Evidence | None
    versions: tuple[Result, ...]

    @property
    def facts(self) -> Facts:
        """The scope facts that the saved result found and the workload does not have so."""
        if self.current is None or self.current.worksheet is None:
            return {}
        found: Mapping[str, Sequence[str]] = self.current.worksheet["outcome"]["facts"]
        return differing(found, self.workload.scope)


@dataclass(frozen=True, slots=True)
class Used:
    """How many of the aids that a workload's lenses offer have a result."""

    used: int
    all: int


def index(workload: Workload) -> list[AidCard]:
    """Every aid that the workload's lenses offer, each once. Two queries."""
    found: dict[str, Offer] = {}
    for review in _reviews(workload):
        for one in offers.offers(loader.document(review.lens_version)):
            found.setdefault(one.aid.key, one)
    results = _newest(workload.id) if found else {}
    return [AidCard(one, results.get(lineage(key))) for key, one in found.items()]


def page(workload: Workload, key: str) -> AidPage | None:
    """An aid at a workload; nothing when none of its lenses offers it. Four queries."""
    for review in _reviews(workload):
        one = offers.offer(loader.document(review.lens_version), key)
        if one is not None:
            current = current_result(workload, key)
            return AidPage(workload, review, one, context(review), current, _versions(workload, key))
    return None


def at_question(review: Review, question: Question) -> list[AidCard]:
    """The aids of a question with their newest results. One query; none when there is no aid."""
    helping = [one for one in offers.offers(loader.document(review.lens_version)) if one.words.helps(question.id)]
    results = _newest(review.workload_id) if helping else {}
    return [AidCard(one, results.get(lineage(one.aid.key))) for one in helping]


def used(workload_id: UUID, followed: Sequence[Review]) -> Used:
    """How many aids of the lenses of these reviews have a result. One query; none when there is no aid."""
    keys = {one.aid.key for review in followed for one in offers.offers(loader.document(review.lens_version))}
    if not keys:
        return Used(0, 0)
    results = _worksheets(workload_id).filter(lineage__in=[lineage(key) for key in keys], successors=None)
    return Used(results.count(), len(keys))


def context(review: Review) -> Context:
    """What an aid may look at: how the review stands, and the workload's facts. One query."""
    lens = loader.document(review.lens_version)
    risks = {question.id: Risk.UNANSWERED for question in lens.questions()}
    states: dict[str, ChoiceState] = {}
    for question_id, risk, choices in Answer.objects.filter(review=review).values_list(
        "question_id", "risk", "choices"
    ):
        if question_id in risks:
            risks[question_id] = Risk(risk)
            states |= {choice_id: ChoiceState(said["state"]) for choice_id, said in choices.items()}
    return Context(
        lens=lens,
        risks=risks,
        selected=_in_state(states, ChoiceState.SELECTED),
        not_applicable=_in_state(states, ChoiceState.NOT_APPLICABLE),
        facts={fact: tuple(values) for fact, values in review.workload.scope.items()},
    )


def current_result(workload: Workload, key: str) -> Evidence | None:
    """The newest result of an aid at a workload, in full. One query."""
    found = _worksheets(workload.id).filter(lineage=lineage(key), successors=None)
    return found.select_related("added_by__user").first()


def differing(found: Mapping[str, Sequence[str]], scope: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, ...]]:
    """The facts of these that the scope does not have so; in which order values stand does not matter."""
    return {fact: tuple(values) for fact, values in found.items() if set(values) != set(scope.get(fact, ()))}


def _in_state(states: Mapping[str, ChoiceState], wanted: ChoiceState) -> frozenset[str]:
    return frozenset(choice_id for choice_id, state in states.items() if state is wanted)


def _reviews(workload: Workload) -> QuerySet[Review]:
    return reviews.readable().filter(workload=workload).order_by("created_at", "id")


def _worksheets(workload_id: UUID) -> QuerySet[Evidence]:
    return Evidence.objects.filter(workload_id=workload_id, kind=EvidenceKind.WORKSHEET)


def _newest(workload_id: UUID) -> dict[str, Result]:
    return dict(_results(_worksheets(workload_id).filter(successors=None)))


def _versions(workload: Workload, key: str) -> tuple[Result, ...]:
    rows = _worksheets(workload.id).filter(lineage=lineage(key))
    return tuple(result for _lineage, result in _results(rows, VERSIONS_SHOWN))


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
