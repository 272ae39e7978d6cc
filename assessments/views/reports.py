"""Reports: ask for one, see how far it is, take it along, and tell what a PDF or a hash is."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from assessments import gate
from assessments.access import Permission
from assessments.actions import reports
from assessments.forms.reports import MAX_UPLOAD, ReportForm, VerifyForm
from assessments.gate import OrgRequest
from assessments.models import Report, Workload
from assessments.queries import reports as queries
from assessments.queries import workloads
from assessments.views.attachments import attachment

SHOWN = 25


@require_safe
@gate.needs(Permission.READ)
def reports_page(request: OrgRequest) -> HttpResponse:
    """Every report that was asked for, newest first, and the form that asks for one."""
    return render(request, "reports_pages/index.html", _list(request))


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.REPORTS)
def report_new(request: OrgRequest) -> HttpResponse:
    """Ask for a report; who comes by GET is shown the list with the form."""
    if request.method != "POST":
        return redirect("reports", request.organization.slug)
    form = _form(request, request.POST)
    if not form.is_valid():
        return render(request, "reports_pages/index.html", _list(request, form=form), status=422)
    workload, milestone = form.chosen()
    facts = {name: form.cleaned_data[name] for name in ("kind", "language", "archive")}
    reports.ask(workload=workload, milestone=milestone, by=request.membership, **facts)
    return redirect("reports", request.organization.slug)


@require_safe
@gate.needs(Permission.REPORTS)
def report_download(request: OrgRequest, report_id: UUID) -> HttpResponse:
    """The PDF, after its bytes were found to be those that were hashed."""
    report = gate.found(Report.objects, id=report_id)
    return attachment(reports.download(report=report), "application/pdf", report.filename)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.REPORTS, takes=MAX_UPLOAD)
def report_verify(request: OrgRequest) -> HttpResponse:
    """What a PDF, or a hash from its cover or foot, is. What this organization does not know is unknown, no more."""
    given = request.GET if request.GET.get("hash") else None
    form = VerifyForm(request.POST, request.FILES) if request.method == "POST" else VerifyForm(given)
    context: dict[str, Any] = {"form": form}
    if form.is_bound and form.is_valid():
        uploaded: str = form.cleaned_data["file"]
        context |= {"named": queries.named(uploaded or form.cleaned_data["hash"]), "uploaded": bool(uploaded)}
    return render(request, "reports_pages/verify.html", context, status=422 if form.errors else 200)


def _list(request: OrgRequest, form: ReportForm | None = None) -> dict[str, Any]:
    workload = None
    if asked := request.GET.get("workload"):
        workload = gate.found(Workload.objects, id=asked)
    return {
        "workload": workload,
        "page": Paginator(queries.asked_for(workload), SHOWN).get_page(request.GET.get("page")),
        "form": form or _form(request),
    }


def _form(request: OrgRequest, data: Any = None) -> ReportForm:
    state = request.GET.get("workload", "")
    if state and (number := request.GET.get("milestone", "")):
        state = f"{state}:{number}"
    language = getattr(request, "LANGUAGE_CODE", settings.LANGUAGE_CODE)
    initial = {"state": state, "language": language, "kind": "lens-review"}
    return ReportForm(data, states=queries.states(workloads.matching()), titles=queries.titles(), initial=initial)
