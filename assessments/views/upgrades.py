"""A review and the newest version of its lens: what would change, and the step."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import gate
from assessments.access import Permission
from assessments.actions import upgrades
from assessments.errors import DomainError
from assessments.forms.milestones import UpgradeForm
from assessments.gate import OrgRequest
from assessments.lenses import loader
from assessments.queries import lenses, reviews
from assessments.queries.lens_difference import compared


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.MILESTONES)
def review_upgrade(request: OrgRequest, review_id: UUID) -> HttpResponse:
    """What the newest version changes for this review; a milestone of the workload is taken before."""
    review = gate.found(reviews.readable(), id=review_id)
    to = lenses.newer(review)
    if to is None:
        messages.info(request, _("This review follows the newest version of its lens already."))
        return redirect("workload", request.organization.slug, review.workload_id)
    name = _("Before lens version %(version)s") % {"version": to.version}
    form = UpgradeForm(request.POST if request.method == "POST" else None, initial={"name": name, "to": to.pk})
    if request.method == "POST" and form.is_valid():
        try:
            upgrades.upgrade(review=review, by=request.membership, **form.cleaned_data)
        except DomainError as error:
            form.add_error("name", str(error))
        else:
            messages.success(request, _("The review follows version %(version)s now.") % {"version": to.version})
            return redirect("workload", request.organization.slug, review.workload_id)
    before, after = loader.document(review.lens_version), loader.document(to)
    context = {
        "review": review,
        "workload": review.workload,
        "to": to,
        "last": review.lens_version,
        "comparison": compared(before, after, get_language() or "en"),
        "form": form,
    }
    return render(request, "lenses/upgrade.html", context, status=422 if form.errors else 200)
