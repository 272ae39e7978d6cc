"""The one builder of a snapshot: what a milestone freezes, and what every report, trend and export of now reads."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from assessments.lenses import loader
from assessments.models import (
    Answer,
    Evidence,
    EvidenceKind,
    EvidenceLink,
    Membership,
    Proposal,
    ProposalStatus,
    Review,
    Workload,
)
from assessments.rules import snapshot as facts
from assessments.rules.lens import Choice, Pillar, Question, code_of
from assessments.rules.vocabulary import ChoiceState, Reason, Risk, Stance, Verdict

Key = tuple[str, str]
#: What speaks to each choice of a question; what speaks to it as a whole is under the empty id.
LinksByChoice = Mapping[str, Sequence[facts.EvidenceLinkFact]]
#: The same by question.
Links = Mapping[str, LinksByChoice]


def of(workload: Workload, *, at: datetime) -> facts.WorkloadSnapshot:
    """Everything about a workload now, in six queries whatever its size. ``at`` is the moment to print."""
    evidence = list(
        Evidence.objects.filter(workload=workload, successors=None)
        .select_related("added_by__user")
        .order_by("added_at", "id")
    )
    links = _links(workload)
    reviews = Review.objects.filter(workload=workload).select_related("lens_version").order_by("created_at", "id")
    return facts.WorkloadSnapshot(
        organization=workload.organization.name,
        workload=_workload(workload),
        taken_at=_moment(at),
        reviews=tuple(_review(review, answers, decisions, links) for review, answers, decisions in _filled(reviews)),
        evidence=tuple(_evidence(one) for one in evidence if one.kind != EvidenceKind.OBSERVATION),
        observations=tuple(_observation(one) for one in evidence if one.kind == EvidenceKind.OBSERVATION),
    )


def _filled(
    reviews: Iterable[Review],
) -> list[tuple[Review, dict[str, Answer], dict[Key, Proposal]]]:
    """Each review with its answers by question and its decisions by choice, the newest last and so the one kept."""
    rows = list(reviews)
    answers: dict[Any, dict[str, Answer]] = defaultdict(dict)
    for answer in Answer.objects.filter(review__in=rows).select_related("updated_by__user"):
        answers[answer.review_id][answer.question_id] = answer
    decisions: dict[Any, dict[Key, Proposal]] = defaultdict(dict)
    decided = [ProposalStatus.ACCEPTED, ProposalStatus.REJECTED]
    proposals = Proposal.objects.filter(review__in=rows, status__in=decided).select_related("decided_by__user")
    for proposal in proposals.order_by("decided_at", "id"):
        decisions[proposal.review_id][proposal.question_id, proposal.choice_id] = proposal
    return [(review, answers[review.id], decisions[review.id]) for review in rows]


def _links(workload: Workload) -> Links:
    found: dict[str, dict[str, list[facts.EvidenceLinkFact]]] = defaultdict(lambda: defaultdict(list))
    rows = EvidenceLink.objects.filter(workload=workload, evidence__successors=None).order_by("linked_at", "id")
    for link in rows:
        fact = facts.EvidenceLinkFact(str(link.evidence_id), Stance(link.stance))
        found[link.question_id][link.choice_id].append(fact)
    return found


def _workload(workload: Workload) -> facts.WorkloadFact:
    return facts.WorkloadFact(
        id=str(workload.id),
        name=workload.name,
        description=workload.description,
        environment=workload.environment,
        unit=workload.unit,
        review_owner=workload.review_owner,
        industry=workload.industry or workload.industry_type,
        architectural_design=workload.architectural_design,
        regions=tuple(workload.regions),
        account_ids=tuple(workload.account_ids),
        tags=dict(sorted(workload.tags.items())),
        scope={fact: tuple(values) for fact, values in sorted(workload.scope.items())},
    )


def _review(
    review: Review,
    answers: dict[str, Answer],
    decisions: dict[Key, Proposal],
    links: Links,
) -> facts.ReviewFact:
    document = loader.document(review.lens_version)

    def pillar(one: Pillar) -> facts.PillarFact:
        questions = tuple(_question(q, answers.get(q.id), decisions, links.get(q.id, {})) for q in one.questions)
        return facts.PillarFact(one.id, one.name, questions)

    return facts.ReviewFact(
        id=str(review.id),
        lens_name=document.name,
        lens_version=review.lens_version.version,
        lens_digest=review.lens_version.digest,
        notes=review.notes,
        pillars=tuple(pillar(one) for one in document.pillars),
    )


def _question(
    question: Question,
    answer: Answer | None,
    decisions: dict[Key, Proposal],
    links: LinksByChoice,
) -> facts.QuestionFact:
    choices = tuple(
        _choice(
            choice,
            (answer.choices.get(choice.id) or {}) if answer else {},
            links.get(choice.id, ()),
            decisions.get((question.id, choice.id)),
        )
        for choice in question.choices
    )
    return facts.QuestionFact(
        id=question.id,
        title=question.title,
        name=question.name,
        risk=Risk(answer.risk) if answer else Risk.UNANSWERED,
        applicable=answer.applicable if answer else True,
        version=answer.version if answer else 0,
        reason=Reason(answer.reason) if answer else Reason.NONE,
        notes=answer.notes if answer else "",
        url=question.url,
        by=_person(answer.updated_by) if answer else None,
        at=_moment(answer.updated_at) if answer else "",
        choices=choices,
        links=tuple(_question_links(question, links)),
    )


def _question_links(question: Question, links: LinksByChoice) -> Iterator[facts.QuestionLinkFact]:
    """What speaks to the question as a whole, then what spoke to choices that the lens version no longer has."""
    for link in links.get("", ()):
        yield facts.QuestionLinkFact(link.evidence_id, link.stance)
    known = {"", *(choice.id for choice in question.choices)}
    for choice_id, former in links.items():
        if choice_id not in known:
            for link in former:
                yield facts.QuestionLinkFact(link.evidence_id, link.stance, code_of(choice_id))


def _choice(
    choice: Choice, said: dict[str, Any], links: Sequence[facts.EvidenceLinkFact], decided: Proposal | None
) -> facts.ChoiceFact:
    return facts.ChoiceFact(
        id=choice.id,
        code=choice.code,
        title=choice.title,
        state=ChoiceState(said.get("state", ChoiceState.UNSELECTED)),
        intent=choice.intent,
        evidence_asked=choice.evidence,
        improvement=choice.improvement,
        url=choice.url,
        exposure=choice.exposure,
        none_of_these=choice.none_of_these,
        reason=Reason(said.get("reason") or Reason.NONE),
        note=said.get("note", ""),
        links=tuple(links),
        decision=_decision(decided) if decided else None,
    )


def _decision(proposal: Proposal) -> facts.DecisionFact:
    at = proposal.decided_at
    return facts.DecisionFact(
        decision=proposal.status, by=_person(proposal.decided_by), at=_moment(at) if at else "", note=proposal.note
    )


def _evidence(evidence: Evidence) -> facts.EvidenceFact:
    return facts.EvidenceFact(
        id=str(evidence.id),
        kind=evidence.kind,
        title=evidence.title,
        source=evidence.source,
        by=_person(evidence.added_by),
        at=_moment(evidence.added_at),
        sha256=evidence.sha256,
        size=evidence.size,
        url=evidence.url,
        valid_until=evidence.valid_until.isoformat() if evidence.valid_until else "",
        called=evidence.worksheet["title"] if evidence.worksheet else {},
    )


def _observation(evidence: Evidence) -> facts.ObservationFact:
    seen: dict[str, Any] = evidence.observation or {}
    return facts.ObservationFact(
        id=str(evidence.id),
        evidence_id=str(evidence.id),
        check=seen["check"],
        title=seen["title"],
        verdict=Verdict(seen["verdict"]),
        statement=seen["statement"],
        account_id=seen["account_id"],
        region=seen["region"],
        environment=seen["environment"],
        at=seen["at"],
        reason=seen.get("reason", ""),
        resource=seen.get("resource", ""),
        sha256=evidence.sha256,
        run=seen.get("run", 0),
    )


def _person(member: Membership | None) -> facts.Person:
    return facts.Person(str(member.id), str(member.user)) if member else facts.Person("", "")


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds")
