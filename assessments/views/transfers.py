"""Take answers over from another review of the same workload: what is there, what it would replace, and all at once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments import gate
from assessments.access import Permission
from assessments.actions import transfers as actions
from assessments.actions.basis import BasisMoved
from assessments.errors import NotFound
from assessments.gate import OrgRequest
from assessments.models import Review
from assessments.queries import reviews, transfers


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.ANSWER)
def review_transfer(request: OrgRequest, review_id: UUID) -> HttpResponse:
    """The answers of another review that this one can take over; what replaces nothing is ticked already."""
    review = gate.found(reviews.readable(), id=review_id)
    sources = transfers.sources(review)
    if not sources:
        messages.info(request, _("No other review of this workload asks the same questions."))
        return redirect("workload", request.organization.slug, review.workload_id)
    source = _source(sources, request.GET.get("from", ""))
    if request.method == "GET":
        return _page(request, review, sources, source, None)
    chosen = frozenset(request.POST.getlist("chosen"))
    try:
        taken = actions.take_over(
            review=review, source=source, chosen=chosen, basis=request.POST.get("basis", ""), by=request.membership
        )
    except BasisMoved as error:
        messages.error(request, str(error))
        return _page(request, review, sources, source, chosen, status=error.status)
    if not taken:
        messages.info(request, _("Nothing was ticked, so nothing changed."))
    else:
        messages.success(
            request, ngettext("%(n)d answer taken over.", "%(n)d answers taken over.", taken) % {"n": taken}
        )
    return redirect("workload", request.organization.slug, review.workload_id)


def _source(sources: list[Review], asked: str) -> Review:
    """The review that was asked for, or the first. Raises NotFound for one that is not among them."""
    if not asked:
        return sources[0]
    found = next((one for one in sources if str(one.pk) == asked), None)
    if found is None:
        raise NotFound
    return found


def _page(
    request: OrgRequest,
    review: Review,
    sources: list[Review],
    source: Review,
    chosen: frozenset[str] | None,
    status: int = 200,
) -> HttpResponse:
    offer = transfers.offer(review, source)
    lines = [
        {"match": match, "ticked": not match.replaces if chosen is None else match.question.id in chosen}
        for match in offer.matches
    ]
    context = {
        "review": review, "workload": review.workload, "sources": sources, "source": source, "lines": lines,
        "basis": offer.basis,
    }  # fmt: skip
    return render(request, "reviews/transfer.html", context, status=status)
