"""What the question page shows, as frozen read models: the template cannot cause a query.

The page costs six queries beside the gate's, whatever the size of the review (tests/guards hold it to that).
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from assessments.lenses import loader
from assessments.models import (
    Answer,
    AnswerVersion,
    Evidence,
    EvidenceKind,
    EvidenceLink,
    LensVersion,
    Proposal,
    ProposalStatus,
    Review,
)
from assessments.rules import applicability
from assessments.rules import risk as risks
from assessments.rules.condition import Condition, names
from assessments.rules.lens import Choice, LensDocument, Question
from assessments.rules.vocabulary import ChoiceState, Exposure, Reason, Risk, Text, Verdict

HISTORY_SHOWN = 6


@dataclass(frozen=True, slots=True)
class TreeQuestion:
    """One line of the tree."""

    id: str
    name: Text
    risk: Risk
    current: bool
    to_decide: int


@dataclass(frozen=True, slots=True)
class TreePillar:
    """One pillar of the tree, with how many of its questions are answered."""

    id: str
    name: Text
    questions: tuple[TreeQuestion, ...]
    answered: int
    open: bool


@dataclass(frozen=True, slots=True)
class EvidenceItem:
    """One piece of evidence beside a choice. ``observation`` has its facts when a machine saw it."""

    id: UUID
    link_id: UUID
    kind: str
    title: str
    size: int
    url: str
    sha256: str
    added_at: datetime
    added_by: str
    valid_until: date | None
    stance: str
    observation: dict[str, Any] | None

    @property
    def verdict(self) -> Verdict | None:
        """What the machine judged; nothing for what a person added."""
        return Verdict(self.observation["verdict"]) if self.observation else None


@dataclass(frozen=True, slots=True)
class ProposalItem:
    """What evidence suggests for a choice, still to be decided."""

    id: UUID
    stance: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class ChoiceItem:
    """One choice as the page shows it. ``key`` is the digit that toggles it."""

    id: str
    code: str
    title: Text
    intent: Text
    evidence_asked: Text
    improvement: Text
    url: str
    exposure: Exposure | None
    owasp: tuple[str, ...]
    none_of_these: bool
    key: int
    state: ChoiceState
    reason: Reason
    note: str
    observations: tuple[EvidenceItem, ...]
    evidence: tuple[EvidenceItem, ...]
    proposal: ProposalItem | None
    out_of_scope: bool

    @property
    def verdicts(self) -> dict[str, int]:
        """How many observations of each verdict speak to the choice."""
        return {verdict.value: sum(item.verdict is verdict for item in self.observations) for verdict in Verdict}


@dataclass(frozen=True, slots=True)
class RuleItem:
    """One rule of the question: the risk it gives, the practices it names, and whether it decides now."""

    risk: Risk
    source: str
    terms: tuple[tuple[str, bool], ...]
    holds: bool
    otherwise: bool


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One past state of the answer."""

    number: int
    by: str
    at: datetime
    risk: str
    because: str
    risk_before: str


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """Everything the question page shows."""

    review: Review
    lens: LensDocument
    question: Question
    pillar_name: Text
    tree: tuple[TreePillar, ...]
    choices: tuple[ChoiceItem, ...]
    rules: tuple[RuleItem, ...]
    risk: Risk
    version: int
    applicable: bool
    reason: Reason
    notes: str
    updated_by: str
    updated_at: datetime | None
    history: tuple[HistoryItem, ...]
    loose_evidence: tuple[EvidenceItem, ...]
    previous_id: str
    next_id: str
    to_decide: int
    next_to_decide: str

    @property
    def practices(self) -> int:
        """How many practices apply."""
        return sum(
            not choice.none_of_these and choice.state is not ChoiceState.NOT_APPLICABLE for choice in self.choices
        )

    @property
    def in_place(self) -> int:
        """How many practices are in place."""
        return sum(not choice.none_of_these and choice.state is ChoiceState.SELECTED for choice in self.choices)

    @property
    def evidence_count(self) -> int:
        """How many pieces of evidence people added to this question."""
        return len({item.id for choice in self.choices for item in choice.evidence}) + len(self.loose_evidence)

    @property
    def observation_count(self) -> int:
        """How many current observations speak to this question."""
        return len({item.id for choice in self.choices for item in choice.observations})


def question_page(review: Review, question_id: str) -> QuestionPage:
    """The page of one question of a review (with its lens version and workload loaded). Raises NoSuchQuestion."""
    lens = loader.document(review.lens_version)
    question = loader.question(review.lens_version, question_id)
    answers = {answer.question_id: answer for answer in _answers(review, question_id)}
    answer = answers.get(question_id)
    proposals = list(Proposal.objects.filter(review=review, status=ProposalStatus.PENDING))
    evidence = _evidence(review, question_id)
    states = _states(question, answer)
    judgement = risks.assess(question, states, answer.applicable if answer else True)
    ids = [one.id for one in lens.questions()]
    place = ids.index(question_id)
    waiting = [one for one in (*ids[place + 1 :], *ids[:place]) if any(p.question_id == one for p in proposals)]
    return QuestionPage(
        review=review,
        lens=lens,
        question=question,
        pillar_name=next(pillar.name for pillar in lens.pillars if pillar.id == question.pillar_id),
        tree=_tree(lens, answers, proposals, question),
        choices=_choices(review, question, answer, proposals, evidence),
        rules=_rules(question, states, judgement),
        risk=judgement.risk,
        version=answer.version if answer else 0,
        applicable=answer.applicable if answer else True,
        reason=Reason(answer.reason) if answer else Reason.NONE,
        notes=answer.notes if answer else "",
        updated_by=str(answer.updated_by.user) if answer else "",
        updated_at=answer.updated_at if answer else None,
        history=_history(answer),
        loose_evidence=tuple(evidence[""]),
        previous_id=ids[place - 1] if place else "",
        next_id=ids[place + 1] if place + 1 < len(ids) else "",
        to_decide=len(proposals),
        next_to_decide=waiting[0] if waiting else "",
    )


