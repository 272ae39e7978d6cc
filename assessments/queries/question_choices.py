"""The choices of a question as its page shows them: what is said of each, what speaks for it, what was decided.

The page reads the evidence and the proposals once (`evidence_of`, `proposals`); `choices` puts them together.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from django.db.models import F, Q

from assessments.models import Evidence, EvidenceKind, EvidenceLink, Proposal, ProposalStatus, Review
from assessments.queries.question_page import VERDICTS, ChoiceItem, DecisionItem, EvidenceItem, ProposalItem
from assessments.rules import applicability
from assessments.rules.lens import Choice, Question, code_of
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import Text

DECIDED = (ProposalStatus.ACCEPTED, ProposalStatus.REJECTED)


def proposals(review: Review, question_id: str) -> Iterable[Proposal]:
    """What waits anywhere in the review, and what was decided about this question, oldest first."""
    waiting = Q(status=ProposalStatus.PENDING)
    decided = Q(status__in=DECIDED, question_id=question_id)
    rows = Proposal.objects.filter(waiting | decided, review=review).select_related("decided_by__user")
    shown = rows.only(
        "question_id", "choice_id", "stance", "status", "note", "opened_at", "decided_at",
        "decided_by__user__name", "decided_by__user__email",
    )  # fmt: skip
    return shown.order_by("decided_at", "id")


def evidence_of(review: Review, question_id: str) -> dict[str, list[EvidenceItem]]:
    """The current evidence of the question by choice, oldest first; that of no choice under the empty id."""
    links = EvidenceLink.objects.filter(
        workload_id=review.workload_id, question_id=question_id, evidence__successors=None
    ).select_related("evidence__added_by__user")
    found: dict[str, list[EvidenceItem]] = defaultdict(list)
    shown = links.only(
        "choice_id", "stance", "evidence__kind", "evidence__title", "evidence__size", "evidence__url",
        "evidence__sha256", "evidence__added_at", "evidence__valid_until", "evidence__observation",
        "evidence__added_by__user__name", "evidence__added_by__user__email",
    )  # fmt: skip
    for link in shown.annotate(spoken=F("evidence__worksheet__title")).order_by("linked_at", "id"):
        found[link.choice_id].append(_item(link, link.evidence, link.spoken or link.evidence.title))
    return found


def loose(question: Question, evidence: Mapping[str, Sequence[EvidenceItem]]) -> tuple[EvidenceItem, ...]:
    """Evidence of the question as a whole, then that of choices which the lens version lost, with their codes."""
    known = {choice.id for choice in question.choices}
    former = (
        replace(item, former=code_of(choice_id))
        for choice_id, items in evidence.items()
        if choice_id and choice_id not in known
        for item in items
    )
    return (*evidence.get("", ()), *former)


def _item(link: EvidenceLink, evidence: Evidence, title: Text | str) -> EvidenceItem:
    return EvidenceItem(
        id=evidence.id,
        link_id=link.id,
        kind=evidence.kind,
        title=title,
        size=evidence.size,
        url=evidence.url,
        sha256=evidence.sha256,
        added_at=evidence.added_at,
        added_by=str(evidence.added_by.user) if evidence.added_by else "",
        valid_until=evidence.valid_until,
        stance=link.stance,
        observation=evidence.observation,
    )


def choices(
    review: Review,
    question: Question,
    said: AnswerContent,
    proposals: Sequence[Proposal],
    evidence: dict[str, list[EvidenceItem]],
) -> tuple[ChoiceItem, ...]:
    """The choices of the question in order, each with what is said, seen and decided about it."""
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
        why=choice.why,
        steps=choice.steps,
        evidence_asked=choice.evidence,
        shows=choice.shows,
        improvement=choice.improvement,
        url=choice.url,
        exposure=choice.exposure,
        owasp=choice.owasp_2025,
        framework=choice.framework,
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
        outside=choice.outside,
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
