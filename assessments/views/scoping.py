"""What the facts of a workload leave out of a review: a person confirms it, all at once."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from assessments import gate
from assessments.access import Permission
from assessments.actions import scoping as actions
from assessments.actions.basis import BasisMoved
from assessments.forms import scope as forms
from assessments.gate import OrgRequest
from assessments.models import Review
from assessments.queries import reviews, scoping
from assessments.rules.scoping import Item


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.ANSWER)
def review_scope(request: OrgRequest, review_id: UUID) -> HttpResponse:
    """The proposals with their reasons; those without a doubt are ticked already."""
    review = gate.found(reviews.readable(), id=review_id)
    if request.method == "GET":
        return _page(request, review, None)
    chosen = frozenset(request.POST.getlist("chosen"))
    try:
        changed = actions.confirm(
            review=review, chosen=chosen, basis=request.POST.get("basis", ""), by=request.membership
        )
    except BasisMoved as error:
        messages.error(request, str(error))
        return _page(request, review, chosen, status=error.status)
    if not changed:
        messages.info(request, _("Nothing was ticked, so nothing changed."))
    else:
        sentence = ngettext("%(n)d answer follows the scope now.", "%(n)d answers follow the scope now.", changed)
        messages.success(request, sentence % {"n": changed})
    return redirect("workload", request.organization.slug, review.workload_id)


def _page(request: OrgRequest, review: Review, chosen: frozenset[str] | None, status: int = 200) -> HttpResponse:
    found = scoping.proposed(review)
    context = {
        "review": review,
        "workload": review.workload,
        "basis": found.basis,
        "leave_out": [_line(item, chosen) for item in found.scoping.leave_out],
        "look_again": [_line(item, chosen) for item in found.scoping.look_again],
        "later": [_line(item, chosen) for item in found.scoping.later],
        "facts": forms.described(review.workload.scope),
    }
    return render(request, "reviews/scope.html", context, status=status)


def _line(item: Item, chosen: frozenset[str] | None) -> dict[str, object]:
    """A proposal as the page shows it. Until the person chose, what nothing speaks against is ticked."""
    return {
        "item": item,
        "needs": forms.in_words(item.requires_any),
        "ticked": not item.doubts if chosen is None else item.key in chosen,
    }
