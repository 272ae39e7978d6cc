"""Signing up and in through allauth with our form, and what a stranger cannot find out by it."""

import re

import pytest
from django.core import mail
from django.core.cache import cache
from django.test import Client

from assessments.models import User
from tests.world import PASSWORD, World, signed_in

SIGN_UP = {"name": "Aiko Tanaka", "email": "aiko@example.net", "password1": "a long enough secret"}


@pytest.fixture(autouse=True)
def _no_rate_limit_left(db: None) -> None:
    """Sign-in limits are kept in the cache; one test's tries are not another's."""
    cache.clear()


def page(body: bytes) -> bytes:
    """A page without what the person typed and what is new each time."""
    return re.sub(rb"[A-Za-z0-9]{64}|[\w.]+@[\w.]+", b"", body)


@pytest.mark.parametrize("language", ["en", "ja"])
def test_signing_up_keeps_the_name_and_the_language(language: str):
    client = Client(headers={"Accept-Language": language})
    answer = client.post("/accounts/signup/", SIGN_UP)
    assert answer.status_code == 302
    user = User.objects.get(email="aiko@example.net")
    assert (user.name, user.language) == ("Aiko Tanaka", language)
    assert client.get("/").headers["Location"] == "/organizations/new"


def test_a_name_is_asked_for():
    answer = Client().post("/accounts/signup/", SIGN_UP | {"name": ""})
    assert answer.status_code == 200
    assert not User.objects.filter(email="aiko@example.net").exists()


def test_an_address_is_one_person_in_any_case(world: World):
    Client().post("/accounts/signup/", SIGN_UP | {"email": "OWNER@acme.example"})
    assert User.objects.filter(email__iexact="owner@acme.example").count() == 1


def test_sign_up_does_not_tell_who_is_here(world: World, settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    seen = []
    for email in ("owner@acme.example", "nobody@example.net"):
        client = Client()
        answer = client.post("/accounts/signup/", SIGN_UP | {"email": email})
        after = client.get(answer.headers["Location"])
        seen.append((answer.status_code, answer.headers["Location"], page(after.content)))
    assert seen[0] == seen[1]
    assert [message.to for message in mail.outbox] == [["owner@acme.example"], ["nobody@example.net"]]


def test_reset_and_sign_in_do_not_tell_who_is_here(world: World):
    for path, field in (("/accounts/password/reset/", "email"), ("/accounts/login/", "login")):
        seen = []
        for email in ("owner@acme.example", "nobody@example.net"):
            answer = Client().post(path, {field: email, "password": "wrong wrong wrong"})
            seen.append((answer.status_code, answer.headers.get("Location"), page(answer.content)))
        assert seen[0] == seen[1]


def test_signing_in_works_in_any_case(world: World):
    client = Client()
    answer = client.post("/accounts/login/", {"login": "Owner@ACME.example", "password": PASSWORD})
    assert answer.headers["Location"] == "/"
    assert client.get("/o/acme-test/people").status_code == 200


def test_who_may_not_sign_in_is_out_at_the_next_request(world: World):
    client = signed_in(world.acme.user("lead"))
    assert client.get("/o/acme-test/people").status_code == 200
    User.objects.filter(id=world.acme.user("lead").id).update(is_active=False)
    assert client.get("/o/acme-test/people").headers["Location"].startswith("/accounts/login/")
