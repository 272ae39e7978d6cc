"""The front door: to sign in, to the one organization, or to the choice among several."""

from typing import cast

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from assessments.models import User
from assessments.queries import organizations


@require_safe
@login_required
def home(request: HttpRequest) -> HttpResponse:
    """Send the person on. Who came with an invitation and signed in first goes back to it."""
    if invitation := request.session.pop("join", None):
        return redirect(invitation)
    memberships = organizations.of_person(cast(User, request.user).id)
    if not memberships:
        return redirect("organization_new")
    if len(memberships) == 1:
        return redirect("portfolio", memberships[0].organization.slug)
    return render(request, "home/choose.html", {"memberships": memberships})
