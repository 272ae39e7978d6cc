"""Workloads: the list, the overview of one, defining and changing it, archiving it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import gate, words
from assessments.access import Permission
from assessments.actions import workloads as actions
from assessments.actions.workloads import NameTaken
from assessments.forms.scope import FACTS, PRESETS, described, preset_of, scope_of
from assessments.forms.workloads import WorkloadForm, filled_in, initial_of
from assessments.gate import OrgRequest
from assessments.models import LensVersion, Workload
from assessments.queries import lenses, overview, reviews
from assessments.queries import workloads as queries

PER_PAGE = 50


@require_safe
@gate.needs(Permission.READ)
def workloads(request: OrgRequest) -> HttpResponse:
    """All workloads with progress and risk, by name; those that are archived on a tab of their own."""
    asked = {name: request.GET.get(name, "").strip()[:100] for name in ("q", "unit", "environment")}
    archived = request.GET.get("archived") == "1"
    found = queries.matching(words=asked["q"], unit=asked["unit"], environment=asked["environment"], archived=archived)
    page = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page,
        "rows": queries.rows(page.object_list),  # type: ignore[arg-type]
        "asked": asked,
        "filtered": any(asked.values()),
        "archived": archived,
        "units": queries.units(),
        "environments": words.choices("environment", ["PRODUCTION", "PREPRODUCTION"]),
    }
    return render(request, "workloads/index.html", context)


@require_safe
@gate.needs(Permission.READ)
def workload(request: OrgRequest, workload_id: UUID) -> HttpResponse:
    """Where a workload stands and what to do next."""
    found = gate.found(Workload.objects, id=workload_id)
    view = overview.overview(found)
    context = {
        "workload": view.row.workload,
        "overview": view,
        "row": view.row,
        "scope": described(found.scope),
    }
    return render(request, "workloads/overview.html", context)


@require_safe
@gate.needs(Permission.READ)
def workload_review(request: OrgRequest, workload_id: UUID) -> HttpResponse:
    """Go on with the workload's review: its first question without an answer. Of several, a person chooses one."""
    found = gate.found(Workload.objects, id=workload_id)
    there = overview.reviews_of(found.id)
    if len(there) != 1:
        if not there:
            messages.info(request, _("This workload has no lens yet."))
        return redirect(reverse("workload", args=[request.organization.slug, workload_id]) + "#reviews")
    (review,) = there
    return redirect("question", request.organization.slug, review.id, reviews.first_open(review))


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.WORKLOADS)
def workload_new(request: OrgRequest) -> HttpResponse:
    """Define a workload: properties, scope facts, lenses."""
    versions = lenses.offered()
    preset = preset_of(request.POST)
    if preset is not None:
        form = WorkloadForm(initial=filled_in(request.POST), lenses=versions, language=get_language() or "en")
        return _defining(request, form, versions, preset.scope, preset=preset)
    form = WorkloadForm(request.POST or None, lenses=versions, language=get_language() or "en")
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.define(by=request.membership, lens_versions=form.chosen, **form.facts)
        except NameTaken as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("Workload defined. Go on with the review when you are ready."))
            return redirect("workload", request.organization.slug, made.id)
    return _defining(request, form, versions, {})


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.WORKLOADS)
def workload_edit(request: OrgRequest, workload_id: UUID) -> HttpResponse:
    """Change a workload's properties and scope facts."""
    found = gate.found(Workload.objects, id=workload_id)
    used = [review.lens_version for review in reviews.readable().filter(workload=found)]
    preset = preset_of(request.POST)
    if preset is not None:
        form = WorkloadForm(initial=filled_in(request.POST), lenses=[], language=get_language() or "en")
        return _defining(request, form, used, preset.scope, workload=found, preset=preset)
    form = WorkloadForm(request.POST or None, initial=initial_of(found), lenses=[], language=get_language() or "en")
    if request.method == "POST" and form.is_valid():
        try:
            actions.change(workload=found, by=request.membership, **form.facts)
        except NameTaken as error:
            form.add_error("name", str(error))
            # What could not be saved must not look saved in the bar above the form.
            found.refresh_from_db()
        else:
            messages.success(request, _("Workload changed."))
            return redirect("workload", request.organization.slug, found.id)
    return _defining(request, form, used, found.scope, workload=found)


@require_safe
@gate.needs(Permission.WORKLOADS)
def scope_effect(request: OrgRequest) -> HttpResponse:
    """What the facts ticked so far do to the lenses: the aside of the form, worked out on each change."""
    asked = set(request.GET.getlist("lenses"))
    versions = lenses.offered()
    chosen = [version for version in versions if str(version.id) in asked] or versions[:1]
    return render(request, "workloads/_effect.html", {"effect": overview.effect(chosen, scope_of(request.GET))})


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.WORKLOADS)
def workload_archive(request: OrgRequest, workload_id: UUID) -> HttpResponse:
    """Put a workload out of the lists."""
    found = gate.found(Workload.objects, id=workload_id)
    if request.method == "POST":
        actions.archive(workload=found, by=request.membership)
        messages.success(request, _("“%(name)s” is archived. Its milestones and reports stay.") % {"name": found.name})
    return redirect("workload", request.organization.slug, found.id)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.WORKLOADS)
def workload_restore(request: OrgRequest, workload_id: UUID) -> HttpResponse:
    """Bring an archived workload back."""
    found = gate.found(Workload.objects, id=workload_id)
    if request.method == "POST":
        actions.restore(workload=found, by=request.membership)
        messages.success(request, _("“%(name)s” is back.") % {"name": found.name})
    return redirect("workload", request.organization.slug, found.id)


def _defining(
    request: OrgRequest, form: WorkloadForm, versions: list[LensVersion], scope: dict[str, list[str]], **more: Any
) -> HttpResponse:
    facts = scope_of(form.data) if form.is_bound else scope
    context = {
        "form": form,
        "facts": FACTS,
        "presets": PRESETS,
        "chosen": [f"{fact}.{value}" for fact, values in facts.items() for value in values],
        "effect": overview.effect(versions, facts),
    }
    return render(request, "workloads/form.html", context | more, status=422 if form.errors else 200)
