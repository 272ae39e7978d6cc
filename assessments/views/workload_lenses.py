"""A lens more for a workload that exists: from the workload, or from the lens."""

from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import gate
from assessments.access import Permission
from assessments.actions import reviews
from assessments.actions.reviews import LensDeleted, LensInUse, LensUnshared, WorkloadArchived
from assessments.errors import NotFound
from assessments.forms.workloads import AddLensForm
from assessments.gate import OrgRequest
from assessments.lenses import loader
from assessments.models import Workload
from assessments.queries import lenses as queries
from assessments.rules.vocabulary import in_language

PER_PAGE = 50


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.WORKLOADS)
def workload_lenses(request: OrgRequest, workload_id: UUID) -> HttpResponse:
    """Add a lens to a workload: its review begins with nothing answered."""
    found = gate.found(Workload.objects, id=workload_id)
    language = get_language() or "en"
    asked = {"lens": request.GET.get("lens", "")}
    form = AddLensForm(
        request.POST if request.method == "POST" else None,
        initial=asked,
        lenses=queries.addable(found),
        language=language,
    )
    if request.method == "POST" and form.is_valid():
        try:
            review = reviews.start(workload=found, lens_version=form.chosen, by=request.membership)
        except (LensDeleted, LensInUse, LensUnshared, WorkloadArchived) as error:
            form.add_error("lens", str(error))
        else:
            named = in_language(review.lens_version.name, language)
            messages.success(request, _("“%(lens)s” is added. Nothing is answered under it yet.") % {"lens": named})
            return redirect("workload", request.organization.slug, found.id)
    context = {"workload": found, "form": form, "lenses": form["lens"].subwidgets}
    return render(request, "workloads/lenses.html", context, status=422 if form.errors else 200)


@require_safe
@gate.needs(Permission.WORKLOADS)
def lens_use(request: OrgRequest, version_id: UUID) -> HttpResponse:
    """The workloads to which a lens can be added, in its newest version."""
    asked = gate.found(queries.readable(), id=version_id)
    if asked.lens.deleted_at is not None or asked.lens.unshared_at is not None:
        raise NotFound
    version = loader.newest([asked.lens_id])[asked.lens_id]
    page = Paginator(queries.without(version), PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "lenses/use.html", {"version": version, "page": page})
