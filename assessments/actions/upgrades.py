"""Bring a review to a newer version of its lens."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.actions import answers, constraints, milestones, proposals, reviews
from assessments.errors import Clash, DomainError
from assessments.models import Membership, Milestone, Review
from assessments.queries import lenses
from assessments.tenancy import scope


class NothingNewer(Clash):
    """The review follows the newest version of its lens already."""

    code = "nothing_newer"


class ReviewedAlready(Clash):
    """The workload has another review under that version."""

    code = "reviewed_already"


@transaction.atomic
def upgrade(*, review: Review, name: str, by: Membership, note: str = "") -> Milestone:
    """Let a review follow the newest version of its lens; the milestone, called ``name``, that was taken before.

    Answers are carried over by the ids of questions and choices (`answers.carry_over`). Raises NothingNewer,
    ReviewedAlready, WorkloadArchived, and whatever `milestones.take` raises.
    """
    reviews.ensure_open(review)
    with scope.acting("reviews.upgrade"):
        locked = Review.objects.select_for_update(of=("self",)).select_related("lens_version", "workload")
        review = locked.get(pk=review.pk)
        to = lenses.newer(review)
        if to is None:
            raise NothingNewer(_("This review follows the newest version of its lens already."))
        taken = milestones.take(workload=review.workload, name=name, note=note, by=by)
        review.lens_version = to
        message = _("This workload has a review under that version already.")
        refusals: dict[str, DomainError] = {"review_unique": ReviewedAlready(message)}
        with constraints.explained(refusals):
            review.save(update_fields=["lens_version"])
        answers.carry_over(review=review, by=by, because=f"lens {to.version}")
        proposals.refresh(workload=review.workload)
        return taken
