"""Confirm what the facts of a workload propose: what its review leaves out, and what is open again."""

from collections.abc import Collection

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.actions import answers, reviews
from assessments.actions.basis import ensure_unmoved
from assessments.models import Answer, Membership, Review
from assessments.queries import scoping
from assessments.queries.answers import content_of
from assessments.queries.reviews import readable
from assessments.rules.merge import AnswerContent, Said
from assessments.rules.scoping import Scoping, brought_back, left_out
from assessments.tenancy import scope

#: What the history of an answer gives as the cause.
BECAUSE = "scope"


@transaction.atomic
def confirm(*, review: Review, chosen: Collection[str], basis: str, by: Membership) -> int:
    """Record the proposals of these keys (`rules.scoping.Item.key`) in the answers; how many answers changed.

    ``basis`` is that of the proposals the person saw (`queries.scoping.Proposed`). The lens's reasons are noted in the
    language of the request. Raises BasisMoved when another basis holds by now, WorkloadArchived, AnswerRefused; then
    nothing is written.
    """
    with scope.acting("scoping.confirm"):
        reviews.lock(review)
        review = readable().get(pk=review.pk)
        reviews.ensure_open(review)
        rows = {row.question_id: row for row in Answer.objects.filter(review=review).order_by("id").select_for_update()}
        now = scoping.of(review, rows.values(), scoping.seen(review.workload_id))
        moved = _("The facts or the answers changed meanwhile, and nothing was saved. Look at the proposals again.")
        ensure_unmoved(basis, now.basis, moved)
        contents = _contents(now.scoping, {id: content_of(row) for id, row in rows.items()}, chosen)
        answers.settle(review=review, rows=rows, contents=contents, by=by, because=BECAUSE)
        return len(contents)


def _contents(proposed: Scoping, said: Said, chosen: Collection[str]) -> dict[str, AnswerContent]:
    """The answers that change, as they are to be."""
    language = get_language() or "en"
    contents: dict[str, AnswerContent] = {}
    for item in proposed.look_again:
        if item.key in chosen:
            before = contents.get(item.question.id) or said[item.question.id]
            contents[item.question.id] = brought_back(before, item)
    for item in proposed.leave_out:
        if item.key in chosen:
            before = contents.get(item.question.id) or said.get(item.question.id, AnswerContent())
            contents[item.question.id] = left_out(before, item, language)
    return contents
