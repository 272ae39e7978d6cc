"""Share a lens of one's own with another organization: offer it, withdraw it; accept it there, decline it, leave it.

An offer is a link, handed over by people. Its token is derived from the server's secret and the share, never stored.
Whatever is wrong with a link, its bearer hears the same. What is accepted is a copy (docs/adr/0008).
"""

from dataclasses import dataclass
from datetime import UTC
from functools import partial
from urllib.parse import urljoin
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext_lazy as _

from assessments.access import Permission
from assessments.actions import audit, lens_deliveries, lenses, members, names
from assessments.errors import DomainError, NotFound
from assessments.models import Lens, LensShare, LensVersion, Membership, User
from assessments.queries import lens_shares as queries
from assessments.tenancy import scope


class NoShare(NotFound):
    """The link is wrong, used, withdrawn or too old, or not for that organization: never said which."""

    code = "no_share"


class NotShared(DomainError):
    """The lens cannot be offered: nothing of it is published, or it is offered often enough."""

    code = "not_shared"


@dataclass(frozen=True, slots=True)
class Link:
    """What a link says."""

    organization_id: UUID
    share_id: UUID
    token: str


@transaction.atomic
def offer(*, lens: Lens, label: str, by: Membership) -> LensShare:
    """Offer an own lens to whoever gets the link; ``label`` says for whom it is meant.

    Raises NameRefused, LensShared, NotShared; NotAllowed when the person's role was taken away meanwhile.
    """
    label = names.checked(label)
    lenses.ensure_own(lens)
    with scope.acting("lens_shares.offer"):
        members.one_at_a_time()
        members.require_may_still(Permission.LENSES, by)
        lens_deliveries.one_at_a_time(lens.pk)
        if not LensVersion.objects.filter(organization=by.organization, lens=lens, lens__deleted_at=None).exists():
            raise NotShared(_("Only a lens of your own with a published version can be shared."))
        if queries.standing().filter(lens=lens).count() >= settings.LENS_SHARES_MOST:
            message = _("A lens can be shared %(limit)d times, and this one is. Withdraw a share that is not needed.")
            raise NotShared(message % {"limit": settings.LENS_SHARES_MOST})
        return LensShare.objects.create(lens=lens, label=label, offered_by=by)


@transaction.atomic
def revoke(*, share: LensShare, by: Membership) -> LensShare:
    """Withdraw a share. An open link is dead at once; a copy stays, gets nothing new, and says so soon.

    Raises NotFound once it has ended.
    """
    with scope.acting("lens_shares.revoke"):
        lens_deliveries.one_at_a_time(share.lens_id)
        row = LensShare.objects.filter(pk=share.pk, declined_at=None, revoked_at=None, left_at=None).first()
        if row is None:
            raise NotFound(_("This share has ended already."))
        row.revoked_at = timezone.now()
        row.save(update_fields=["revoked_at"])
        if row.accepted_at is not None:
            lens_deliveries.announce_end(row, by)
        return row


def token_of(share: LensShare) -> str:
    """The secret end of a share's link."""
    facts = f"{share.organization_id}:{share.pk.hex}:{share.offered_at.astimezone(UTC).isoformat()}"
    return salted_hmac("assessments.lens_share", facts, algorithm="sha256").hexdigest()


def link(share: LensShare) -> str:
    """The address at which another organization answers the offer."""
    place = [share.organization_id, share.pk, token_of(share)]
    return urljoin(settings.PUBLIC_URL + "/", reverse("shared_lens", args=place))


def of_link(share_id: UUID, token: str) -> LensShare:
    """The open offer of the open organization that this link is for. Raises NoShare."""
    rows = LensShare.objects.select_related("organization", "offered_by__user")
    share = rows.filter(pk=share_id).first()
    if share is None or not constant_time_compare(token, token_of(share)) or share.state != "OFFERED":
        raise NoShare(_("This link does not work."))
    return share


