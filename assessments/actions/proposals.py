"""Turn observations into proposals: wanted minus pending is opened, pending minus wanted is superseded.

Idempotent by construction: a second run that sees the same thing changes nothing. This is where the machine's
side ends; only `decisions`, called by a person, goes on from here.
"""

from collections import defaultdict

from django.db import transaction

from assessments.lenses import loader
from assessments.models import EvidenceKind, EvidenceLink, Proposal, ProposalStatus, Review, Workload
from assessments.queries import reviews
from assessments.rules.proposal import Observed, Suggestion, propose
from assessments.rules.vocabulary import ChoiceState, Stance, Verdict
from assessments.tenancy import scope

Choice = tuple[str, str]


@transaction.atomic
def refresh(*, workload: Workload) -> int:
    """Bring the pending proposals of all reviews of a workload in line with its current observations.

    Returns how many were opened. A suggestion that a person rejected is opened again only when its basis
    changed; one that agrees with the answer is not worth a question.
    """
    with scope.acting("proposals.refresh"):
        wanted = _wanted(workload)
        rows = reviews.readable().filter(workload=workload).order_by("id").select_for_update(of=("self",))
        return sum(_refresh(review, _of_lens(review, wanted)) for review in rows)


def _wanted(workload: Workload) -> dict[Choice, Suggestion]:
    observed: dict[Choice, list[Observed]] = defaultdict(list)
    links = EvidenceLink.objects.filter(
        workload=workload, evidence__kind=EvidenceKind.OBSERVATION, evidence__successors=None
    ).select_related("evidence")
    for link in links.exclude(choice_id=""):
        verdict = Verdict(link.evidence.observation["verdict"])
        place = link.evidence.lineage
        observed[link.question_id, link.choice_id].append(
            Observed(str(link.evidence_id), verdict, Stance(link.stance), place)
        )
    suggestions = {choice: propose(seen) for choice, seen in observed.items()}
    return {choice: suggestion for choice, suggestion in suggestions.items() if suggestion is not None}


def _of_lens(review: Review, wanted: dict[Choice, Suggestion]) -> dict[Choice, Suggestion]:
    """What is wanted of choices that the review's lens version has: an upgrade may have dropped one with evidence."""
    questions = {question.id: question for question in loader.document(review.lens_version).questions()}
    return {
        choice: suggestion
        for choice, suggestion in wanted.items()
        if choice[0] in questions and questions[choice[0]].choice(choice[1]) is not None
    }


def _refresh(review: Review, wanted: dict[Choice, Suggestion]) -> int:
    selected = {
        (answer.question_id, choice_id)
        for answer in review.answers.all()
        for choice_id, said in answer.choices.items()
        if said["state"] == ChoiceState.SELECTED
    }
    settled = set(
        review.proposals.filter(status__in=[ProposalStatus.ACCEPTED, ProposalStatus.REJECTED]).values_list(
            "question_id", "choice_id", "basis"
        )
    )
    opened = 0
    pending = {(one.question_id, one.choice_id): one for one in review.proposals.filter(status=ProposalStatus.PENDING)}
    for choice, suggestion in wanted.items():
        agrees = (suggestion.stance is Stance.FOR) == (choice in selected)
        due = not agrees and (*choice, suggestion.basis) not in settled
        old = pending.pop(choice, None)
        if old is not None and due and (old.stance, old.basis) == (suggestion.stance, suggestion.basis):
            continue
        if old is not None:
            _supersede(old)
        if due:
            _open(review, choice, suggestion)
            opened += 1
    for old in pending.values():
        _supersede(old)
    return opened


def _open(review: Review, choice: Choice, suggestion: Suggestion) -> None:
    Proposal.objects.create(
        review=review, question_id=choice[0], choice_id=choice[1], stance=suggestion.stance, basis=suggestion.basis
    )


def _supersede(proposal: Proposal) -> None:
    proposal.status = ProposalStatus.SUPERSEDED
    proposal.save(update_fields=["status"])
