"""Coming and going is in the log of every organization the person belongs to, and of no other."""

from django.test import Client

from assessments.models import AuditEvent
from tests.world import PASSWORD, Tenant, World


def sessions(tenant: Tenant) -> list[tuple[str, str]]:
    """Who came and went, in order."""
    with tenant.open():
        events = AuditEvent.objects.filter(action__startswith="sessions.").order_by("sequence")
        return [(event.action, event.actor_name) for event in events]


def sign_in(client: Client, email: str, password: str) -> None:
    """Through the form."""
    client.post("/accounts/login/", {"login": email, "password": password})


def test_signing_in_and_out_is_logged(world: World, client: Client):
    user = world.acme.user("lead")
    sign_in(client, user.email, PASSWORD)
    client.post("/accounts/logout/")
    assert sessions(world.acme) == [("sessions.signed_in", str(user)), ("sessions.signed_out", str(user))]
    assert sessions(world.globex) == []


def test_a_wrong_password_is_logged_where_the_person_belongs(world: World, client: Client):
    user = world.globex.user("viewer")
    sign_in(client, user.email, "not the password")
    sign_in(client, "nobody@nowhere.example", "not the password")
    assert sessions(world.globex) == [("sessions.failed", str(user))]
    assert sessions(world.acme) == []
