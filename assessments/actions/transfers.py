"""Take answers over from another review of the same workload."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from assessments.actions import answers, proposals, reviews
from assessments.actions.basis import ensure_unmoved
from assessments.models import Answer, Membership, Review
from assessments.queries import transfers
from assessments.queries.reviews import readable
from assessments.tenancy import scope


@transaction.atomic
def take_over(*, review: Review, source: Review, chosen: Collection[str], basis: str, by: Membership) -> int:
    """Record what ``source`` says about the questions of these ids in ``review``; how many answers changed.

    ``basis`` is that of the offer the person saw (`queries.transfers.Offer`). ``source`` stays as it is. Raises
    BasisMoved when another basis holds by now, WorkloadArchived, AnswerRefused; then nothing is written.
    """
    with scope.acting("transfers.take_over"):
        # All of them, in their one order: the proposals of all are looked at in the end.
        reviews.lock_all(review.workload_id)
        review, source = (readable().get(pk=one.pk) for one in (review, source))
        reviews.ensure_open(review)
        both = Answer.objects.filter(review__in=[review, source]).order_by("id")
        rows = list(both.select_for_update())
        now = transfers.of(review, source, rows)
        moved = _("An answer changed meanwhile, and nothing was saved. Look at the answers again.")
        ensure_unmoved(basis, now.basis, moved)
        contents = {match.question.id: match.content for match in now.matches if match.question.id in chosen}
        mine = {row.question_id: row for row in rows if row.review_id == review.pk}
        because = f"review {source.lens_version.version}"
        answers.settle(review=review, rows=mine, contents=contents, by=by, because=because)
        proposals.refresh(workload=review.workload)
        return len(contents)
