"""What every request gets: an id, a language and a clock, the page's context, and an answer to a DomainError."""

import uuid
import zoneinfo
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext_lazy as _

from assessments.errors import DomainError

GetResponse = Callable[[HttpRequest], HttpResponse]

THEMES = ("system", "light", "dark", "contrast")


class RequestMiddleware:
    """Give the request an id, and keep answers out of every shared cache."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.request_id = uuid.uuid4().hex  # type: ignore[attr-defined]
        response = self.get_response(request)
        response.headers["X-Request-Id"] = request.request_id  # type: ignore[attr-defined]
        if not response.has_header("Cache-Control"):
            response.headers["Cache-Control"] = "no-store, private"
        patch_vary_headers(response, ("Cookie", "HX-Request"))
        return response


class BodyTooLarge(DomainError):
    """More was sent than this address takes; nothing of it was read."""

    code = "body_too_large"
    status = 413


class BodyLimitMiddleware:
    """Refuse by its length what an address does not take, before Django reads it.

    Django bounds the fields of a form but not its files, and the check of the form's token reads all of them, for
    everyone: without this a stranger could fill the disk through the sign-in page. Stands before CsrfViewMiddleware.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> HttpResponse | None:
        """Only who is signed in uploads, and only where the gate lets a view take files, once it has let them in."""
        length = int(request.META.get("CONTENT_LENGTH") or 0)
        most: int = settings.DATA_UPLOAD_MAX_MEMORY_SIZE
        if length <= most or (length <= getattr(view, "takes_bytes", most) and request.user.is_authenticated):
            return None
        message = _("This is more than can be sent at once. Send less, or in several steps.")
        return answer(request, BodyTooLarge(message))


class LanguageMiddleware:
    """Speak the person's language, else the one chosen on this device, else the browser's; in their time zone."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        user = request.user
        language = user.language if user.is_authenticated else ""
        language = language or translation.get_language_from_request(request)
        with translation.override(language), timezone.override(_zone(user)):
            request.LANGUAGE_CODE = language  # type: ignore[attr-defined]
            response = self.get_response(request)
        response.headers.setdefault("Content-Language", language)
        return response


def _zone(user: Any) -> zoneinfo.ZoneInfo:
    name = user.time_zone if user.is_authenticated else settings.DEFAULT_TIME_ZONE
    try:
        return zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError):
        return zoneinfo.ZoneInfo(settings.DEFAULT_TIME_ZONE)


class DomainErrorMiddleware:
    """Answer a DomainError with its sentence: a page, a fragment for htmx, or JSON for our own scripts."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Only what is meant for people; everything else goes on to the log and the 500 page."""
        return answer(request, error) if isinstance(error, DomainError) else None


def answer(request: HttpRequest, error: DomainError) -> HttpResponse:
    """The answer of a web page to a DomainError."""
    if request.headers.get("Accept", "").startswith("application/json"):
        body = {"code": error.code, "message": str(error.message), **error.details}
        return JsonResponse(body, status=error.status)
    fragment = "errors/notice.html" if request.headers.get("HX-Request") else f"errors/{page_of(error.status)}.html"
    return render(request, fragment, {"error": error, "message": error.message}, status=error.status)


def page_of(status: int) -> int:
    """The error page there is for a status: its own, or the general one for what a person asked wrongly."""
    return status if status in {403, 404, 409, 429, 503} else 400


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every template may use. Inside an organization the gate has put its own facts on the request."""
    user = getattr(request, "user", None)
    theme = request.COOKIES.get("theme", "system")
    return {
        "person": user if user is not None and user.is_authenticated else None,
        "organization": getattr(request, "organization", None),
        "organizations": getattr(request, "organizations", []),
        "membership": getattr(request, "membership", None),
        "can": getattr(request, "can", frozenset()),
        "theme": theme if theme in THEMES else "system",
    }
