"""Issue and revoke keys for programs.

A token's text is ``lb_<organization>_<token>_<secret>``: whose it is can be read from it without a lookup across
organizations. Only the SHA-256 of the secret is kept; 160 random bits need no slow hash.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from assessments.access import Permission, permissions_of
from assessments.actions import names
from assessments.errors import DomainError, NotAllowed
from assessments.models import ApiToken, Membership
from assessments.queries.tokens import digest_of
from assessments.tenancy import scope

#: The longest a token lives, in days.
LONGEST = 365


@dataclass(frozen=True, slots=True)
class Scope:
    """What a token of this scope may do, and what its maker must be allowed to do now and at every use."""

    label: str | Promise
    permission: Permission


SCOPES: Mapping[str, Scope] = {
    "workloads:read": Scope(_("Read workloads and reviews"), Permission.READ),
    "answers:read": Scope(_("Read answers and their history"), Permission.READ),
    "answers:write": Scope(_("Answer questions"), Permission.ANSWER),
    "milestones:read": Scope(_("Read milestones"), Permission.READ),
    "milestones:write": Scope(_("Take milestones"), Permission.MILESTONES),
    "portfolio:read": Scope(_("Read the portfolio"), Permission.READ),
}


class BadToken(DomainError):
    """The token asked for has no scope, an unknown one, or no proper end."""

    code = "bad_token"


@transaction.atomic
def issue(*, name: str, scopes: Sequence[str], days: int, by: Membership) -> tuple[ApiToken, str]:
    """A new token and its text, which nobody can read again.

    ``days`` is how long it lives, 1 to `LONGEST`. Raises NameRefused, BadToken, and NotAllowed for a scope beyond
    ``by``'s role.
    """
    with scope.acting("tokens.issue"):
        if not scopes or not SCOPES.keys() >= set(scopes) or not 1 <= days <= LONGEST:
            raise BadToken(_("Choose at least one thing it may do, and an end within a year."))
        if any(SCOPES[one].permission not in permissions_of(by.role) for one in scopes):
            raise NotAllowed(_("A token cannot do more than you. Choose less."))
        secret = secrets.token_hex(20)
        token = ApiToken.objects.create(
            name=names.checked(name),
            digest=digest_of(secret),
            scopes=[one for one in SCOPES if one in set(scopes)],
            created_by=by,
            expires_at=timezone.now() + timedelta(days=days),
        )
        return token, f"lb_{scope.current_organization_id().hex}_{token.id.hex}_{secret}"


@transaction.atomic
def revoke(*, token: ApiToken, by: Membership) -> ApiToken:
    """End a token at once. Revoking it again changes nothing."""
    with scope.acting("tokens.revoke"):
        locked: ApiToken = ApiToken.objects.select_for_update().get(id=token.id)
        if locked.revoked_at is None:
            locked.revoked_at = timezone.now()
            locked.save(update_fields=["revoked_at"])
        return locked


def permits(token: ApiToken, wanted: str) -> bool:
    """Whether the token carries this scope and its maker's role still allows it. Needs ``created_by`` loaded."""
    return wanted in token.scopes and SCOPES[wanted].permission in permissions_of(token.created_by.role)