def current_lens_versions() -> list[LensVersion]:
    """The newest version of every lens this organization may use, without the documents' text. One query."""
    newest: dict[UUID, LensVersion] = {}
    for version in LensVersion.objects.defer("document", "enrichment").order_by("published_at"):
        newest[version.lens_id] = version
    return list(newest.values())


def _answers(review: Review, question_id: str) -> Iterable[Answer]:
    rows = Answer.objects.filter(review=review).select_related("updated_by__user")
    return rows.only(
        "question_id", "risk", "choices", "applicable", "reason", "notes", "version", "updated_at", "review_id",
        "organization_id", "updated_by__user__name", "updated_by__user__email", "updated_by__organization_id",
    )  # fmt: skip


def _states(question: Question, answer: Answer | None) -> dict[str, ChoiceState]:
    said = answer.choices if answer else {}
    return {
        choice.id: ChoiceState(said.get(choice.id, {}).get("state", ChoiceState.UNSELECTED))
        for choice in question.choices
    }


def _tree(
    lens: LensDocument, answers: dict[str, Answer], proposals: Sequence[Proposal], current: Question
) -> tuple[TreePillar, ...]:
    waiting: dict[str, int] = defaultdict(int)
    for proposal in proposals:
        waiting[proposal.question_id] += 1

    def line(question: Question) -> TreeQuestion:
        answer = answers.get(question.id)
        risk = Risk(answer.risk) if answer else Risk.UNANSWERED
        return TreeQuestion(question.id, question.name, risk, question.id == current.id, waiting[question.id])

    pillars = []
    for pillar in lens.pillars:
        lines = tuple(line(question) for question in pillar.questions)
        answered = sum(one.risk is not Risk.UNANSWERED for one in lines)
        pillars.append(TreePillar(pillar.id, pillar.name, lines, answered, pillar.id == current.pillar_id))
    return tuple(pillars)


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
    answer: Answer | None,
    proposals: Sequence[Proposal],
    evidence: dict[str, list[EvidenceItem]],
) -> tuple[ChoiceItem, ...]:
    pending = {p.choice_id: p for p in proposals if p.question_id == question.id}
    facts = {fact: tuple(values) for fact, values in review.workload.scope.items()}
    outside = {one.choice_id for one in applicability.out_of_scope(question, facts)} if facts else set()
    said = answer.choices if answer else {}
    return tuple(
        _choice(choice, key, said.get(choice.id, {}), evidence[choice.id], pending.get(choice.id), choice.id in outside)
        for key, choice in enumerate(question.choices, start=1)
    )


def _choice(
    choice: Choice,
    key: int,
    said: dict[str, Any],
    evidence: list[EvidenceItem],
    proposal: Proposal | None,
    out_of_scope: bool,
) -> ChoiceItem:
    order = list(Verdict)
    seen = sorted(
        (item for item in evidence if item.kind == EvidenceKind.OBSERVATION),
        key=lambda i: order.index(i.verdict or order[-1]),
    )
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
        state=ChoiceState(said.get("state", ChoiceState.UNSELECTED)),
        reason=Reason(said.get("reason") or Reason.NONE),
        note=said.get("note", ""),
        observations=tuple(seen),
        evidence=tuple(item for item in evidence if item.kind != EvidenceKind.OBSERVATION),
        proposal=ProposalItem(proposal.id, proposal.stance, proposal.opened_at) if proposal else None,
        out_of_scope=out_of_scope,
    )


def _rules(question: Question, states: dict[str, ChoiceState], judgement: risks.Judgement) -> tuple[RuleItem, ...]:
    def terms(condition: Condition) -> tuple[tuple[str, bool], ...]:
        named = names(condition)
        codes = [(choice, choice.id in named) for choice in question.practices]
        return tuple((choice.code, states[choice.id] is not ChoiceState.UNSELECTED) for choice, used in codes if used)

    return tuple(
        RuleItem(
            risk=rule.risk,
            source=rule.source,
            terms=terms(rule.condition),
            holds=judgement.rule == index,
            otherwise=rule.source.strip() == "default",
        )
        for index, rule in enumerate(question.rules)
    )


def _history(answer: Answer | None) -> tuple[HistoryItem, ...]:
    if answer is None:
        return ()
    rows = AnswerVersion.objects.filter(answer=answer).select_related("by__user").order_by("-number")
    states = list(rows[: HISTORY_SHOWN + 1])
    return tuple(
        HistoryItem(
            number=state.number,
            by=str(state.by.user),
            at=state.at,
            risk=state.risk,
            because=state.because,
            risk_before=states[place + 1].risk if place + 1 < len(states) else Risk.UNANSWERED,
        )
        for place, state in enumerate(states[:HISTORY_SHOWN])
    )
