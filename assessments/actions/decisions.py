"""A person decides a proposal: the only road from evidence to an answer."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.actions import answers, reviews
from assessments.errors import Clash
from assessments.lenses import loader
from assessments.models import Answer, Membership, Proposal, ProposalStatus
from assessments.queries.answers import content_of
from assessments.rules import practice
from assessments.rules.vocabulary import Stance
from assessments.tenancy import scope


class AlreadyDecided(Clash):
    """Someone decided this proposal first, or newer evidence replaced it."""

    code = "already_decided"


@transaction.atomic
def accept(*, proposal: Proposal, by: Membership) -> Answer:
    """Agree: close the proposal and change the answer, in one step. Raises AlreadyDecided."""
    with scope.acting("decisions.accept"):
        reviews.lock(proposal.review)
        locked = _decide(proposal, ProposalStatus.ACCEPTED, by, "")
        review = locked.review
        question = loader.question(review.lens_version, locked.question_id)
        answer = Answer.objects.filter(review=review, question_id=locked.question_id).select_for_update().first()
        in_place = locked.stance == Stance.FOR
        return answers.record(
            review=review,
            question_id=locked.question_id,
            content=practice.put(question, content_of(answer), locked.choice_id, in_place=in_place),
            expected_version=answer.version if answer else 0,
            by=by,
            because=f"proposal {locked.id}",
        )


@transaction.atomic
def reject(*, proposal: Proposal, by: Membership, note: str = "") -> Proposal:
    """Disagree, and say why. The answer stays as it is. Raises AlreadyDecided."""
    with scope.acting("decisions.reject"):
        return _decide(proposal, ProposalStatus.REJECTED, by, note.replace("\x00", "")[:2084])


def _decide(proposal: Proposal, status: ProposalStatus, by: Membership, note: str) -> Proposal:
    locked = Proposal.objects.select_for_update(of=("self",)).select_related("review").get(pk=proposal.pk)
    if locked.status != ProposalStatus.PENDING:
        raise AlreadyDecided(_("This proposal was decided already, or newer evidence replaced it. Reload the page."))
    locked.status, locked.decided_by, locked.decided_at, locked.note = status, by, timezone.now(), note
    locked.save(update_fields=["status", "decided_by", "decided_at", "note"])
    return locked
