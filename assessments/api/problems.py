"""Errors as RFC 9457 problem details, in the caller's language."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.utils.translation import gettext as _
from rest_framework import exceptions, serializers, status
from rest_framework.response import Response
from rest_framework.views import set_rollback

from assessments.errors import DomainError


class Problem(serializers.Serializer[Any]):
    """A problem (RFC 9457): a stable ``type``, a title, and a sentence that says what to do."""

    type = serializers.CharField()
    title = serializers.CharField()
    status = serializers.IntegerField()
    detail = serializers.CharField()
    errors = serializers.DictField(child=serializers.ListField(child=serializers.CharField()), required=False)
    current = serializers.DictField(required=False)


class PreconditionMissing(exceptions.APIException):
    """A change did not say which version it changes."""

    status_code = status.HTTP_428_PRECONDITION_REQUIRED
    default_code = "precondition_required"


class PreconditionFailed(exceptions.APIException):
    """A change was made to an older version. ``current`` is what is there now."""

    status_code = status.HTTP_412_PRECONDITION_FAILED
    default_code = "precondition_failed"

    def __init__(self, detail: object, current: object = None) -> None:
        super().__init__(str(detail))
        self.current = current


def answer(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: what the caller did wrong as a problem; everything else stays a 500."""
    if isinstance(error, DomainError):
        set_rollback()
        return _problem(error.status, error.code, str(error.message), **_known(error.details))
    if isinstance(error, Http404):
        error = exceptions.NotFound()
    if isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    if not isinstance(error, exceptions.APIException):
        return None
    set_rollback()
    more = {"current": error.current} if isinstance(error, PreconditionFailed) else {}
    if isinstance(error, exceptions.ValidationError):
        more["errors"] = error.detail if isinstance(error.detail, dict) else {"body": error.detail}
    response = _problem(error.status_code, _code(error), _detail(error), **more)
    if isinstance(error, exceptions.Throttled) and error.wait:
        response["Retry-After"] = str(int(error.wait) + 1)
    if error.status_code == status.HTTP_401_UNAUTHORIZED:
        response["WWW-Authenticate"] = "Bearer"
    return response


def _problem(code: int, kind: str, detail: str, **more: Any) -> Response:
    body = {"type": f"urn:lensboard:{kind}", "title": kind.replace("_", " "), "status": code, "detail": detail} | more
    return Response(body, status=code, content_type="application/problem+json")


def _known(details: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in details.items() if name in {"current", "collisions", "field"}}


def _code(error: exceptions.APIException) -> str:
    codes = error.get_codes()
    return codes if isinstance(codes, str) else "invalid"


def _detail(error: exceptions.APIException) -> str:
    return error.detail if isinstance(error.detail, str) else _("Some fields are not right: see “errors”.")
