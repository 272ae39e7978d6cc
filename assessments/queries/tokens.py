"""Whose a token is, read from its text; and which tokens there are."""

import hashlib
import re
import secrets
from dataclasses import dataclass
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from assessments.models import ApiToken

_TEXT = re.compile(r"lb_([0-9a-f]{32})_([0-9a-f]{32})_([0-9a-f]{40})")


@dataclass(frozen=True, slots=True)
class TokenText:
    """A token as its bearer sends it. ``secret`` proves it; the ids only say where to look."""

    organization_id: UUID
    token_id: UUID
    secret: str


def parse(text: str) -> TokenText | None:
    """The parts of a token's text; None for anything that is not one."""
    match = _TEXT.fullmatch(text)
    return TokenText(UUID(match[1]), UUID(match[2]), match[3]) if match else None


def bearer(text: TokenText) -> ApiToken | None:
    """The live token with this secret in the open organization, its maker and their person loaded; or None.

    Dead are: revoked and expired ones, and those whose maker has left or may not sign in any more.
    """
    alive = ApiToken.objects.filter(
        Q(expires_at=None) | Q(expires_at__gt=timezone.now()),
        id=text.token_id,
        revoked_at=None,
        created_by__ended_at=None,
        created_by__user__is_active=True,
    )
    token = alive.select_related("created_by__user").first()
    return token if token is not None and secrets.compare_digest(token.digest, digest_of(text.secret)) else None


def digest_of(secret: str) -> str:
    """What is kept of a secret: its SHA-256, in hexadecimal."""
    return hashlib.sha256(secret.encode()).hexdigest()


def live() -> QuerySet[ApiToken]:
    """The open organization's tokens that still work, newest first, with their makers."""
    alive = ApiToken.objects.filter(Q(expires_at=None) | Q(expires_at__gt=timezone.now()), revoked_at=None)
    tokens: QuerySet[ApiToken] = alive.select_related("created_by__user").order_by("-created_at")
    return tokens


def ended(at_most: int = 20) -> list[ApiToken]:
    """The tokens that were revoked or expired last."""
    dead = ApiToken.objects.filter(Q(expires_at__lte=timezone.now()) | ~Q(revoked_at=None))
    return list(dead.select_related("created_by__user").order_by("-created_at")[:at_most])
