"""Found an organization, and change its settings."""

from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from assessments import gate
from assessments.access import Permission
from assessments.actions import organizations
from assessments.forms.people import OrganizationForm
from assessments.gate import OrgRequest
from assessments.models import User
from assessments.queries.organizations import of_person


@require_http_methods(["GET", "POST"])
@login_required
def organization_new(request: HttpRequest) -> HttpResponse:
    """Found an organization; the founder is its owner."""
    user = cast(User, request.user)
    form = OrganizationForm(request.POST or None, initial={"language": get_language()})
    if request.method == "POST" and form.is_valid():
        owner = organizations.found(by_user=user, request_id=getattr(request, "request_id", ""), **form.cleaned_data)
        return redirect("portfolio", owner.organization.slug)
    context = {"form": form, "is_first": not of_person(user.id)}
    return render(request, "organizations/new.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.ORGANIZATION)
def organization_settings(request: OrgRequest) -> HttpResponse:
    """The organization's name and language."""
    organization = request.organization
    form = OrganizationForm(
        request.POST or None, initial={"name": organization.name, "language": organization.language}
    )
    if request.method == "POST" and form.is_valid():
        organizations.change(organization=organization, by=request.membership, **form.cleaned_data)
        messages.success(request, _("Settings saved."))
        return redirect("organization_settings", organization.slug)
    return render(request, "organizations/settings.html", {"form": form}, status=422 if form.errors else 200)
