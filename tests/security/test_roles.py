"""What is taken away is gone, also for a request that was on its way; and secrets stay with those they are for."""

import threading
from collections.abc import Callable

import pytest
from django.db import connections
from django.test import Client

from assessments.actions import invitations, members
from assessments.actions.members import RoleTooHigh
from assessments.models import Invitation, Membership
from integrations.actions.connections import connect
from integrations.models import AwsConnection
from tests.world import Tenant, World

Browser = Callable[..., Client]


def stale(tenant: Tenant, role: str) -> Membership:
    """The membership as the gate loaded it, before the person lost their role."""
    with tenant.open():
        return Membership.objects.get(id=tenant.members[role].id)


def test_an_admin_who_was_just_demoted_invites_nobody(world: World):
    admin, acme = stale(world.acme, "admin"), world.acme
    with acme.open():
        members.change_role(membership=acme.members["admin"], role="viewer", by=acme.owner)
    with acme.open(), pytest.raises(RoleTooHigh):
        invitations.send(email="backdoor@example.net", role="admin", language="en", by=admin)
    with acme.open(), pytest.raises(RoleTooHigh):
        members.change_role(membership=acme.members["viewer"], role="admin", by=admin)
    with acme.open(), pytest.raises(RoleTooHigh):
        members.end(membership=acme.members["lead"], by=admin)


def test_an_admin_who_was_just_removed_invites_nobody(world: World):
    admin, acme = stale(world.acme, "admin"), world.acme
    with acme.open():
        members.end(membership=acme.members["admin"], by=acme.owner)
    with acme.open(), pytest.raises(RoleTooHigh):
        invitations.send(email="backdoor@example.net", role="admin", language="en", by=admin)


def test_an_invitation_that_waits_behind_a_demotion_is_refused(committed_world: World, browser: Browser):
    """Both requests pass the gate as admin and owner; the demotion has the turn first."""
    acme, sent = committed_world.acme, {"email": "backdoor@example.net", "role": "admin", "language": "en"}
    admin = browser(acme, "admin")
    answers: list[int] = []

    def invite() -> None:
        answers.append(admin.post(f"/o/{acme.slug}/people/invite", sent).status_code)
        connections.close_all()

    late = threading.Thread(target=invite)
    with acme.open():
        members.change_role(membership=acme.members["admin"], role="viewer", by=acme.owner)
        late.start()
        late.join(1.0)
        assert late.is_alive(), "the invitation should wait for the turn"
    late.join(10)
    assert answers == [403]
    with acme.open():
        assert not Invitation.objects.filter(email=sent["email"]).exists()


@pytest.mark.parametrize("role", ["lead", "owner"])
def test_the_log_does_not_tell_external_ids(world: World, browser: Browser, role: str):
    with world.acme.open():
        made = connect(
            name="prod", role_arn="111122223333", regions=["us-east-1"], stage="PRODUCTION", by=world.acme.owner
        )
        external_id = str(AwsConnection.objects.get(id=made.id).external_id)
    log = browser(world.acme, role).get(f"/o/{world.acme.slug}/activity").content.decode()
    assert "prod" in log
    assert external_id not in log
