"""Founding an organization, finding the way to it, and its settings."""

import re

from assessments.actions import organizations
from assessments.models import AuditEvent, Membership, User
from assessments.queries.organizations import of_person
from assessments.tenancy import scope
from tests.world import World, signed_in


def newcomer() -> User:
    return User.objects.create_user("hana@example.net", name="佐藤 花", language="ja")


def without_token(body: bytes) -> bytes:
    return re.sub(rb"[A-Za-z0-9]{64}", b"", body)


def test_the_founder_is_owner_and_the_first_act_is_theirs(db: None):
    hana = newcomer()
    owner = organizations.found(name="白山製作所", by_user=hana, language="ja", request_id="r1")
    assert (owner.role, owner.organization.name, owner.organization.language) == ("owner", "白山製作所", "ja")
    with scope.organization(owner.organization_id):
        events = AuditEvent.objects.filter(action="organizations.found")
        assert {event.actor_id for event in events} == {owner.id}
        assert {event.table for event in events} == {"assessments_organization", "assessments_membership"}
        assert {event.request_id for event in events} == {"r1"}


def test_two_organizations_may_have_the_same_name(db: None):
    hana = newcomer()
    first = organizations.found(name="Acme", by_user=hana, language="en")
    second = organizations.found(name="Acme", by_user=hana, language="en")
    assert first.organization.slug != second.organization.slug


def test_a_taken_address_is_drawn_again(db: None, monkeypatch):
    hana = newcomer()
    drawn = iter(["acme-aaaa", "acme-aaaa", "acme-bbbb"])
    monkeypatch.setattr(organizations, "new_slug", lambda name: next(drawn))
    assert organizations.found(name="Acme", by_user=hana, language="en").organization.slug == "acme-aaaa"
    assert organizations.found(name="Acme", by_user=hana, language="en").organization.slug == "acme-bbbb"


def test_the_front_door(world: World, client):
    assert client.get("/").headers["Location"].startswith("/accounts/login/")
    hana = newcomer()
    hers = signed_in(hana)
    assert hers.get("/").headers["Location"] == "/organizations/new"
    answer = hers.post("/organizations/new", {"name": "  Haku\nsan ", "language": "ja"})
    assert answer.status_code == 302
    only = of_person(hana.id)[0].organization
    assert only.name == "Haku san", "a name is one line"
    assert f"/o/{only.slug}" in hers.get("/").headers["Location"]
    with world.acme.open():
        Membership.objects.create(user=hana, role="viewer")
    chooser = hers.get("/")
    assert chooser.status_code == 200
    assert b"Acme" in chooser.content
    assert b"Haku san" in chooser.content
    assert b"Globex" not in chooser.content


def test_a_name_is_needed(world: World):
    client = signed_in(world.acme.user())
    for name in ("", "   ", "x" * 101):
        assert client.post("/organizations/new", {"name": name, "language": "en"}).status_code == 422
    assert client.post("/organizations/new", {"name": "Fine", "language": "tlh"}).status_code == 422


def test_only_owners_change_settings_and_links_keep_working(world: World):
    facts = {"name": "Acme Group", "language": "ja"}
    for role in ("admin", "lead", "viewer"):
        assert signed_in(world.acme.user(role)).post("/o/acme-test/settings", facts).status_code == 403
    owner = signed_in(world.acme.user())
    assert owner.post("/o/acme-test/settings", facts).headers["Location"] == "/o/acme-test/settings"
    assert "Acme Group" in owner.get("/o/acme-test/settings").content.decode()


def test_a_stranger_cannot_tell_an_organization_from_none(world: World):
    stranger = signed_in(world.globex.user())
    for page in ("settings", "people", "tokens", "tokens/new"):
        real, unreal = stranger.get(f"/o/acme-test/{page}"), stranger.get(f"/o/acme-nope/{page}")
        assert (real.status_code, unreal.status_code) == (404, 404)
        bodies = [without_token(one.content).replace(b"acme-test", b"acme-nope") for one in (real, unreal)]
        assert bodies[0] == bodies[1]
