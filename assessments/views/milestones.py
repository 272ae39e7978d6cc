"""Milestones of a workload: take one, read one as it was, compare two."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import gate
from assessments.access import Permission
from assessments.actions import files, milestones
from assessments.errors import NotFound
from assessments.forms.milestones import TakeForm
from assessments.gate import OrgRequest
from assessments.models import Milestone, Workload
from assessments.queries import milestone_page, movements
from assessments.queries import milestones as queries
from assessments.views.attachments import attachment

NOW = "now"


@require_safe
@gate.needs(Permission.READ)
def workload_milestones(request: OrgRequest, workload_id: UUID) -> HttpResponse:
    """The milestones, newest first, their trend up to now, and the form that takes one."""
    workload = gate.found(Workload.objects, id=workload_id)
    return render(request, "milestones/index.html", _list(workload, TakeForm()))


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.MILESTONES)
def milestone_take(request: OrgRequest, workload_id: UUID) -> HttpResponse:
    """Take a milestone. A refused name comes back with what was typed; who comes by GET is shown the list."""
    workload = gate.found(Workload.objects, id=workload_id)
    if request.method != "POST":
        return redirect("milestones", request.organization.slug, workload.id)
    form = TakeForm(request.POST)
    if not form.is_valid():
        return render(request, "milestones/index.html", _list(workload, form), status=422)
    try:
        taken = milestones.take(workload=workload, by=request.membership, **form.cleaned_data)
    except milestones.MilestoneNameTaken as error:
        form.add_error("name", str(error))
        return render(request, "milestones/index.html", _list(workload, form), status=error.status)
    messages.success(request, _("Milestone %(number)d taken: %(name)s.") % {"number": taken.number, "name": taken.name})
    return redirect("milestones", request.organization.slug, workload.id)


@require_safe
@gate.needs(Permission.READ)
def milestone(request: OrgRequest, workload_id: UUID, number: int) -> HttpResponse:
    """The workload as it was then, from what the milestone keeps and from nothing else."""
    kept = _kept(workload_id, number)
    context = {
        "workload": kept.workload,
        "milestone": kept,
        "frozen": milestone_page.of(queries.frozen(kept)),
        "numbers": queries.numbers(kept.workload),
    }
    return render(request, "milestones/milestone.html", context)


@require_safe
@gate.needs(Permission.READ)
def milestone_payload(request: OrgRequest, workload_id: UUID, number: int) -> HttpResponse:
    """The canonical bytes whose SHA-256 is the milestone's digest."""
    kept = _kept(workload_id, number)
    name = files.display_name(f"{kept.workload.name} - {kept.number}.json".replace("/", "-"))
    return attachment(milestones.download(milestone=kept), "application/json", name)


@require_safe
@gate.needs(Permission.READ)
def compare(request: OrgRequest, workload_id: UUID) -> HttpResponse:
    """What moved from one moment to another; without a choice, from the newest milestone to now."""
    workload = gate.found(Workload.objects, id=workload_id)
    taken = queries.of_workload(workload)
    context: dict[str, Any] = {"workload": workload, "milestones": taken}
    if taken:
        last = str(taken[-1].number)
        before = _moment(workload, request.GET.get("from", last))
        after = _moment(workload, request.GET.get("to", NOW))
        movement = movements.between(before, after)
        context |= {
            "before": before,
            "after": after,
            "movement": movement,
            "every": request.GET.get("show") == "any",
        }
    return render(request, "milestones/compare.html", context)


def _list(workload: Workload, form: TakeForm) -> dict[str, Any]:
    taken = queries.of_workload(workload)
    now = queries.counts_now(workload)
    return {
        "workload": workload,
        "form": form,
        "lines": queries.lines(taken),
        "now": queries.since(now, taken),
        "points": queries.series(taken, now),
    }


def _kept(workload_id: UUID, number: int) -> Milestone:
    rows = Milestone.objects.select_related("workload", "taken_by__user")
    kept: Milestone = gate.found(rows, workload_id=workload_id, number=number)
    return kept


def _moment(workload: Workload, key: str) -> queries.Moment:
    """The moment an address names. Raises NotFound."""
    found = queries.moment(workload, None if key == NOW else int(key)) if key == NOW or key.isdecimal() else None
    if found is None:
        raise NotFound
    return found
