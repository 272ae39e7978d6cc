"""Which organizations a person belongs to: the one read that happens before any organization is open."""

from uuid import UUID

from assessments.models import Membership
from assessments.tenancy import scope
from assessments.tenancy.rows import TenantQuerySet


def of_person(person_id: UUID) -> list[Membership]:
    """The person's current memberships with their organizations, by name. One query."""
    with scope.person(person_id):
        rows: TenantQuerySet[Membership] = TenantQuerySet(Membership)
        mine = rows.filter(user_id=person_id, ended_at=None).select_related("organization")
        return list(mine.order_by("organization__name", "id"))
