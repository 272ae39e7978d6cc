"""What Django itself refuses or cannot do, on our own pages."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext_lazy as _


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A request that cannot be read."""
    return render(request, "errors/400.html", {"message": _("This request cannot be read.")}, status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Something the person may not do."""
    return render(request, "errors/403.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing here: the same page for a stranger's address as for none."""
    return render(request, "errors/404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """A fault of ours, or the database is away: these pages need neither database nor session."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return _alone(request, 503, {"Retry-After": "5"})
    return _alone(request, 500, {})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form from an older session: nothing was done, and going back keeps what was typed."""
    message = _("This form is from an older session; nothing was changed. Go back, reload the page and send it again.")
    return render(request, "errors/403.html", {"message": message, "expired": True}, status=403)


def _alone(request: HttpRequest, status: int, headers: dict[str, str]) -> HttpResponse:
    """A page made without asking who the person is: in the browser's language."""
    with translation.override(translation.get_language_from_request(request)):
        return HttpResponse(render_to_string(f"errors/{status}.html"), status=status, headers=headers)
