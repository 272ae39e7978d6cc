"""Reads for the question page, as the read models of `queries.question_page`.

The page costs five queries beside the gate's and the review's own, whatever the size of the review
(tests/reviews hold it to that).
"""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from assessments.lenses import loader
from assessments.models import Answer, ProposalStatus, Review
from assessments.queries import aid_results
from assessments.queries import answers as histories
from assessments.queries import question_choices as choices
from assessments.queries.answers import content_of
from assessments.queries.question_page import QuestionPage, SavedAnswer, SavedChoice
from assessments.queries.question_tree import tree
from assessments.queries.risk_rules import rule_items
from assessments.rules import risk as risks
from assessments.rules.lens import LensDocument, Question
from assessments.rules.merge import AnswerContent
from assessments.rules.vocabulary import ChoiceState, Risk


def readable() -> QuerySet[Review]:
    """Reviews with their workload, lens and version, without the lens's texts: those are parsed already."""
    rows = Review.objects.select_related("workload", "lens_version__lens")
    return rows.defer("lens_version__document", "lens_version__enrichment")


def question_page(review: Review, question_id: str, draft: AnswerContent | None = None) -> QuestionPage:
    """The page of one question of a review (as `readable` gives it). Raises NoSuchQuestion.

    ``draft`` is what a person typed and could not save: the page shows it in place of what is saved, and judges it.
    """
    lens = loader.document(review.lens_version)
    question = loader.question(review.lens_version, question_id)
    answered = _answered(review)
    # A trigger writes every save as a version, so the newest version is the answer.
    versions = histories.versions(answered[question_id].id) if question_id in answered else []
    latest = versions[0] if versions else None
    given = next((one for one in versions if not histories.made_by_itself(one.because)), latest)
    said = content_of(latest) if draft is None else draft
    proposals = list(choices.proposals(review, question_id))
    pending = [one for one in proposals if one.status == ProposalStatus.PENDING]
    evidence = choices.evidence_of(review, question_id)
    states = {choice_id: choice.state for choice_id, choice in said.choices.items()}
    judgement = risks.assess(question, states, said.applicable)
    ids = [one.id for one in lens.questions()]
    place = ids.index(question_id)
    waiting = [one for one in (*ids[place + 1 :], *ids[:place]) if any(p.question_id == one for p in pending)]
    return QuestionPage(
        review=review,
        lens=lens,
        question=question,
        pillar_name=next(pillar.name for pillar in lens.pillars if pillar.id == question.pillar_id),
        tree=tree(lens, {one: saved.risk for one, saved in answered.items()}, pending, question),
        choices=choices.choices(review, question, said, proposals, evidence),
        rules=rule_items(question, states, judgement),
        risk=judgement.risk,
        version=latest.number if latest else 0,
        applicable=said.applicable,
        reason=said.reason,
        notes=said.notes,
        updated_by=given.by.user if given else None,
        updated_at=given.at if given else None,
        history=histories.recent(versions, question),
        loose_evidence=choices.loose(question, evidence),
        aids=tuple(aid_results.at_question(review, lens, question_id)),
        previous_id=ids[place - 1] if place else "",
        next_id=ids[place + 1] if place + 1 < len(ids) else "",
        to_decide=len(pending),
        next_to_decide=waiting[0] if waiting else "",
    )


def saved_answer(review: Review, question: Question, answer: Answer) -> SavedAnswer:
    """What there is to show of an answer just saved. One query."""
    said = content_of(answer)
    states = {choice_id: choice.state for choice_id, choice in said.choices.items()}
    judgement = risks.assess(question, states, said.applicable)
    return SavedAnswer(
        review=review,
        question=question,
        choices=tuple(
            SavedChoice(choice.id, choice.none_of_these, states.get(choice.id, ChoiceState.UNSELECTED))
            for choice in question.choices
        ),
        rules=rule_items(question, states, judgement),
        risk=judgement.risk,
        version=answer.version,
        applicable=said.applicable,
        updated_by=answer.updated_by.user,
        updated_at=answer.updated_at,
        history=histories.recent(histories.versions(answer.id), question),
    )


def first_open(review: Review) -> str:
    """The first unanswered question of a review, as `first_unanswered` has it. One query."""
    risks = {question_id: saved.risk for question_id, saved in _answered(review).items()}
    return first_unanswered(loader.document(review.lens_version), risks)


def first_unanswered(lens: LensDocument, answered: Mapping[str, str]) -> str:
    """The first question without an answer, given the risks by question; the first of all when each has one."""
    ids = [question.id for question in lens.questions()]
    return next((one for one in ids if answered.get(one, Risk.UNANSWERED) == Risk.UNANSWERED), ids[0])


class _Saved(NamedTuple):
    """As much of an answer as a line of the tree needs."""

    id: UUID
    risk: str


def _answered(review: Review) -> dict[str, _Saved]:
    """The saved answers by question; without model instances, because every page asks for all of them."""
    rows = Answer.objects.filter(review=review).values_list("question_id", "id", "risk")
    return {question_id: _Saved(id, risk) for question_id, id, risk in rows}
