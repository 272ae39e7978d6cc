"""Bring a review to a newer version of its lens."""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.actions import answers, constraints, milestones, proposals
from assessments.actions import reviews as opened
from assessments.errors import Clash, DomainError
from assessments.models import Membership, Milestone, Review
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
    is not what is newest now, ReviewedAlready, WorkloadArchived, and whatever `milestones.take` raises.
    """
    with scope.acting("reviews.upgrade"):
        # All reviews of the workload, in the order in which a milestone locks them.
        list(Review.objects.filter(workload_id=review.workload_id).order_by("id").select_for_update())
        review = reviews.readable().get(pk=review.pk)
        opened.ensure_open(review)
        newest = lenses.newer(review)
        if newest is None or newest.pk != to:
            raise NothingNewer(
                _("Another version of this lens is the newest by now. Look at what changes, and try again.")
            )
        taken = milestones.take(workload=review.workload, name=name, note=note, by=by)
        review.lens_version = newest
        message = _("This workload has a review under that version already.")
        refusals: dict[str, DomainError] = {"review_unique": ReviewedAlready(message)}
        with constraints.explained(refusals):
            review.save(update_fields=["lens_version"])
        answers.carry_over(review=review, by=by, because=f"lens {newest.version}")
        proposals.refresh(workload=review.workload)
        return taken
