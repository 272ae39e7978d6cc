"""Who calls the API and what the token lets them do.

A token of one organization never reaches another's rows: a stranger's id answers as a random one does.
"""

from typing import Any

from django.core.cache import caches
from django.utils.translation import gettext_lazy as _
from rest_framework.authentication import BaseAuthentication
from rest_framework.exceptions import AuthenticationFailed, NotAuthenticated
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.throttling import SimpleRateThrottle

from assessments.actions import tokens as issued
from assessments.models import ApiToken, User


class TokenAuthentication(BaseAuthentication):
    """``Authorization: Bearer lb_…``. The request's ``auth`` is the token, its user the person who made it."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        """What `resource.Resource` found; without it there is nobody."""
        token: ApiToken | None = getattr(request._request, "api_token", None)
        return (token.created_by.user, token) if token else None

    def authenticate_header(self, request: Request) -> str:
        """Makes a missing token a 401, not a 403."""
        return "Bearer"


class HasScope(BasePermission):
    """The view names one scope per method in ``scopes``; the token must carry it and its maker still be allowed."""

    def has_permission(self, request: Request, view: Any) -> bool:
        """Raises NotAuthenticated without a token, AuthenticationFailed with one that opens nothing."""
        if request.auth is None:
            if request.headers.get("Authorization"):
                raise AuthenticationFailed(_("This token opens nothing: it is mistyped, revoked or expired."))
            raise NotAuthenticated
        wanted: dict[str, str] = view.scopes
        method = "GET" if request.method in {"HEAD", "OPTIONS"} else str(request.method)
        return method in wanted and issued.permits(request.auth, wanted[method])


class TokenThrottle(SimpleRateThrottle):
    """So many requests a minute per token."""

    scope = "token"
    cache = caches["throttle"]

    def get_cache_key(self, request: Request, view: Any) -> str | None:
        """One bucket per token, under its organization."""
        return f"throttle:{request.auth.organization_id}:{request.auth.id}" if request.auth else None
