"""No address shows, changes or betrays another organization's rows: tried with the other tenant's real ids.

The matrix comes from the URL configuration, so a new address is in it the moment it exists. Each half makes the
other mean something: the stranger gets 404, and the owner does not.
"""

import json
import re
import uuid
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.access import Permission, RoleName, permissions_of
from assessments.actions import tokens
from assessments.models import Membership
from assessments.queries.tokens import bearer, parse
from assessments.tenancy.rows import SharedManager, TenantManager, TenantQuerySet
from tests.guards.catalogue import as_owner, rows, tenant_tables
from tests.guards.furnished import furnish
from tests.guards.routes import COMMON, OPEN, Route, every
from tests.world import Tenant, World, signed_in

ROUTES = every()
TENANT = [route for route in ROUTES if route.of_tenant]
API = [route for route in ROUTES if route.of_api and route.name != "api_schema"]
WRITING = ("post", "put", "patch", "delete")
METHODS = ("get", "head", "options", *WRITING)


@pytest.fixture
def storage(settings: Any, tmp_path: Any) -> None:
    """Files of these tests are kept apart."""
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def theirs(world: World, storage: None) -> dict[str, Any]:
    """The ids of one of everything that belongs to Globex."""
    return furnish(world.globex)


def address(route: Route, slug: str, ids: dict[str, Any]) -> str:
    """The route's address in this organization with these ids."""
    values = {"slug": slug} | ids
    return reverse(route.name, kwargs={name: values[name] for name in route.parameters})


def at_random(ids: dict[str, Any]) -> dict[str, Any]:
    """The same names with ids that nobody has."""
    return {name: value if name in COMMON else uuid.uuid4() for name, value in ids.items()}


def body(response: Any, *addresses: str) -> bytes:
    """The answer without what differs by nature: the address that was asked for, and the form's token."""
    content: bytes = response.content
    for one in addresses:
        content = content.replace(one.encode(), b"")
    content = re.sub(rb"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", b"", content)
    return re.sub(rb"[A-Za-z0-9]{64}", b"", content)


def elsewhere(response: Any) -> str:
    """Where a form's address sends those who only open it; raises KeyError when it does not."""
    assert response.status_code == 302
    location: str = response.headers["Location"]
    return location


def fingerprint(tenant: Tenant) -> dict[str, Any]:
    """Every row of the tenant, as the owner of the tables sees it."""
    with tenant.open():
        return {
            table: rows(f"SELECT count(*), md5(string_agg(t::text, '|' ORDER BY id)) FROM \"{table}\" t")
            for table in tenant_tables()
        }


def test_every_address_is_a_tenants_the_apis_or_excused():
    assert {route.name for route in ROUTES if not route.of_tenant and not route.of_api} == set(OPEN) - {"api_schema"}
    assert len(TENANT) > 25
    assert all(route.name for route in ROUTES)


@pytest.mark.parametrize("route", TENANT, ids=lambda route: route.name)
def test_every_address_of_a_tenant_passes_the_gate(route: Route):
    assert isinstance(getattr(route.view, "gated_by", None), Permission)


@pytest.mark.parametrize("route", API, ids=lambda route: route.name)
def test_every_address_of_the_api_names_its_scopes(route: Route):
    scopes = route.view.view_class.scopes
    assert set(scopes.values()) <= set(tokens.SCOPES)
    handled = {m.upper() for m in ("get", *WRITING) if hasattr(route.view.view_class, m)}
    assert handled == set(scopes)


def test_every_id_in_an_address_is_furnished(theirs: dict[str, Any]):
    unknown = {name for route in ROUTES for name in route.ids} - set(theirs) - {"organization_id", "token"}
    assert unknown == set()


@pytest.mark.parametrize("route", [r for r in TENANT if r.ids], ids=lambda route: route.name)
def test_a_strangers_id_answers_as_a_random_one_and_changes_nothing(world: World, theirs: dict[str, Any], route: Route):
    client, before = signed_in(world.acme.user(), raises=False), fingerprint(world.globex)
    mine, nobodys = (address(route, world.acme.slug, ids) for ids in (theirs, at_random(theirs)))
    for method in METHODS:
        for headers in ({}, {"HX-Request": "true"}, {"Accept": "application/json"}):
            answer = getattr(client, method)(mine, headers=headers)
            other = getattr(client, method)(nobodys, headers=headers)
            assert answer.status_code == other.status_code, method
            assert answer.status_code in {404, 405} or elsewhere(answer) == elsewhere(other), method
            assert body(answer, mine, nobodys) == body(other, mine, nobodys)
    assert fingerprint(world.globex) == before


@pytest.mark.parametrize("route", TENANT, ids=lambda route: route.name)
def test_a_strangers_organization_answers_as_one_that_is_not_there(world: World, theirs: dict[str, Any], route: Route):
    client, before = signed_in(world.acme.user(), raises=False), fingerprint(world.globex)
    theirs_at, nowhere = address(route, world.globex.slug, theirs), address(route, "nobody-here", theirs)
    for method in ("get", "post"):
        answer, other = (getattr(client, method)(where, follow=True) for where in (theirs_at, nowhere))
        assert answer.status_code == other.status_code
        assert answer.status_code in {404, 405}
        assert body(answer, theirs_at, nowhere) == body(other, theirs_at, nowhere)
    assert fingerprint(world.globex) == before


