"""Who is in the open organization, who is invited, and what of it one member may change."""

from dataclasses import dataclass
from uuid import UUID

from allauth.account.models import EmailAddress
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet
from django.db.models.functions import Now

from assessments.access import roles_below
from assessments.models import ApiToken, Invitation, Membership, User
from assessments.queries import lens_shares
from assessments.tenancy import scope
from assessments.tenancy.rows import TenantQuerySet


@dataclass(frozen=True, slots=True)
class Member:
    """A row of the list of people, as one reader sees it."""

    membership: Membership
    is_me: bool
    may_change: bool


@dataclass(frozen=True, slots=True)
class Consequences:
    """What ends together with a membership."""

    tokens: int
    invitations: int
    offers: int


def members(reader: Membership) -> list[Member]:
    """The current members by name. ``may_change``: whether the reader's role could give theirs. One query."""
    below = {role.name for role in roles_below(reader.role)}
    rows = current().order_by("user__name", "id")
    return [Member(row, is_me=row.id == reader.id, may_change=row.role in below) for row in rows]


def current() -> QuerySet[Membership]:
    """The memberships that have not ended, with their people."""
    rows: QuerySet[Membership] = Membership.objects.filter(ended_at=None).select_related("user")
    return rows


def open_invitations() -> QuerySet[Invitation]:
    """The invitations neither used nor withdrawn, newest first, with who sent them; ``expired`` ones are among them."""
    rows: QuerySet[Invitation] = Invitation.objects.filter(accepted_at=None, revoked_at=None)
    rows = rows.annotate(expired=ExpressionWrapper(Q(expires_at__lte=Now()), BooleanField()))
    return rows.select_related("invited_by__user").order_by("-created_at")


def consequences(member: Membership) -> Consequences:
    """What would end with this membership."""
    return Consequences(
        tokens=ApiToken.objects.filter(created_by=member, revoked_at=None).count(),
        invitations=open_invitations().filter(invited_by=member).count(),
        offers=lens_shares.open_offers().filter(offered_by=member).count(),
    )


def membership_of(person_id: UUID, organization_id: UUID) -> Membership | None:
    """The person's membership there, ended or not. Needs no open organization: people may see their own."""
    with scope.person(person_id):
        return TenantQuerySet(Membership).filter(user_id=person_id, organization_id=organization_id).first()


def addresses(user: User) -> set[str]:
    """The addresses that are this person's, in lower case: the one they sign in with, and those they verified."""
    verified = EmailAddress.objects.filter(user=user, verified=True).values_list("email", flat=True)
    return {user.email.lower(), *(address.lower() for address in verified)}
