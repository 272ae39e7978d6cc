"""The questions behind a number: every question of the matching workloads with its risk, worst first.

Which questions these are needs their risk alone, so that is all that is read of them; what was answered, by whom and
when is read for the rows that are shown.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from operator import or_
from typing import NamedTuple
from uuid import UUID

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Q, QuerySet

from assessments.lenses import loader
from assessments.models import Answer, LensVersion, Review, Workload
from assessments.queries.portfolio import TOLD_FIRST
from assessments.rules.lens import LensDocument, Pillar, Question
from assessments.rules.vocabulary import ChoiceState, Risk, Text


class ReviewPlace(NamedTuple):
    """The review a question was asked in, with its workload."""

    id: UUID
    workload_id: UUID
    workload: str


class Place(NamedTuple):
    """One question of one review, and its risk there."""

    review: ReviewPlace
    pillar: Pillar
    question: Question
    risk: Risk


@dataclass(frozen=True, slots=True)
class QuestionRow:
    """One question of one workload. ``by`` and ``at`` are empty for one that nobody touched."""

    workload_id: UUID
    workload: str
    review_id: UUID
    question_id: str
    pillar_id: str
    pillar: Text
    title: Text
    risk: Risk
    in_place: int
    practices: int
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Behind:
    """All the questions found, worst first: counted at once, and read a slice at a time."""

    places: Sequence[Place]

    def __len__(self) -> int:
        return len(self.places)

    def __getitem__(self, shown: slice) -> list[QuestionRow]:
        """The rows of a slice. One query, none for an empty one."""
        places = self.places[shown]
        answers = _answers(places)
        return [_row(place, answers.get((place.review.id, place.question.id))) for place in places]


def behind(workloads: QuerySet[Workload], *, risk: Risk | None = None, pillar: str = "") -> Behind:
    """The questions of these workloads with this risk and pillar (empty: any), worst first. Two queries."""
    found: dict[Risk, list[Place]] = {one: [] for one in TOLD_FIRST}
    reviews = list(_reviews(workloads, risk))
    lenses = _lenses({version for _review, version, _risks in reviews})
    for review, version, risks in reviews:
        for part in lenses[version].pillars:
            if pillar and part.id != pillar:
                continue
            for question in part.questions:
                here = Risk(risks.get(question.id, Risk.UNANSWERED))
                if risk is None or here is risk:
                    found[here].append(Place(review, part, question, here))
    return Behind([place for places in found.values() for place in places])


def _reviews(workloads: QuerySet[Workload], risk: Risk | None) -> Iterator[tuple[ReviewPlace, UUID, dict[str, str]]]:
    """Each review by its workload's name, with its lens version and the risks that matter by question.

    Those are the questions with this risk. One that nobody touched is unanswered without a row, so whoever looks for
    unanswered ones is told the others, and what is left is unanswered.
    """
    told = [risk] if risk and risk is not Risk.UNANSWERED else [one for one in Risk if one is not Risk.UNANSWERED]
    matter = Q(answers__risk__in=told)
    rows = (
        Review.objects.filter(workload__in=workloads)
        .annotate(ids=ArrayAgg("answers__question_id", filter=matter), risks=ArrayAgg("answers__risk", filter=matter))
        .order_by("workload__name", "created_at", "id")
        .values_list("id", "workload_id", "workload__name", "lens_version_id", "ids", "risks")
    )
    for review, workload_id, workload, version, ids, risks in rows:
        yield ReviewPlace(review, workload_id, workload), version, dict(zip(ids or (), risks or (), strict=True))


def _lenses(used: set[UUID]) -> dict[UUID, LensDocument]:
    """The lenses by version. Their texts stay in the database once they are parsed."""
    versions = LensVersion.objects.filter(id__in=used).defer("document", "enrichment")
    return {version.id: loader.document(version) for version in versions}


def _answers(places: Sequence[Place]) -> dict[tuple[UUID, str], Answer]:
    """The answers to these questions, by review and question; none for one that nobody touched."""
    asked: dict[UUID, list[str]] = defaultdict(list)
    for place in places:
        asked[place.review.id].append(place.question.id)
    if not asked:
        return {}
    each = (Q(review=review, question_id__in=questions) for review, questions in asked.items())
    found = Answer.objects.filter(reduce(or_, each)).select_related("updated_by__user")
    shown = found.only("review_id", "question_id", "choices", "updated_at", "updated_by__user__name",
                       "updated_by__user__email")  # fmt: skip
    return {(answer.review_id, answer.question_id): answer for answer in shown}


def _row(place: Place, answer: Answer | None) -> QuestionRow:
    said = answer.choices if answer else {}
    states = [
        ChoiceState((said.get(choice.id) or {}).get("state", ChoiceState.UNSELECTED))
        for choice in place.question.choices
        if not choice.none_of_these
    ]
    return QuestionRow(
        workload_id=place.review.workload_id,
        workload=place.review.workload,
        review_id=place.review.id,
        question_id=place.question.id,
        pillar_id=place.pillar.id,
        pillar=place.pillar.name,
        title=place.question.title,
        risk=place.risk,
        in_place=states.count(ChoiceState.SELECTED),
        practices=len(states) - states.count(ChoiceState.NOT_APPLICABLE),
        by=str(answer.updated_by.user) if answer else "",
        at=answer.updated_at if answer else None,
    )