@pytest.mark.parametrize("route", TENANT, ids=lambda route: route.name)
def test_the_owner_gets_in_where_the_stranger_does_not(world: World, theirs: dict[str, Any], route: Route):
    """The half that keeps the others from being true for nothing."""
    answer = signed_in(world.globex.user(), raises=False).get(address(route, world.globex.slug, theirs))
    assert answer.status_code in {200, 286, 302, 405, 409}, answer.status_code


@pytest.mark.parametrize("route", TENANT, ids=lambda route: route.name)
def test_nobody_gets_in_without_signing_in(world: World, theirs: dict[str, Any], route: Route):
    where = address(route, world.globex.slug, theirs)
    for method in ("get", "post"):
        answer = getattr(Client(), method)(where, follow=True)
        assert answer.status_code == 405 or answer.request["PATH_INFO"] == "/accounts/login/"


@pytest.mark.parametrize("route", TENANT, ids=lambda route: route.name)
def test_a_role_without_the_permission_is_refused(world: World, theirs: dict[str, Any], route: Route):
    before = fingerprint(world.globex)
    for role in RoleName:
        allowed = route.view.gated_by in permissions_of(role)
        for method in ("get", "post"):
            if not allowed:
                answer = getattr(signed_in(world.globex.user(role), raises=False), method)(
                    address(route, world.globex.slug, theirs)
                )
                assert answer.status_code in {403, 405}, (role, method)
    written = {table for table, state in fingerprint(world.globex).items() if state != before[table]}
    assert written <= {"assessments_auditevent"}  # that they tried


@pytest.mark.parametrize("route", [r for r in API if r.ids], ids=lambda route: route.name)
def test_a_token_of_another_organization_finds_nothing(world: World, theirs: dict[str, Any], route: Route):
    with world.acme.open():
        _token, text = tokens.issue(name="BI", scopes=list(tokens.SCOPES), days=1, by=world.acme.owner)
    before = fingerprint(world.globex)
    headers = {"Authorization": f"Bearer {text}", "If-Match": '"1"'}
    values = {"name": "Stolen", "notes": "stolen"}
    for method in sorted(route.view.view_class.scopes):
        answers = [
            getattr(Client(), method.lower())(
                reverse(route.name, kwargs={name: ids[name] for name in route.parameters}),
                json.dumps(values) if method != "GET" else None,
                content_type="application/json",
                headers=headers,
            )
            for ids in (theirs, at_random(theirs))
        ]
        assert [answer.status_code for answer in answers] == [404, 404]
        assert answers[0].content == answers[1].content
    assert fingerprint(world.globex) == before


@pytest.fixture
def without_policies(committed: Any) -> None:
    """The database's wall is down: row-level security is off everywhere."""
    with as_owner() as owner:
        for table in [*tenant_tables(), "assessments_organization"]:
            owner.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')


@pytest.fixture
def without_managers(monkeypatch: Any) -> None:
    """The application's wall is down: managers start from every row the database shows."""
    for manager in (TenantManager, SharedManager):
        monkeypatch.setattr(manager, "get_queryset", lambda self: TenantQuerySet(self.model, using=self._db))


@pytest.mark.parametrize("fallen", ["without_policies", "without_managers"])
def test_who_has_left_is_a_stranger_to_either_wall(
    committed_world: World, storage: None, request: pytest.FixtureRequest, fallen: str
):
    theirs = furnish(committed_world.globex)
    with committed_world.globex.open():
        Membership.objects.filter(id=committed_world.globex.owner.id).update(ended_at=timezone.now())
    request.getfixturevalue(fallen)
    client = signed_in(committed_world.globex.user(), raises=False)
    for route in TENANT:
        answer = client.get(address(route, committed_world.globex.slug, theirs), follow=True)
        assert answer.status_code in {404, 405}, route.name


@pytest.mark.parametrize("fallen", ["without_policies", "without_managers"])
def test_each_wall_holds_when_the_other_is_down(
    committed_world: World, storage: None, request: pytest.FixtureRequest, fallen: str
):
    mine, theirs = furnish(committed_world.acme), furnish(committed_world.globex)
    request.getfixturevalue(fallen)
    stranger, owner = (
        signed_in(committed_world.acme.user(), raises=False),
        signed_in(committed_world.globex.user(), raises=False),
    )
    for route in (route for route in TENANT if route.ids):
        for method in ("get", "post"):
            answer = getattr(stranger, method)(address(route, committed_world.acme.slug, theirs))
            assert answer.status_code in {404, 405} or elsewhere(answer), (route.name, method)
        inside = stranger.get(address(route, committed_world.globex.slug, theirs))
        assert inside.status_code in {404, 405}, (route.name, inside.status_code)
        own = owner.get(address(route, committed_world.globex.slug, theirs))
        assert own.status_code in {200, 286, 302, 405, 409}, (route.name, own.status_code)
    for route in (route for route in TENANT if not route.ids):
        shown = stranger.get(address(route, committed_world.acme.slug, mine)).content.decode()
        assert not [name for name in theirs if name not in COMMON and str(theirs[name]) in shown], route.name


def test_each_of_many_tokens_is_itself(world: World):
    with world.acme.open():
        issued = [tokens.issue(name=f"{n}", scopes=list(tokens.SCOPES), days=1, by=world.acme.owner) for n in range(5)]
        assert [bearer(parse(text)) for _token, text in issued] == [token for token, _text in issued]
