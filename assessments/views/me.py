"""What belongs to the person: name, language, clock and colours. No organization is open here."""

from typing import cast

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from assessments.actions import persons
from assessments.forms.people import BROWSER, LanguageForm, PersonForm
from assessments.models import User
from assessments.queries.organizations import of_person
from assessments.requests import THEMES

YEAR = 365 * 24 * 3600


@require_http_methods(["GET", "POST"])
@login_required
def my_settings(request: HttpRequest) -> HttpResponse:
    """The person's own settings, and the organizations they are in."""
    user = cast(User, request.user)
    initial = {"name": user.name, "language": user.language or BROWSER, "time_zone": user.time_zone}
    form = PersonForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        persons.change(user=user, **form.cleaned_data)
        with translation.override(user.language or translation.get_language()):
            messages.success(request, _("Settings saved."))
        return redirect("my_settings")
    context = {"form": form, "memberships": of_person(user.id)}
    return render(request, "me/settings.html", context, status=422 if form.errors else 200)


@require_POST
def set_language_for_me(request: HttpRequest) -> HttpResponse:
    """Speak another language: kept with the person, or in a cookie for who is signed out. Back to where they were."""
    response = HttpResponseRedirect(_back(request))
    form = LanguageForm(request.POST)
    if not form.is_valid():
        return response
    language = form.cleaned_data["language"]
    if request.user.is_authenticated:
        persons.speak(user=request.user, language=language)
    _remember(response, settings.LANGUAGE_COOKIE_NAME, language)
    return response


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Keep the colours for this device: eyes and screens differ more than accounts do."""
    response = HttpResponseRedirect(_back(request))
    theme = request.POST.get("theme", "")
    if theme in THEMES:
        _remember(response, "theme", theme)
    return response


def _back(request: HttpRequest) -> str:
    """Where the person came from, if that is one of our own pages."""
    place = request.POST.get("next", "")
    ours = url_has_allowed_host_and_scheme(place, {request.get_host()}, require_https=request.is_secure())
    return place if ours and place.startswith("/") else reverse("home")


def _remember(response: HttpResponse, name: str, value: str) -> None:
    # Not HttpOnly: both are read and written by the page's own script as well, and are no secret.
    response.set_cookie(name, value, max_age=YEAR, samesite="Lax", secure=not settings.LOCAL)
