"""Reads for the question page, as the read models of `queries.question_page`.

The page costs four queries beside the gate's and the review's own, whatever the size of the review
(tests/reviews hold it to that).
"""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from assessments.lenses import loader
from assessments.models import Answer, ProposalStatus, Review
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
    """Reviews with their workload and lens version, without the lens's texts: those are parsed already."""
    rows = Review.objects.select_related("workload", "lens_version")
    return rows.defer("lens_version__document", "lens_version__enrichment")


def question_page(review: Review, question_id: str, draft: AnswerContent | None = None) -> QuestionPage:
    """The page of one question of a review (as `readable` gives it). Raises NoSuchQuestion.

    ``draft`` is what a person typed and could not save: the page shows it in place of what is saved, and judges it.
    """
    lens = loader.document(review.lens_version)
    question = loader.question(review.lens_version, question_id)
    answers = {answer.question_id: answer for answer in _answers(review)}
    answer = answers.get(question_id)
    said = content_of(answer) if draft is None else draft
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
        tree=tree(lens, answers, pending, question),
        choices=choices.choices(review, question, said, proposals, evidence),
        rules=rule_items(question, states, judgement),
        risk=judgement.risk,
        version=answer.version if answer else 0,
        applicable=said.applicable,
        reason=said.reason,
        notes=said.notes,
        updated_by=answer.updated_by.user if answer else None,
        updated_at=answer.updated_at if answer else None,
        history=histories.recent(answer, question),
        loose_evidence=tuple(evidence[""]),
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
        history=histories.recent(answer, question),
    )


def first_open(review: Review) -> str:
    """The first unanswered question of a review, as `first_unanswered` has it. One query."""
    answered = Answer.objects.filter(review=review).values_list("question_id", "risk")
    return first_unanswered(loader.document(review.lens_version), dict(answered))


def first_unanswered(lens: LensDocument, answered: Mapping[str, str]) -> str:
    """The first question without an answer, given the risks by question; the first of all when each has one."""
    ids = [question.id for question in lens.questions()]
    return next((one for one in ids if answered.get(one, Risk.UNANSWERED) == Risk.UNANSWERED), ids[0])


def _answers(review: Review) -> Iterable[Answer]:
    rows = Answer.objects.filter(review=review).select_related("updated_by__user")
    return rows.only(
        "question_id", "risk", "choices", "applicable", "reason", "notes", "version", "updated_at", "review_id",
        "organization_id", "updated_by__user__name", "updated_by__user__email", "updated_by__organization_id",
    )  # fmt: skip
