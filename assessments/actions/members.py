"""Change what a member may do, and end a membership.

All changes of who is in an organization take turns (`one_at_a_time`), so that two owners who remove each other at
the same moment cannot leave it without one.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from assessments.access import Permission, RoleName, permissions_of, roles_below
from assessments.actions import lens_deliveries, locks
from assessments.actions.tokens import SCOPES
from assessments.errors import DomainError, NotAllowed, NotFound
from assessments.models import ApiToken, Invitation, Membership
from assessments.queries import lens_shares, people
from assessments.tenancy import scope


class LastOwner(DomainError):
    """An organization cannot be left without an owner."""

    code = "last_owner"
    status = 409


class RoleTooHigh(NotAllowed):
    """A person can give, change and take away only roles that can do no more than their own."""

    code = "role_too_high"


@transaction.atomic
def change_role(*, membership: Membership, role: str, by: Membership) -> Membership:
    """Give a member another role.

    Tokens, open invitations and open offers of lenses that go beyond the new role are revoked with it. Raises
    RoleTooHigh when the old or the new role can do more than ``by``'s, LastOwner for the only owner, NotFound for who
    has left.
    """
    with scope.acting("members.change_role"):
        one_at_a_time()
        member = _current(membership)
        require_may_give(member.role, by)
        require_may_give(role, by)
        if role != RoleName.OWNER:
            _require_another_owner(member)
        member.role = role
        member.save(update_fields=["role"])
        _revoke_beyond(member)
        return member


@transaction.atomic
def end(*, membership: Membership, by: Membership) -> Membership:
    """End a membership: the person is a stranger from their next request on, and so are their tokens.

    Their open invitations and offers of lenses die too: an address or an organization of their own could be at the
    other end. What they did stays theirs.
    Raises as `change_role` does; members may always end their own membership.
    """
    with scope.acting("members.end"):
        one_at_a_time()
        member = _current(membership)
        if member.id != by.id:
            require_may_give(member.role, by)
        _require_another_owner(member)
        now = timezone.now()
        member.ended_at = now
        member.save(update_fields=["ended_at"])
        for token in ApiToken.objects.filter(created_by=member, revoked_at=None):
            token.revoked_at = now
            token.save(update_fields=["revoked_at"])
        for invitation in _open_invitations(member):
            invitation.revoked_at = now
            invitation.save(update_fields=["revoked_at"])
        _withdraw_offers(member)
        return member


def one_at_a_time() -> None:
    """Wait for whoever changes the members of the open organization right now; hold the turn until commit."""
    locks.wait_for(f"members {scope.current_organization_id()}")


def require_may_give(role: str, by: Membership) -> None:
    """Raises RoleTooHigh unless the role can do no more than ``by``'s own; so for a role that does not exist.

    Ask when it is one's turn (`one_at_a_time`): what ``by`` may do is read again, since whoever had the turn before
    may have taken it away, and what is handed out afterwards nobody would take back.
    """
    giver = people.current().filter(id=by.id).first()
    if giver is None or role not in {candidate.name for candidate in roles_below(giver.role)}:
        raise RoleTooHigh(_("This role can do more than yours. Ask an owner of the organization."))


def require_may_still(permission: Permission, by: Membership) -> None:
    """Raises NotAllowed unless the person may do this by now. Ask when it is one's turn, as with `require_may_give`."""
    now = people.current().filter(id=by.id).first()
    if now is None or permission not in permissions_of(now.role):
        raise NotAllowed(_("Your role does not allow this. Ask an admin of the organization."))


def _current(membership: Membership) -> Membership:
    """The row as it is now that it is our turn."""
    member: Membership | None = people.current().filter(id=membership.id).first()
    if member is None:
        raise NotFound(_("This person is no longer a member."))
    return member


def _require_another_owner(member: Membership) -> None:
    if member.role != RoleName.OWNER:
        return
    others = Membership.objects.filter(role=RoleName.OWNER.value, ended_at=None).exclude(id=member.id)
    if not others.exists():
        raise LastOwner(_("This is the only owner. Make someone else an owner first."))


def _open_invitations(member: Membership) -> list[Invitation]:
    return list(people.open_invitations().filter(invited_by=member))


def _withdraw_offers(member: Membership) -> None:
    """Withdraw the lenses that the member offered and nobody has accepted yet."""
    theirs = lens_shares.open_offers().filter(offered_by=member)
    for lens_id in theirs.order_by("lens_id").values_list("lens_id", flat=True).distinct():
        lens_deliveries.one_at_a_time(lens_id)
    # Looked at when every turn is ours: one may have been accepted while we waited.
    for offer in theirs.all():
        offer.revoked_at = timezone.now()
        offer.save(update_fields=["revoked_at"])


def _revoke_beyond(member: Membership) -> None:
    """Take back what the member handed out and could not hand out any more."""
    now = timezone.now()
    for invitation in _open_invitations(member):
        if invitation.role not in {role.name for role in roles_below(member.role)}:
            invitation.revoked_at = now
            invitation.save(update_fields=["revoked_at"])
    allowed = {name for name, facts in SCOPES.items() if facts.permission in permissions_of(member.role)}
    for token in ApiToken.objects.filter(created_by=member, revoked_at=None):
        if not allowed.issuperset(token.scopes):
            token.revoked_at = now
            token.save(update_fields=["revoked_at"])
    if Permission.LENSES not in permissions_of(member.role):
        _withdraw_offers(member)
