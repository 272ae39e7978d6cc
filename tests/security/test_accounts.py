"""What the doors for people give away, and how often they can be tried."""

from unittest import mock

import pytest
from django.contrib.auth.hashers import ScryptPasswordHasher
from django.core import mail
from django.core.cache import cache
from django.test import Client

from tests.world import PASSWORD, World

SIGN_UP = {"name": "Aiko Tanaka", "password1": "a long enough secret"}


@pytest.fixture(autouse=True)
def _no_tries_yet(db: None) -> None:
    """Sign-in limits are kept in the cache; one test's tries are not another's."""
    cache.clear()


@pytest.mark.parametrize("password", [SIGN_UP["password1"], "short"])
def test_a_known_address_costs_as_much_as_a_new_one(world: World, settings, password: str):
    """A hash is what takes time: with as many of them, nobody can tell by the clock who is here."""
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    hashes = []
    for email in ("owner@acme.example", "nobody@example.net"):
        encode = ScryptPasswordHasher.encode
        with mock.patch.object(ScryptPasswordHasher, "encode", autospec=True, side_effect=encode) as counted:
            Client().post("/accounts/signup/", SIGN_UP | {"email": email, "password1": password})
        hashes.append(counted.call_count)
    assert hashes[0] == hashes[1]
    assert bool(hashes[0]) is (password != "short")


@pytest.mark.parametrize("email", ["owner@acme.example", "nobody@example.net"])
def test_links_in_mails_do_not_follow_the_host_of_the_request(world: World, settings, email: str):
    settings.ALLOWED_HOSTS = ["*"]
    settings.PUBLIC_URL = "https://lens.example"
    Client().post("/accounts/password/reset/", {"email": email}, headers={"Host": "evil.example:8443"})
    body = str(mail.outbox[-1].body)
    assert "https://lens.example/accounts/" in body
    assert "evil" not in body


def test_five_guesses_at_one_account_and_then_none_for_a_quarter_of_an_hour(world: World):
    def guess(machine: int, password: str) -> int:
        client = Client(REMOTE_ADDR=f"192.0.2.{machine}")
        sent = {"login": "owner@acme.example", "password": password}
        return client.post("/accounts/login/", sent).status_code

    with mock.patch("time.time", return_value=1_900_000_000.0):
        assert [guess(machine, "wrong") for machine in range(5)] == [200] * 5
        assert guess(6, PASSWORD) != 302
    with mock.patch("time.time", return_value=1_900_000_000.0 + 840):
        assert guess(7, PASSWORD) != 302
    with mock.patch("time.time", return_value=1_900_000_000.0 + 960):
        assert guess(8, PASSWORD) == 302


def test_a_made_up_forwarding_header_wins_no_more_guesses(world: World):
    tries = [
        Client().post(
            "/accounts/login/",
            {"login": f"{n}@acme.example", "password": "wrong"},
            headers={"X-Forwarded-For": f"192.0.2.{n}"},
        )
        for n in range(12)
    ]
    assert "Too many" in tries[-1].content.decode()
