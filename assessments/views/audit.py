"""The activity of an organization: its audit log."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from assessments import gate
from assessments.access import Permission
from assessments.forms.audit import ActivityForm
from assessments.gate import OrgRequest
from assessments.queries import activity, audit


@require_safe
@gate.needs(Permission.AUDIT)
def audit_log(request: OrgRequest) -> HttpResponse:
    """Who did what, newest first, with filters; ``before`` is the cursor to older rows."""
    form = ActivityForm(request.GET, members=activity.actors())
    filters = form.filters()
    page = activity.page(filters, form.cleaned_data.get("before"))
    query = request.GET.copy()
    query.pop("before", None)
    context = {
        "form": form,
        "page": page,
        "filters": filters,
        "filtered": filters != activity.Filters(),
        "query": query.urlencode(),
        "head": audit.head(request.organization.id),
    }
    template = "audit/index.html#happenings" if request.htmx else "audit/index.html"  # type: ignore[attr-defined]
    return render(request, template, context)
