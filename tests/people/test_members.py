"""Roles and the end of a membership: an owner always remains, and what a member handed out ends with it."""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import Client

from assessments.actions import invitations, members, tokens
from assessments.actions.members import LastOwner, RoleTooHigh
from assessments.errors import NotFound
from assessments.models import ApiToken, Membership, User
from assessments.queries import people
from assessments.queries import tokens as token_queries
from tests.conftest import Database
from tests.world import Tenant, World, signed_in


def role_path(tenant: Tenant, role: str) -> str:
    return f"/o/{tenant.slug}/people/{tenant.members[role].id}/role"


def end_path(tenant: Tenant, role: str) -> str:
    return f"/o/{tenant.slug}/people/{tenant.members[role].id}/end"


def test_the_last_owner_stays(world: World):
    acme = world.acme
    with acme.open():
        with pytest.raises(LastOwner):
            members.change_role(membership=acme.owner, role="admin", by=acme.owner)
        with pytest.raises(LastOwner):
            members.end(membership=acme.owner, by=acme.owner)
    client = signed_in(acme.user())
    for answer in (client.post(role_path(acme, "owner"), {"role": "viewer"}), client.post(end_path(acme, "owner"))):
        assert answer.status_code == 409
        assert b"only owner" in answer.content
    with acme.open():
        assert people.current().get(id=acme.owner.id).role == "owner"


def test_a_second_owner_lets_the_first_go(world: World):
    acme = world.acme
    with acme.open():
        members.change_role(membership=acme.members["admin"], role="owner", by=acme.owner)
    client = signed_in(acme.user())
    answer = client.post(end_path(acme, "owner"))
    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert client.get("/o/acme-test/people").status_code == 404


