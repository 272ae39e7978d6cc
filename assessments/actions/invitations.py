"""Invite an address, send the mail, and let the person in.

The link's token is derived from the server's secret and the invitation, never stored: neither a copy of the database
nor an administrator has it, only the mailbox. Whatever is wrong with a link, its bearer hears the same.
"""

import uuid
from datetime import UTC, timedelta
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.db import transaction
from django.db.models.functions import Now
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from assessments.access import ROLES, RoleName
from assessments.actions import jobs, members
from assessments.errors import DomainError, NotFound
from assessments.models import Invitation, Job, Membership, User
from assessments.models.people import in_seven_days
from assessments.queries import people
from assessments.tenancy import scope

SEND = "send_invitation"
#: Mails an organization may have us send in a day: enough for a large team, too few to be worth abusing.
MAILS_PER_DAY = 200


class NoInvitation(NotFound):
    """The link is wrong, used, withdrawn or too old, or was sent to another address: never said which."""

    code = "no_invitation"


class AlreadyMember(DomainError):
    """The address is that of a member, whom the inviter sees in the list anyway."""

    code = "already_member"
    status = 409


class TooManyMails(DomainError):
    """The organization had its share of mails for today."""

    code = "too_many_mails"
    status = 429


@transaction.atomic
def send(*, email: str, role: str, language: str, by: Membership) -> Invitation:
    """Offer a role to an address and mail it the link, in ``language``.

    An open invitation of the same address is replaced, and its link dies. Nothing depends on whether the address is
    known to this installation. Raises RoleTooHigh, AlreadyMember, TooManyMails.
    """
    with scope.acting("invitations.send"):
        members.one_at_a_time()
        members.require_may_give(role, by)
        if people.current().filter(user__email__iexact=email).exists():
            raise AlreadyMember(_("This person is a member already."))
        for old in people.open_invitations().filter(email__iexact=email):
            _withdraw(old)
        invitation = Invitation(email=email.lower(), role=role, language=language, invited_by=by)
        invitation.save(force_insert=True)
        _enqueue(invitation, by)
        return invitation


@transaction.atomic
def resend(*, invitation: Invitation, by: Membership) -> Invitation:
    """Mail the same link again; it works for seven more days. Raises NotFound, RoleTooHigh, TooManyMails."""
    with scope.acting("invitations.resend"):
        members.one_at_a_time()
        again = _open(invitation)
        members.require_may_give(again.role, by)
        again.expires_at = in_seven_days()
        again.save(update_fields=["expires_at"])
        _enqueue(again, by)
        return again


@transaction.atomic
def revoke(*, invitation: Invitation, by: Membership) -> Invitation:
    """Withdraw an invitation: its link is dead at once. Raises NotFound once it was used or withdrawn."""
    with scope.acting("invitations.revoke"):
        members.one_at_a_time()
        return _withdraw(_open(invitation))


def token_of(invitation: Invitation) -> str:
    """The secret end of an invitation's link."""
    made = invitation.created_at.astimezone(UTC).isoformat()
    facts = f"{invitation.id.hex}:{invitation.email}:{made}"
    return salted_hmac("assessments.invitation", facts, algorithm="sha256").hexdigest()


def link(invitation: Invitation) -> str:
    """The address that lets the invited person in."""
    place = [invitation.organization_id, invitation.id, token_of(invitation)]
    return urljoin(settings.PUBLIC_URL + "/", reverse("join", args=place))


def of_link(*, invitation_id: UUID, token: str) -> Invitation:
    """The living invitation of the open organization that this link is for. Raises NoInvitation."""
    rows = Invitation.objects.select_related("organization", "invited_by__user")
    return _living(rows.filter(id=invitation_id).first(), token)


def meets(invitation: Invitation, user: User) -> bool:
    """Whether the invitation was sent to this person: to the address they sign in with, or one they have verified."""
    return invitation.email.lower() in people.addresses(user)


