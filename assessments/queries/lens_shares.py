"""With whom an organization's own lens is shared, and into which organizations a person may take one."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet
from django.db.models.functions import Now

from assessments.access import Permission, permissions_of
from assessments.models import AuditEvent, Lens, LensShare, Membership
from assessments.queries import organizations

#: What the acts that end a copy are called in its organization's log.
LEAVE, END = "lens_shares.leave", "lens_shares.end"
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


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a lens has gone: the organizations that have a copy, and the offers whose link works."""

    copies: int
    offers: int


def reach(lens_id: UUID) -> Reach:
    """What ends with a lens that is shared. One query."""
    taken = Count("id", filter=Q(accepted_at__isnull=False))
    counted = standing().filter(lens=lens_id).aggregate(all=Count("id"), copies=taken)
    return Reach(counted["copies"], counted["all"] - counted["copies"])


@dataclass(frozen=True, slots=True)
class End:
    """How a copy came to its end: when, whether its own organization ``left`` it, and who left it, if so."""

    at: datetime
    left: bool
    person: str


def end_of(copy: Lens) -> End | None:
    """How a copy came to its end, if it did; without a query as long as it did not, else one."""
    if copy.unshared_at is None:
        return None
    acts = AuditEvent.objects.filter(object_id=copy.pk, action__in=[LEAVE, END])
    last = acts.order_by("-sequence").values_list("action", "actor_name").first()
    action, actor = last or (END, "")
    return End(copy.unshared_at, action == LEAVE, actor)


def takers(person_id: UUID, owner_id: UUID) -> list[Membership]:
    """The memberships of a person, with their organizations, that may take in a lens of ``owner_id``'s. One query."""
    return [one for one in others(person_id, owner_id) if Permission.LENSES in permissions_of(one.role)]


def others(person_id: UUID, owner_id: UUID) -> list[Membership]:
    """The memberships of a person, with their organizations, elsewhere than with the owner of a lens. One query."""
    return [one for one in organizations.of_person(person_id) if one.organization_id != owner_id]


def _standing() -> Q:
    return Q(declined_at=None, revoked_at=None, left_at=None) & (Q(accepted_at__isnull=False) | Q(expires_at__gt=Now()))
