"""The questions behind a number: every question of the matching workloads with its risk, worst first."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from assessments.lenses import loader
from assessments.models import Answer, LensVersion, Review, Workload
from assessments.queries.portfolio import TOLD_FIRST
from assessments.rules.lens import Pillar, Question
from assessments.rules.vocabulary import ChoiceState, Risk, Text


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


def behind(workloads: QuerySet[Workload], *, risk: Risk | None = None, pillar: str = "") -> list[QuestionRow]:
    """The questions of these workloads with this risk and pillar (empty: any), worst first. Three queries."""
    versions = LensVersion.objects.defer("document", "enrichment")
    answers = Answer.objects.select_related("updated_by__user")
    reviews = (
        Review.objects.filter(workload__in=workloads)
        .select_related("workload")
        .prefetch_related(Prefetch("lens_version", versions), Prefetch("answers", answers))
        .order_by("workload__name", "created_at", "id")
    )
    found = [row for review in reviews for row in _of_review(review, risk, pillar)]
    return sorted(found, key=lambda row: TOLD_FIRST.index(row.risk))


def _of_review(review: Review, risk: Risk | None, pillar_id: str) -> Iterator[QuestionRow]:
    answers: Mapping[str, Answer] = {answer.question_id: answer for answer in review.answers.all()}
    for pillar in loader.document(review.lens_version).pillars:
        if pillar_id and pillar.id != pillar_id:
            continue
        for question in pillar.questions:
            row = _row(review, pillar, question, answers.get(question.id))
            if risk is None or row.risk is risk:
                yield row


def _row(review: Review, pillar: Pillar, question: Question, answer: Answer | None) -> QuestionRow:
    said = answer.choices if answer else {}
    states = [
        ChoiceState((said.get(choice.id) or {}).get("state", ChoiceState.UNSELECTED))
        for choice in question.choices
        if not choice.none_of_these
    ]
    return QuestionRow(
        workload_id=review.workload_id,
        workload=review.workload.name,
        review_id=review.id,
        question_id=question.id,
        pillar_id=pillar.id,
        pillar=pillar.name,
        title=question.title,
        risk=Risk(answer.risk) if answer else Risk.UNANSWERED,
        in_place=states.count(ChoiceState.SELECTED),
        practices=len(states) - states.count(ChoiceState.NOT_APPLICABLE),
        by=str(answer.updated_by.user) if answer else "",
        at=answer.updated_at if answer else None,
    )
