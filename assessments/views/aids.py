"""Decision aids of a workload: which there are, filling one in with its outcome beside it, and saving the result."""

from typing import Any, TypeVar
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from assessments import gate
from assessments.access import Permission
from assessments.actions import workloads, worksheets
from assessments.actions.evidence import Superseded
from assessments.errors import NotFound
from assessments.forms.aid_work import SavingForm, Work, data_of, work
from assessments.forms.scope import replacing
from assessments.gate import OrgRequest
from assessments.models import Evidence, Workload
from assessments.queries import aids as queries
from assessments.queries.aids import AidAtWork, AidPage

Aid = TypeVar("Aid", bound=AidAtWork)


@require_safe
@gate.needs(Permission.READ)
def workload_aids(request: OrgRequest, workload_id: UUID) -> HttpResponse:
    """Every decision aid of the workload's lenses, with what came of it."""
    workload = gate.found(Workload.objects, id=workload_id)
    cards = queries.index(workload)
    context = {"workload": workload, "cards": cards, "used": sum(card.result is not None for card in cards)}
    return render(request, "aids/index.html", context)


@require_safe
@gate.needs(Permission.READ)
def workload_aid(request: OrgRequest, workload_id: UUID, aid_key: str) -> HttpResponse:
    """One aid: its form as it was last saved, the outcome, the background, and the results so far."""
    page = _page(gate.found(Workload.objects, id=workload_id), aid_key)
    kept = page.current.worksheet if page.current else None
    data = data_of(page.offer, kept["inputs"]) if kept else None
    return _shown(request, page, work(page.offer, page.context, data, _language(), patient=True))


@require_POST
@gate.needs(Permission.READ)
def aid_outcome(request: OrgRequest, workload_id: UUID, aid_key: str) -> HttpResponse:
    """What follows from the form as it is now. Nothing is saved."""
    workload = gate.found(Workload.objects, id=workload_id)
    if not request.htmx:  # type: ignore[attr-defined]
        page = _page(workload, aid_key)
        return _shown(request, page, work(page.offer, page.context, request.POST, _language()), typed=request.POST)
    aid = _there(queries.at_work(workload, aid_key))
    worked = work(aid.offer, aid.context, request.POST, _language(), patient=True)
    return render(request, "aids/_outcome.html", _outcome(aid, worked) | {"swapped": True})


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.EVIDENCE)
def aid_save(request: OrgRequest, workload_id: UUID, aid_key: str) -> HttpResponse:
    """Keep the result as evidence. What cannot be kept stays in the form, with what is wrong with it."""
    workload = gate.found(Workload.objects.filter(archived_at=None), id=workload_id)
    if request.method == "GET":
        return redirect("aid", request.organization.slug, workload_id, aid_key)
    page = _page(workload, aid_key)
    worked = work(page.offer, page.context, request.POST, _language())
    saving = SavingForm(request.POST)
    if worked.outcome is None or not saving.is_valid():
        return _shown(request, page, worked, saving=saving, typed=request.POST, status=422)
    said = {"inputs": worked.form.inputs, "by": request.membership} | saving.cleaned_data
    try:
        worksheets.save(review=page.review, offer=page.offer, **said)
    except Superseded as error:
        return _shown(request, page, worked, saving=saving, typed=request.POST, status=409, clash=error)
    messages.success(request, _("The result is saved. It stands at its questions now."))
    return redirect("aid", request.organization.slug, workload_id, aid_key)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.WORKLOADS)
def aid_scope(request: OrgRequest, workload_id: UUID, aid_key: str) -> HttpResponse:
    """Take the scope facts of the saved result over into the workload: of the result that was on the page."""
    workload = gate.found(Workload.objects.filter(archived_at=None), id=workload_id)
    page = _page(workload, aid_key) if request.method == "POST" else None
    if page is not None and page.facts:
        basis = request.POST.get("basis", "")
        workloads.take_over(workload=page.workload, facts=page.facts, basis=basis, by=request.membership)
        messages.success(request, _("The scope of the workload now says what the result says."))
    return redirect("aid", request.organization.slug, workload_id, aid_key)


def _page(workload: Workload, aid_key: str) -> AidPage:
    return _there(queries.page(workload, aid_key))


def _there(found: Aid | None) -> Aid:
    """Raises NotFound for an aid that no lens of the workload offers."""
    if found is None:
        raise NotFound
    return found


def _outcome(aid: AidAtWork, worked: Work) -> dict[str, Any]:
    """What the outcome beside the form shows."""
    found = worked.outcome.facts if worked.outcome else {}
    return {
        "worked": worked,
        "offer": aid.offer,
        "follows": replacing(queries.differing(found, aid.workload.scope), aid.workload.scope),
    }


def _shown(
    request: OrgRequest,
    page: AidPage,
    worked: Work,
    *,
    saving: SavingForm | None = None,
    typed: Any = None,
    status: int = 200,
    clash: Superseded | None = None,
) -> HttpResponse:
    theirs: Evidence | None = clash.details["current"] if clash else None
    parts = [request.organization.slug, page.workload.id, page.offer.aid.key]
    context = _outcome(page, worked) | {
        "workload": page.workload,
        "page": page,
        "lens": page.offer.lens,
        "saving": saving or SavingForm(),
        "seen": _seen(page, theirs, typed),
        "theirs": theirs,
        "clash": clash,
        "changes": replacing(page.facts, page.workload.scope),
        "savable": Permission.EVIDENCE in request.can and page.workload.archived_at is None,
        "outcome_url": reverse("aid_outcome", args=parts),
        "save_url": reverse("aid_save", args=parts),
    }
    return render(request, "aids/aid.html", context, status=status)


def _seen(page: AidPage, theirs: Evidence | None, typed: Any) -> UUID | str:
    """The newest result that the person knows: the other's once it is shown, else that of when they began to type."""
    if theirs or typed is None:
        newest = theirs or page.current
        return newest.id if newest else ""
    return str(typed.get("seen", ""))


def _language() -> str:
    return get_language() or "en"