def test_two_owners_who_remove_each_other_at_once_leave_one(committed_world: World):
    acme = committed_world.acme
    with acme.open():
        second = members.change_role(membership=acme.members["admin"], role="owner", by=acme.owner)
    barrier, outcomes = threading.Barrier(2), []

    def demote(by: Membership, whom: Membership) -> None:
        barrier.wait()
        try:
            with acme.open():
                members.change_role(membership=whom, role="viewer", by=by)
            outcomes.append("done")
        except (LastOwner, RoleTooHigh) as error:
            outcomes.append(type(error).__name__)
        finally:
            connection.close()

    threads = [threading.Thread(target=demote, args=pair) for pair in ((acme.owner, second), (second, acme.owner))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["RoleTooHigh", "done"]
    with acme.open():
        assert people.current().filter(role="owner").count() == 1


def test_nobody_gives_or_takes_more_than_their_own_role(world: World):
    acme = world.acme
    admin = signed_in(acme.user("admin"))
    assert admin.post(role_path(acme, "viewer"), {"role": "owner"}).status_code == 403
    assert admin.post(role_path(acme, "admin"), {"role": "owner"}).status_code == 403
    assert admin.post(role_path(acme, "owner"), {"role": "viewer"}).status_code == 403
    assert admin.post(end_path(acme, "owner")).status_code == 403
    assert admin.post(role_path(acme, "viewer"), {"role": "emperor"}).status_code == 403
    assert admin.post(role_path(acme, "viewer")).status_code == 403
    assert admin.post(role_path(acme, "viewer"), {"role": "admin"}).status_code == 302
    with acme.open():
        roles = dict(people.current().values_list("user__email", "role"))
    assert roles["viewer@acme.example"] == "admin"
    assert roles["owner@acme.example"] == "owner"


@pytest.mark.parametrize("role", ["lead", "contributor", "viewer"])
def test_who_does_not_manage_people_changes_nobody(world: World, role: str):
    client = signed_in(world.acme.user(role))
    assert client.post(role_path(world.acme, role), {"role": "admin"}).status_code == 403
    assert client.post(end_path(world.acme, "viewer")).status_code == 403
    page = client.get("/o/acme-test/people")
    assert page.status_code == 200
    assert b"owner@acme.example" not in page.content, "addresses are for those who manage people"


def test_a_role_in_one_organization_says_nothing_in_another(world: World):
    both = world.acme.user()
    with world.globex.open():
        Membership.objects.create(user=both, role="viewer")
    client = signed_in(both)
    assert client.post(role_path(world.globex, "viewer"), {"role": "admin"}).status_code == 403
    mixed = role_path(world.globex, "viewer").replace(world.globex.slug, world.acme.slug)
    assert client.post(mixed, {"role": "admin"}).status_code == 404
    with world.globex.open():
        assert people.current().get(id=world.globex.members["viewer"].id).role == "viewer"


def test_ending_a_membership_ends_all_that_came_with_it(world: World):
    acme, admin = world.acme, world.acme.members["admin"]
    with acme.open("admin"):
        _token, text = tokens.issue(name="export", scopes=["workloads:read"], days=30, by=admin)
        back_door = invitations.send(email="admin@home.example", role="admin", language="en", by=admin)
    client = signed_in(acme.user("admin"))
    assert client.get("/o/acme-test/people").status_code == 200
    owner = signed_in(acme.user())
    page = owner.get(end_path(acme, "admin"))
    assert b"1 API token" in page.content
    assert b"1 open invitation" in page.content
    assert owner.post(end_path(acme, "admin")).status_code == 302

    assert client.get("/o/acme-test/people").status_code == 404
    with acme.open():
        assert token_queries.bearer(token_queries.parse(text)) is None
        assert ApiToken.objects.get(name="export").revoked_at is not None
        assert not people.open_invitations().filter(id=back_door.id).exists()
        gone = Membership.objects.get(id=admin.id)
        assert gone.ended_at is not None
        assert gone.role == "admin", "history keeps what they were"
    assert owner.post(end_path(acme, "admin")).status_code == 404, "it ends once"


def test_the_api_refuses_who_was_expelled_at_the_next_request(world: World):
    acme, admin = world.acme, world.acme.members["admin"]
    with acme.open("admin"):
        _token, text = tokens.issue(name="export", scopes=["workloads:read"], days=30, by=admin)
    headers = {"Authorization": f"Bearer {text}"}
    assert Client().get("/api/v1/workloads", headers=headers).status_code == 200
    with acme.open():
        members.end(membership=admin, by=acme.owner)
    assert Client().get("/api/v1/workloads", headers=headers).status_code == 401


def test_a_lesser_role_takes_back_what_it_could_not_hand_out(world: World):
    acme, admin = world.acme, world.acme.members["admin"]
    with acme.open():
        high = invitations.send(email="one@home.example", role="admin", language="en", by=admin)
        low = invitations.send(email="two@home.example", role="viewer", language="en", by=admin)
        _token, writes = tokens.issue(name="writes", scopes=["milestones:write"], days=30, by=admin)
        _token, reads = tokens.issue(name="reads", scopes=["workloads:read"], days=30, by=admin)
        members.change_role(membership=admin, role="contributor", by=acme.owner)
        assert {one.id for one in people.open_invitations()} == {low.id} != {high.id}
        assert token_queries.bearer(token_queries.parse(writes)) is None
        assert token_queries.bearer(token_queries.parse(reads)) is not None


def test_who_left_cannot_be_changed(world: World):
    acme, viewer = world.acme, world.acme.members["viewer"]
    with acme.open():
        members.end(membership=viewer, by=acme.owner)
        with pytest.raises(NotFound):
            members.change_role(membership=viewer, role="lead", by=acme.owner)
        with pytest.raises(NotFound):
            members.end(membership=viewer, by=acme.owner)


def test_an_admin_cannot_touch_a_person(world: World):
    acme, victim = world.acme, world.acme.user("viewer")
    before = User.objects.values().get(id=victim.id)
    forged = {"role": "lead", "email": "mine@evil.example", "password": "hunter22222", "name": "x", "is_active": ""}
    owner = signed_in(acme.user())
    assert owner.post(role_path(acme, "viewer"), forged).status_code == 302
    owner.post("/me", forged | {"language": "en", "time_zone": "UTC", "id": str(victim.id), "user": str(victim.id)})
    assert User.objects.values().get(id=victim.id) == before


def test_role_changes_are_in_the_audit_log(world: World):
    from assessments.models import AuditEvent

    acme, viewer = world.acme, world.acme.members["viewer"]
    with acme.open():
        members.change_role(membership=viewer, role="lead", by=acme.owner)
        event = AuditEvent.objects.get(action="members.change_role")
    assert (event.before, event.after) == ({"role": "viewer"}, {"role": "lead"})
    assert (event.actor_id, event.object_id) == (acme.owner.id, viewer.id)


def test_htmx_gets_the_list_or_the_reason(world: World):
    acme = world.acme
    client = signed_in(acme.user())
    htmx = {"HX-Request": "true"}
    good = client.post(role_path(acme, "viewer"), {"role": "lead"}, headers=htmx)
    assert good.status_code == 200
    assert good.content.lstrip().startswith(b'<div class="stack" id="people">')
    bad = client.post(role_path(acme, "owner"), {"role": "lead"}, headers=htmx)
    assert bad.status_code == 409
    assert b"<html" not in bad.content
    assert b"only owner" in bad.content


OTHER_WORKER = """
import json, sys
import django
django.setup()
from django.conf import settings
from django.test import Client
from django.test.utils import setup_test_environment
setup_test_environment()
plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
client = Client()
client.cookies["sessionid"] = sys.argv[1]
for line in sys.stdin:
    print(json.dumps(client.get(line.strip()).status_code), flush=True)
"""


@pytest.fixture
def other_worker(committed: Database, committed_world: World) -> Iterator[tuple[subprocess.Popen[str], World]]:
    """A second process that serves the viewer's session, with whatever it keeps between requests."""
    client = signed_in(committed_world.acme.user("viewer"))
    command = [sys.executable, "-c", OTHER_WORKER, client.cookies["sessionid"].value]
    environment = committed.environment | {"PYTHONPATH": os.pathsep.join(sys.path)}
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=environment)
    yield process, committed_world
    process.communicate(timeout=20)


def test_what_one_worker_revokes_another_refuses_at_once(other_worker: tuple[subprocess.Popen[str], World]):
    process, world = other_worker

    def status(path: str) -> int:
        process.stdin.write(path + "\n")
        process.stdin.flush()
        return json.loads(process.stdout.readline())

    acme, viewer = world.acme, world.acme.members["viewer"]
    assert status("/o/acme-test/people") == 200
    assert status("/o/acme-test/tokens") == 403
    with acme.open():
        members.change_role(membership=viewer, role="admin", by=acme.owner)
    assert status("/o/acme-test/tokens") == 200
    with acme.open():
        members.change_role(membership=viewer, role="viewer", by=acme.owner)
    assert status("/o/acme-test/tokens") == 403
    with acme.open():
        members.end(membership=viewer, by=acme.owner)
    started = time.monotonic()
    assert status("/o/acme-test/people") == 404
    assert time.monotonic() - started < 1
