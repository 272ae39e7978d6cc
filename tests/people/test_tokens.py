"""API tokens: shown once, bounded by their maker, dead when they should be."""

from datetime import timedelta

import pytest
from django.utils import timezone

from assessments.actions import members, tokens
from assessments.actions.tokens import BadToken
from assessments.errors import NotAllowed
from assessments.models import ApiToken, AuditEvent
from assessments.queries import tokens as queries
from tests.world import World, signed_in

FORM = {"name": "nightly export", "scopes": ["workloads:read", "portfolio:read"], "days": "90"}


def made(world: World, **facts: object) -> tuple[ApiToken, str]:
    given = {"name": "export", "scopes": ["workloads:read"], "days": 30} | facts
    return tokens.issue(by=world.acme.owner, **given)


def test_the_text_finds_the_token_and_only_its_digest_is_kept(world: World):
    with world.acme.open():
        token, text = made(world)
        parts = queries.parse(text)
        assert (parts.organization_id, parts.token_id) == (world.acme.organization.id, token.id)
        assert queries.bearer(parts) == token
        assert parts.secret not in str(list(ApiToken.objects.values()))
        assert token.digest not in str(list(AuditEvent.objects.values()))


@pytest.mark.parametrize(
    "text", ["", "lb", "lb_", "lb_x_y_z", "Bearer lb", "lb_" + "0" * 32 + "_" + "0" * 32 + "_" + "g" * 40, "lb_\x00"]
)
def test_what_is_no_token_is_none(text: str):
    assert queries.parse(text) is None


def test_a_wrong_secret_or_another_organization_is_nobody(world: World):
    with world.acme.open():
        _token, text = made(world)
        assert queries.bearer(queries.parse(text[:-1] + ("0" if text[-1] != "0" else "1"))) is None
    with world.globex.open():
        assert queries.bearer(queries.parse(text)) is None


def test_dead_tokens_bear_nothing(world: World):
    acme = world.acme
    with acme.open():
        revoked, of_revoked = made(world)
        expired, of_expired = made(world)
        tokens.revoke(token=revoked, by=acme.owner)
        ApiToken.objects.filter(id=expired.id).update(expires_at=timezone.now() - timedelta(seconds=1))
        _token, of_sleeper = tokens.issue(name="x", scopes=["answers:write"], days=1, by=acme.members["admin"])
        acme.user("admin").is_active = False
        acme.user("admin").save()
        for text in (of_revoked, of_expired, of_sleeper):
            assert queries.bearer(queries.parse(text)) is None
        assert not queries.live().filter(id__in=[revoked.id, expired.id]).exists()
        assert {token.id for token in queries.ended()} == {revoked.id, expired.id}


def test_a_token_cannot_do_more_than_its_maker_may_now(world: World):
    acme, lead = world.acme, world.acme.members["lead"]
    with acme.open():
        with pytest.raises(NotAllowed):
            tokens.issue(name="x", scopes=["milestones:write"], days=1, by=acme.members["contributor"])
        token, text = tokens.issue(name="x", scopes=["answers:write", "workloads:read"], days=1, by=lead)
        assert tokens.permits(queries.bearer(queries.parse(text)), "answers:write")
        assert not tokens.permits(token, "milestones:write")
        lead.role = "viewer"
        lead.save()
        fresh = queries.bearer(queries.parse(text))
        assert not tokens.permits(fresh, "answers:write")
        assert tokens.permits(fresh, "workloads:read")


@pytest.mark.parametrize("facts", [{"scopes": []}, {"scopes": ["everything"]}, {"days": 0}, {"days": 366}])
def test_a_token_has_scopes_and_an_end(world: World, facts: dict):
    with world.acme.open(), pytest.raises(BadToken):
        made(world, **facts)


def test_the_secret_is_in_one_answer_and_nowhere_after(world: World):
    client = signed_in(world.acme.user("admin"))
    answer = client.post("/o/acme-test/tokens/new", FORM)
    assert answer.status_code == 200
    assert "no-store" in answer.headers["Cache-Control"]
    with world.acme.open():
        token = ApiToken.objects.get()
    text = next(
        word
        for word in answer.content.decode().replace("<", " ").replace(">", " ").split()
        if word.startswith(f"lb_{token.organization_id.hex}")
    )
    with world.acme.open():
        assert queries.bearer(queries.parse(text)) == token
    listing = client.get("/o/acme-test/tokens").content.decode()
    assert "nightly export" in listing
    assert queries.parse(text).secret not in listing
    assert token.digest not in listing


def test_bad_forms_make_no_token(world: World):
    client = signed_in(world.acme.user("admin"))
    for wrong in ({"scopes": []}, {"scopes": ["everything"]}, {"days": "9999"}, {"name": " "}):
        assert client.post("/o/acme-test/tokens/new", FORM | wrong).status_code == 422
    with world.acme.open():
        assert not ApiToken.objects.exists()


def test_revoking_is_for_those_who_may_and_where_it_is(world: World):
    with world.acme.open():
        token, _text = made(world)
    path = f"tokens/{token.id}/revoke"
    for role in ("lead", "contributor", "viewer"):
        client = signed_in(world.acme.user(role))
        assert client.get("/o/acme-test/tokens").status_code == 403
        assert client.post(f"/o/acme-test/{path}").status_code == 403
    stranger = signed_in(world.globex.user())
    assert stranger.post(f"/o/globex-test/{path}").status_code == 404
    assert stranger.post(f"/o/acme-test/{path}").status_code == 404
    with world.acme.open():
        assert queries.live().get().id == token.id
    admin = signed_in(world.acme.user("admin"))
    assert b"export" in admin.get(f"/o/acme-test/{path}").content
    assert admin.post(f"/o/acme-test/{path}").status_code == 302
    assert admin.post(f"/o/acme-test/{path}").status_code == 404
    with world.acme.open():
        assert not queries.live().exists()


def test_the_maker_leaves_and_so_do_the_tokens(world: World):
    acme, admin = world.acme, world.acme.members["admin"]
    with acme.open():
        _token, text = tokens.issue(name="x", scopes=["workloads:read"], days=1, by=admin)
        members.end(membership=admin, by=acme.owner)
        ApiToken.objects.update(revoked_at=None)
        assert queries.bearer(queries.parse(text)) is None, "the ended membership alone is enough"
