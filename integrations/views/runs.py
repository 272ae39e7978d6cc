"""What AWS shows about a workload: its accounts, its runs, and what each step of a run saw."""

import re
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import gate
from assessments.access import Permission
from assessments.actions import jobs
from assessments.errors import DomainError
from assessments.gate import OrgRequest
from assessments.models import Workload
from assessments.queries import jobs as job_queries
from integrations.actions import connections, runs
from integrations.forms.connections import AccountsForm
from integrations.models import CollectionRun
from integrations.queries import connections as accounts
from integrations.queries import runs as queries

RUNS_PER_PAGE = 20
STEPS_PER_PAGE = 200


@require_safe
@gate.needs(Permission.READ)
def workload_aws(request: OrgRequest, workload_id: UUID) -> HttpResponse:
    """The workload's accounts and runs, and what stands now."""
    return _page(request, gate.found(Workload.objects, id=workload_id))


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.WORKLOADS)
def workload_aws_accounts(request: OrgRequest, workload_id: UUID) -> HttpResponse:
    """Say which accounts run the workload. Who comes by GET (a reload, another language) is shown the page."""
    workload = gate.found(Workload.objects, id=workload_id)
    if request.method == "POST":
        form = AccountsForm(request.POST, offered=accounts.current())
        if not form.is_valid():
            return _page(request, workload, form=form, status=422)
        connections.attach(workload=workload, connections=form.chosen(), by=request.membership)
        messages.success(request, _("Accounts saved."))
    return redirect("workload_aws", request.organization.slug, workload.id)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.COLLECT)
def collect(request: OrgRequest, workload_id: UUID) -> HttpResponse:
    """Start a run and show it; the one under way, if there is one."""
    workload = gate.found(Workload.objects, id=workload_id)
    if request.method != "POST":
        return redirect("workload_aws", request.organization.slug, workload.id)
    try:
        run = runs.start(workload=workload, by=request.membership)
    except DomainError as refusal:
        return _page(request, workload, refusal=refusal, status=refusal.status)
    return redirect("aws_run", request.organization.slug, run.id)


@require_safe
@gate.needs(Permission.READ)
def aws_run(request: OrgRequest, run_id: UUID) -> HttpResponse:
    """One run: how far it is, and what each step saw."""
    rows = CollectionRun.objects.select_related("workload", "job", "asked_by__user")
    run = gate.found(rows, id=run_id)
    page = Paginator(queries.items_of(run), STEPS_PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "workload": run.workload,
        "job": run.job,
        "counts": queries.counts_of(run),
        "page": page,
        "lines": queries.item_lines(page.object_list),
    } | _progress(request, run)
    return render(request, "aws/run.html", context)


def _page(
    request: OrgRequest,
    workload: Workload,
    form: AccountsForm | None = None,
    refusal: DomainError | None = None,
    status: int = 200,
) -> HttpResponse:
    before = request.GET.get("before", "")
    number = int(before) if re.fullmatch("[0-9]{1,9}", before) else None
    found = queries.newest(workload, RUNS_PER_PAGE + 1, number)
    under_way = next((run for run in found if not run.job.finished), None)
    offered = accounts.offered_to(workload)
    checks = queries.checks_of(workload)
    context: dict[str, Any] = {
        "workload": workload,
        "offered": offered,
        "attached": [one for one in offered if one.attached],
        "form": form,
        "lines": queries.lines(found[:RUNS_PER_PAGE]),
        "older": found[RUNS_PER_PAGE - 1].number if len(found) > RUNS_PER_PAGE else None,
        "before": number,
        "run": under_way,
        "checks": checks,
        "totals": queries.totals(checks),
        "refusal": refusal,
        "ready": connections.has_own_credentials(),
    }
    if under_way:
        context |= {"job": under_way.job} | _progress(request, under_way)
    return render(request, "aws/workload.html", context, status=status)


def _progress(request: OrgRequest, run: CollectionRun) -> dict[str, Any]:
    """What the fragment of a job's progress needs besides the job."""
    return {"ahead": job_queries.ahead_of(run.job), "may_cancel": jobs.may_cancel(run.job, request.membership)}