@transaction.atomic
def accept(*, link: Link, recipient_id: UUID, by_user: User, request_id: str = "") -> Lens:
    """Take the lens into an organization of the person's, once: its copy there, with the newest version already.

    Opens first the owner's organization, then the person's. An older share of the same lens with the same organization
    ends by it, and a copy that was there lives on. Raises NoShare.
    """
    taker = _taker(recipient_id, link.organization_id, by_user)
    owner = partial(
        scope.organization, link.organization_id, actor_name=_from_outside(taker, by_user), request_id=request_id
    )
    with owner(), scope.acting("lens_shares.accept"):
        share = _open(link)
        older = queries.accepted().filter(lens=share.lens_id, recipient_id=taker.organization.id)
        now = timezone.now()
        for one in older:
            one.left_at = now
            one.save(update_fields=["left_at"])
        share.accepted_at, share.answered_by = now, str(by_user)
        share.recipient_id, share.recipient_name = taker.organization.id, taker.organization.name
        share.save(update_fields=["accepted_at", "answered_by", "recipient_id", "recipient_name"])
        lens_deliveries.announce(share.lens_id)
    with (
        scope.organization(taker.organization.id, actor_id=taker.pk, actor_name=str(by_user), request_id=request_id),
        scope.acting("lens_shares.accept"),
    ):
        copy = _copy(share)
    lens_deliveries.bring(share, owner, newest_only=True)
    return copy


@transaction.atomic
def decline(*, link: Link, recipient_id: UUID, by_user: User, request_id: str = "") -> None:
    """Refuse the lens for an organization of the person's; the link is used up. Raises NoShare."""
    taker = _taker(recipient_id, link.organization_id, by_user)
    outside = _from_outside(taker, by_user)
    with (
        scope.organization(link.organization_id, actor_name=outside, request_id=request_id),
        scope.acting("lens_shares.decline"),
    ):
        share = _open(link)
        share.declined_at, share.answered_by = timezone.now(), str(by_user)
        share.recipient_name = taker.organization.name
        share.save(update_fields=["declined_at", "answered_by", "recipient_name"])
    with scope.organization(taker.organization.id, actor_id=taker.pk, actor_name=str(by_user), request_id=request_id):
        audit.note("lens_shares.decline", facts={"shared_from": share.organization.name})


@transaction.atomic
def leave(*, lens: Lens, by: Membership) -> Lens:
    """End a shared lens on the recipient's side: it stays for its reviews, gets nothing new, and the owner is told.

    Raises NotFound for what is no copy, or left or withdrawn already.
    """
    with scope.acting("lens_shares.leave"):
        copies = Lens.objects.select_for_update().filter(unshared_at=None, share_id__isnull=False)
        copy: Lens | None = copies.filter(pk=lens.pk).first()
        if copy is None or copy.share_id is None:
            raise NotFound(_("This lens is no longer shared with your organization."))
        copy.unshared_at = timezone.now()
        copy.save(update_fields=["unshared_at"])
        lens_deliveries.announce_leaving(copy.share_id, by)
        return copy


def _open(link: Link) -> LensShare:
    """The open offer, with the turn on its lens."""
    # Looked at before waiting for a turn, so that a guess holds nobody up; and again, when it is ours.
    lens_deliveries.one_at_a_time(of_link(link.share_id, link.token).lens_id)
    return of_link(link.share_id, link.token)


def _taker(recipient_id: UUID, owner_id: UUID, user: User) -> Membership:
    """The person's membership in the organization that is to get the lens."""
    mine = queries.takers(user.pk, owner_id)
    taker = next((one for one in mine if one.organization_id == recipient_id), None)
    if taker is None:
        raise NoShare(_("This link does not work."))
    return taker


def _from_outside(taker: Membership, user: User) -> str:
    """Who acts, for the owner's log: no member of theirs."""
    return f"{user} ({taker.organization.name})"[:200]


def _copy(share: LensShare) -> Lens:
    """The recipient's lens for this share: the one there was before, or a new one."""
    copy, _new = Lens.objects.update_or_create(
        organization_id=scope.current_organization_id(),
        key=f"shared-{share.lens_id.hex}",
        defaults={
            "shared_from": share.organization.name,
            "source_organization_id": share.organization_id,
            "share_id": share.pk,
            "unshared_at": None,
        },
    )
    return copy
