"""Found an organization, and change what it is called."""

import uuid
from uuid import UUID

from django.db import IntegrityError, transaction

from assessments.access import RoleName
from assessments.actions import names
from assessments.models import Membership, Organization, User
from assessments.models.people import new_slug
from assessments.tenancy import scope

#: How often a new random slug is drawn before the database's refusal is passed on: one clash in a million is normal.
TRIES = 4


@transaction.atomic
def found(*, name: str, by_user: User, language: str, request_id: str = "") -> Membership:
    """A new organization; returns the owner's membership, with ``.organization`` and ``.user`` filled.

    It opens the new organization itself, so no other may be open. The founder is the actor of its first audit rows.
    Raises NameRefused.
    """
    organization_id, owner_id = uuid.uuid4(), uuid.uuid4()
    with (
        scope.organization(organization_id, actor_id=owner_id, actor_name=str(by_user), request_id=request_id),
        scope.acting("organizations.found"),
    ):
        organization = _created(organization_id, names.checked(name), language)
        owner = Membership(id=owner_id, organization=organization, user=by_user, role=RoleName.OWNER.value)
        owner.save(force_insert=True)
        return owner


@transaction.atomic
def change(*, organization: Organization, name: str, language: str, by: Membership) -> Organization:
    """Rename the organization, or choose the language of its new invitations and reports. Its address stays.

    Raises NameRefused.
    """
    with scope.acting("organizations.change"):
        organization.name, organization.language = names.checked(name), language
        organization.save(update_fields=["name", "language"])
        return organization


def _created(organization_id: UUID, name: str, language: str) -> Organization:
    for left in reversed(range(TRIES)):
        try:
            with transaction.atomic():
                return Organization.objects.create(
                    id=organization_id, name=name, slug=new_slug(name), language=language
                )
        except IntegrityError as error:
            if not left or "slug" not in str(error):
                raise
    raise AssertionError("unreachable")
