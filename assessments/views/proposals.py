"""What evidence suggests, decided by a person: accept changes the answer, reject keeps it and says why."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import gate
from assessments.access import Permission
from assessments.actions import decisions
from assessments.gate import OrgRequest
from assessments.models import Answer, Proposal
from assessments.queries import reviews as queries
from assessments.views import answer_fragments as fragments
from assessments.views import reviews as pages


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.DECIDE)
def proposal_accept(request: OrgRequest, proposal_id: UUID) -> HttpResponse:
    """Agree: the answer changes as suggested."""
    proposal = gate.found(Proposal.objects, id=proposal_id)
    if request.method == "POST":
        decisions.accept(proposal=proposal, by=request.membership)
    return _decided(request, proposal, _("Accepted. The answer says so now."))


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.DECIDE)
def proposal_reject(request: OrgRequest, proposal_id: UUID) -> HttpResponse:
    """Disagree: the answer stays, the reason is kept."""
    proposal = gate.found(Proposal.objects, id=proposal_id)
    if request.method == "POST":
        decisions.reject(proposal=proposal, by=request.membership, note=request.POST.get("note", "").strip())
    return _decided(request, proposal, _("Rejected. The answer stays as it is."))


def _decided(request: OrgRequest, proposal: Proposal, said: str) -> HttpResponse:
    if request.method == "POST" and fragments.wants_json(request):
        return JsonResponse(_changed(request, proposal))
    if request.method == "POST":
        messages.success(request, said)
    address = reverse("question", args=[request.organization.slug, proposal.review_id, proposal.question_id])
    return redirect(f"{address}#choice-{proposal.choice_id}")


def _changed(request: OrgRequest, proposal: Proposal) -> dict[str, Any]:
    """As after a save, with the choice itself, and what is still to decide."""
    review = gate.found(queries.readable(), id=proposal.review_id)
    context = pages.page_context(request, review, proposal.question_id)
    page = context["page"]
    saved = Answer.objects.filter(review=review, question_id=proposal.question_id).first()
    body = fragments.saved(request, page, saved) if saved else {"version": 0, "fragments": {}}
    body["fragments"] |= fragments.after_decision(request, context, proposal.choice_id)
    return body
