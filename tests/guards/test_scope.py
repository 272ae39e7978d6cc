"""Nothing a scope told the database is left behind for whoever gets the connection next."""

from django.db import connection

from assessments.tenancy import scope
from tests.guards.catalogue import rows
from tests.world import World

SETTINGS = ("organization_id", "person_id", "actor_id", "actor_name", "request_id", "action")


def left() -> dict[str, str]:
    """The settings of ours that this connection still has."""
    return {name: rows("SELECT current_setting(%s, true)", f"app.{name}")[0][0] for name in SETTINGS}


def test_a_connection_remembers_no_scope(committed_world: World):
    with committed_world.acme.open(), scope.acting("tests"):
        assert left()["organization_id"] == str(committed_world.acme.organization.id)
    with scope.person(committed_world.acme.user().id):
        assert left()["person_id"] == str(committed_world.acme.user().id)
    assert not connection.in_atomic_block
    assert not any(left().values())


def test_nothing_is_left_inside_a_longer_transaction(world: World):
    with scope.person(world.acme.user().id):
        pass
    with world.acme.open():
        pass
    assert not any(left().values())