def accept(
    *, organization_id: UUID, invitation_id: UUID, token: str, by_user: User, request_id: str = ""
) -> Membership:
    """Let the signed-in person in, once. Opens the organization itself; they are the actor.

    Who was a member before comes back to the same membership, with the role offered now; who is one keeps
    their role. The membership has its ``.organization`` filled. Raises NoInvitation.
    """
    former = people.membership_of(by_user.id, organization_id)
    mine = former.id if former else uuid.uuid4()
    with (
        scope.organization(organization_id, actor_id=mine, actor_name=str(by_user), request_id=request_id),
        scope.acting("invitations.accept"),
    ):
        # Looked at before waiting for a turn, so that a guess holds nobody up; and again, when it is ours.
        of_link(invitation_id=invitation_id, token=token)
        members.one_at_a_time()
        invitation = of_link(invitation_id=invitation_id, token=token)
        if not meets(invitation, by_user):
            raise NoInvitation(_("This invitation does not work."))
        invitation.accepted_at = timezone.now()
        invitation.save(update_fields=["accepted_at"])
        member = _joined(mine, by_user, invitation.role)
        member.organization = invitation.organization
        return member


@jobs.handles(SEND)
def deliver(claim: jobs.Claim) -> None:
    """Mail the invitation that the job is about, unless it was used, withdrawn or expired meanwhile.

    A mail server that fails is tried again later; a mail can then come twice, with the same link.
    """
    with claim.organization():
        open_now = people.open_invitations().filter(id=claim.subject_id, expires_at__gt=timezone.now())
        invitation = open_now.select_related("organization", "invited_by__user").first()
        mail = None if invitation is None else _mail(invitation)
    if mail is not None:
        mail.send()


def _mail(invitation: Invitation) -> EmailMultiAlternatives:
    facts = {
        "role": ROLES[RoleName(invitation.role)].label,
        "organization": invitation.organization,
        "inviter": invitation.invited_by.user,
        "link": link(invitation),
        "language": invitation.language,
    }
    with translation.override(invitation.language):
        subject = " ".join(render_to_string("mail/invitation_subject.txt", facts).split())
        mail = EmailMultiAlternatives(subject, render_to_string("mail/invitation.txt", facts), to=[invitation.email])
        mail.attach_alternative(render_to_string("mail/invitation.html", facts), "text/html")
    return mail


def _open(invitation: Invitation) -> Invitation:
    row: Invitation | None = people.open_invitations().filter(id=invitation.id).first()
    if row is None:
        raise NotFound(_("This invitation is no longer open."))
    return row


def _withdraw(invitation: Invitation) -> Invitation:
    invitation.revoked_at = timezone.now()
    invitation.save(update_fields=["revoked_at"])
    return invitation


def _living(invitation: Invitation | None, token: str) -> Invitation:
    if (
        invitation is None
        or not constant_time_compare(token, token_of(invitation))
        or invitation.accepted_at is not None
        or invitation.revoked_at is not None
        or invitation.expires_at <= timezone.now()
    ):
        raise NoInvitation(_("This invitation does not work."))
    return invitation


def _joined(membership_id: UUID, user: User, role: str) -> Membership:
    member: Membership | None = Membership.objects.filter(user=user).first()
    if member is None:
        member = Membership(id=membership_id, user=user, role=role)
        member.save(force_insert=True)
    if member.ended_at is not None:
        member.role, member.ended_at, member.joined_at = role, None, Now()
        member.save(update_fields=["role", "ended_at", "joined_at"])
    return member


def _enqueue(invitation: Invitation, by: Membership) -> None:
    yesterday = timezone.now() - timedelta(days=1)
    if Job.objects.filter(kind=SEND, created_at__gt=yesterday).count() >= MAILS_PER_DAY:
        raise TooManyMails(_("Your organization has sent many invitations today. Go on tomorrow."))
    jobs.enqueue(kind=SEND, subject_id=invitation.id, by=by, dedupe=str(invitation.id))
