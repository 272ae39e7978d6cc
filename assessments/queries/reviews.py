"""Reads for the question page, as the read models of `queries.question_page`.

The page costs four queries beside the gate's and the review's own, whatever the size of the review
(tests/reviews hold it to that).
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile

from django.db.models import Q, QuerySet

from assessments.lenses import loader
from assessments.models import Answer, Evidence, EvidenceKind, EvidenceLink, Proposal, ProposalStatus, Review
from assessments.queries import answers as histories
from assessments.queries.answers import content_of
from assessments.queries.question_page import (
    VERDICTS,
    ChoiceItem,
    DecisionItem,
    EvidenceItem,
    ProposalItem,
    QuestionPage,
    SavedAnswer,
    SavedChoice,
    TreePillar,
    TreeQuestion,
)
from assessments.queries.risk_rules import rule_items
from assessments.rules import applicability
from assessments.rules import risk as risks
from assessments.rules.lens import Choice, LensDocument, Question
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState, Risk

DECIDED = (ProposalStatus.ACCEPTED, ProposalStatus.REJECTED)


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
    proposals = list(_proposals(review, question_id))
    pending = [one for one in proposals if one.status == ProposalStatus.PENDING]
    evidence = _evidence(review, question_id)
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
        tree=_tree(lens, answers, pending, question),
        choices=_choices(review, question, said, proposals, evidence),
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


def _proposals(review: Review, question_id: str) -> Iterable[Proposal]:
    """What waits anywhere in the review, and what was decided about this question, oldest first."""
    waiting = Q(status=ProposalStatus.PENDING)
    decided = Q(status__in=DECIDED, question_id=question_id)
    rows = Proposal.objects.filter(waiting | decided, review=review).select_related("decided_by__user")
    return rows.order_by("decided_at", "id")


def _tree(
    lens: LensDocument, answers: dict[str, Answer], proposals: Sequence[Proposal], current: Question
) -> tuple[TreePillar, ...]:
    waiting: dict[str, int] = defaultdict(int)
    for proposal in proposals:
        waiting[proposal.question_id] += 1

    shared = _shared_start([question.id for question in lens.questions()])

    def line(question: Question) -> TreeQuestion:
        answer = answers.get(question.id)
        risk = Risk(answer.risk) if answer else Risk.UNANSWERED
        short = question.id.removeprefix(shared)
        return TreeQuestion(question.id, short, question.name, risk, question.id == current.id, waiting[question.id])

    pillars = []
    for pillar in lens.pillars:
        lines = tuple(line(question) for question in pillar.questions)
        answered = sum(one.risk is not Risk.UNANSWERED for one in lines)
        calls = any(one.current or one.to_decide or one.risk is Risk.HIGH for one in lines)
        pillars.append(TreePillar(pillar.id, pillar.name, lines, answered, calls))
    return tuple(pillars)


def _shared_start(ids: Sequence[str]) -> str:
    """What all ids begin with, as long as each still says something, beginning with a letter."""
    columns = zip(*ids, strict=False)
    shared = "".join(letters[0] for letters in takewhile(lambda letters: len(set(letters)) == 1, columns))
    return shared if all(one[len(shared) :][:1].isalpha() for one in ids) else ""


def _evidence(review: Review, question_id: str) -> dict[str, list[EvidenceItem]]:
    links = EvidenceLink.objects.filter(
        workload_id=review.workload_id, question_id=question_id, evidence__successors=None
    ).select_related("evidence__added_by__user")
    found: dict[str, list[EvidenceItem]] = defaultdict(list)
    for link in links.order_by("linked_at", "id"):
        found[link.choice_id].append(_item(link, link.evidence))
    return found


def _item(link: EvidenceLink, evidence: Evidence) -> EvidenceItem:
    return EvidenceItem(
        id=evidence.id,
        link_id=link.id,
        kind=evidence.kind,
        title=evidence.title,
        size=evidence.size,
        url=evidence.url,
        sha256=evidence.sha256,
        added_at=evidence.added_at,
        added_by=str(evidence.added_by.user) if evidence.added_by else "",
        valid_until=evidence.valid_until,
        stance=link.stance,
        observation=evidence.observation,
    )


def _choices(
    review: Review,
    question: Question,
    said: AnswerContent,
    proposals: Sequence[Proposal],
    evidence: dict[str, list[EvidenceItem]],
) -> tuple[ChoiceItem, ...]:
    here = [one for one in proposals if one.question_id == question.id]
    pending = {one.choice_id: one for one in here if one.status == ProposalStatus.PENDING}
    decided = {one.choice_id: one for one in here if one.status in DECIDED}
    facts = {fact: tuple(values) for fact, values in review.workload.scope.items()}
    outside = {one.choice_id for one in applicability.out_of_scope(question, facts)} if facts else set()
    untouched = ChoiceAnswer()
    return tuple(
        _choice(
            choice,
            key,
            said.choices.get(choice.id, untouched),
            evidence[choice.id],
            pending.get(choice.id),
            decided.get(choice.id),
            choice.id in outside,
        )
        for key, choice in enumerate(question.choices, start=1)
    )


def _choice(
    choice: Choice,
    key: int,
    said: ChoiceAnswer,
    evidence: list[EvidenceItem],
    proposal: Proposal | None,
    decided: Proposal | None,
    out_of_scope: bool,
) -> ChoiceItem:
    order = list(VERDICTS)
    observed = [item for item in evidence if item.kind == EvidenceKind.OBSERVATION]
    return ChoiceItem(
        id=choice.id,
        code=choice.code,
        title=choice.title,
        intent=choice.intent,
        evidence_asked=choice.evidence,
        improvement=choice.improvement,
        url=choice.url,
        exposure=choice.exposure,
        owasp=choice.owasp_2025,
        none_of_these=choice.none_of_these,
        key=0 if choice.none_of_these else key,
        state=said.state,
        reason=said.reason,
        note=said.note,
        observations=tuple(sorted(observed, key=lambda item: order.index(item.told or order[-1]))),
        evidence=tuple(item for item in evidence if item.kind != EvidenceKind.OBSERVATION),
        proposal=ProposalItem(proposal.id, proposal.stance, proposal.opened_at) if proposal else None,
        decision=_decision(decided),
        out_of_scope=out_of_scope,
    )


def _decision(proposal: Proposal | None) -> DecisionItem | None:
    if proposal is None or proposal.decided_by is None or proposal.decided_at is None:
        return None
    return DecisionItem(
        accepted=proposal.status == ProposalStatus.ACCEPTED,
        stance=proposal.stance,
        by=str(proposal.decided_by.user),
        at=proposal.decided_at,
        note=proposal.note,
    )
