"""With whom an organization's own lens is shared, and into which organizations a person may take one."""

from uuid import UUID

from django.db.models import Q, QuerySet
from django.db.models.functions import Now

from assessments.access import Permission, permissions_of
from assessments.models import Lens, LensShare, Membership
from assessments.queries import organizations

#: How many shares that ended are shown, the newest first.
ENDED = 20


def accepted() -> QuerySet[LensShare]:
    """The shares by which an organization has a copy now, with the owner's organization."""
    rows: QuerySet[LensShare] = LensShare.objects.filter(accepted_at__isnull=False, revoked_at=None, left_at=None)
    return rows.select_related("organization")


def standing() -> QuerySet[LensShare]:
    """The shares that were accepted, and the offers whose link works."""
    return LensShare.objects.filter(_standing())


def open_offers() -> QuerySet[LensShare]:
    """The offers whose link works."""
    return standing().filter(accepted_at=None)


def of_lens(lens: Lens) -> tuple[list[LensShare], list[LensShare]]:
    """The shares of a lens that stand, and those that came to an end last, newest first. Two queries."""
    rows = LensShare.objects.filter(lens=lens).select_related("offered_by__user").order_by("-offered_at", "id")
    return list(rows.filter(_standing())), list(rows.exclude(_standing())[:ENDED])


def takers(person_id: UUID, owner_id: UUID) -> list[Membership]:
    """The memberships of a person, with their organizations, that may take in a lens of ``owner_id``'s. One query."""
    mine = organizations.of_person(person_id)
    return [one for one in mine if one.organization_id != owner_id and Permission.LENSES in permissions_of(one.role)]


def _standing() -> Q:
    return Q(declined_at=None, revoked_at=None, left_at=None) & (Q(accepted_at__isnull=False) | Q(expires_at__gt=Now()))
