"""Bring a review to a newer version of its lens: a team's own step over a major version."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.actions import answers, constraints, milestones, proposals
from assessments.actions import reviews as opened
from assessments.errors import Clash, DomainError
from assessments.models import LensVersion, Membership, Milestone, Review
from assessments.queries import lenses, reviews
from assessments.tenancy import scope


class NothingNewer(Clash):
    """The version is not what this review could follow now."""

    code = "nothing_newer"


class ReviewedAlready(Clash):
    """The workload has another review under that version."""

    code = "reviewed_already"


@transaction.atomic
def upgrade(*, review: Review, to: UUID, name: str, by: Membership, note: str = "") -> Milestone:
    """Let a review follow the version ``to``, the newest of its lens; the milestone ``name`` that was taken before.

    Answers are carried over by the ids of questions and choices (`answers.carry_over`). Raises NothingNewer when ``to``
    is not what is newest now, ReviewedAlready, LensDeleted, WorkloadArchived, and whatever `milestones.take` raises.
    """
    with scope.acting("reviews.upgrade"):
        opened.lock_all(review.workload_id)
        review = reviews.readable().get(pk=review.pk)
        opened.ensure_open(review)
        opened.ensure_offered(review.lens_version)
        newest = lenses.newer(review)
        if newest is None or newest.pk != to:
            raise NothingNewer(
                _("Another version of this lens is the newest by now. Look at what changes, and try again.")
            )
        others = reviews.readable().filter(workload_id=review.workload_id)
        if newest.series in {other.lens_version.series for other in others}:
            raise ReviewedAlready(_("This workload has a review under that version already."))
        taken = milestones.take(workload=review.workload, name=name, note=note, by=by)
        bring(review, newest, by=by, because=f"lens {newest.version}")
        return taken


def bring(review: Review, to: LensVersion, *, by: Membership | None, because: str) -> None:
    """Let a review follow another version, and carry its answers over. Needs `reviews.lock_all`.

    Raises ReviewedAlready. ``by`` is empty where no person did it.
    """
    review.lens_version = to
    message = _("This workload has a review under that version already.")
    refusals: dict[str, DomainError] = {"review_unique": ReviewedAlready(message)}
    with constraints.explained(refusals):
        review.save(update_fields=["lens_version"])
    answers.carry_over(review=review, by=by, because=because)
    proposals.refresh(workload=review.workload)
