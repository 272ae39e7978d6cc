"""The API's door: a bearer token says whose it is, opens that organization, and carries what it may do."""

from datetime import timedelta
from typing import Any, ClassVar

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils import timezone
from rest_framework.response import Response
from rest_framework.views import APIView

from assessments.models import ApiToken
from assessments.queries import tokens
from assessments.tenancy import scope

USED_EVERY = timedelta(minutes=1)


class Resource(APIView):
    """A view of the API: it runs, and renders, inside the organization of its token, in one transaction.

    ``scopes`` maps each method it answers to the scope that it needs (a guard asks every view for it).
    """

    scopes: ClassVar[dict[str, str]] = {}

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """Open the token's organization around everything DRF does."""
        text = tokens.parse(request.headers.get("Authorization", "").removeprefix("Bearer "))
        if text is None:
            return super().dispatch(request, *args, **kwargs)
        with scope.organization(text.organization_id, request_id=getattr(request, "request_id", "")):
            token = tokens.bearer(text)
            if token is not None:
                scope.identify(actor_id=token.created_by_id, actor_name=f"{token.created_by.user} ({token.name})")
                request.api_token = token  # type: ignore[attr-defined]
                _used(token)
            response = super().dispatch(request, *args, **kwargs)
            return response.render() if isinstance(response, Response) else response


def _used(token: ApiToken) -> None:
    """Note that the token is used, at most once a minute: a list of tokens needs no more."""
    now = timezone.now()
    if token.last_used_at is None or now - token.last_used_at > USED_EVERY:
        ApiToken.objects.filter(pk=token.pk).update(last_used_at=now)
