"""The secrets of links are in no line of the log."""

import datetime
import io
import logging
import time
import uuid
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from gunicorn.config import Config
from gunicorn.glogging import Logger

from assessments.actions import invitations
from lens_app.log_records import MASK, masked
from tests.world import World

SECRET = "c2VjcmV0-c2VjcmV0_c2VjcmV0"
JOIN = f"/join/{uuid.UUID(int=1)}/{uuid.UUID(int=2)}/{SECRET}"


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the application's own handler writes, and every logger's lines."""
    written = io.StringIO()
    root = logging.getLogger()
    handler = logging.StreamHandler(written)
    ours = [one for one in root.handlers if type(one) is logging.StreamHandler]
    handler.setFormatter(ours[0].formatter)
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def test_a_form_without_its_token_does_not_log_the_invitation(world: World, log: io.StringIO):
    with world.acme.open():
        made = invitations.send(email="a@example.net", role="viewer", language="en", by=world.acme.owner)
        path = "/join/" + invitations.link(made).partition("/join/")[2]
    answer = Client(enforce_csrf_checks=True).post(path)
    assert answer.status_code == 403
    line = log.getvalue()
    assert "django.security.csrf" in line
    assert f"/join/{MASK}" in line
    assert path.rpartition("/")[2] not in line


def test_a_fault_does_not_log_the_invitation(log: io.StringIO, monkeypatch: pytest.MonkeyPatch):
    def broken(*_args: Any, **_kwargs: Any) -> None:
        raise RuntimeError(f"cannot show {JOIN}")

    monkeypatch.setattr("assessments.requests.RequestMiddleware.__call__", broken)
    assert Client(raise_request_exception=False).get(JOIN).status_code == 500
    assert "Internal Server Error: /join/" in log.getvalue()
    assert "RuntimeError: cannot show /join/" in log.getvalue()
    assert SECRET not in log.getvalue()


def test_the_web_servers_lines_do_not_tell_it_either():
    """Path and referrer of the access log, and what gunicorn says when the application breaks."""
    written = io.StringIO()
    config = Config()
    config.set("accesslog", "-")
    logger = Logger(config)
    handler = logging.StreamHandler(written)
    environ = {
        "REQUEST_METHOD": "GET", "RAW_URI": JOIN, "SERVER_PROTOCOL": "HTTP/1.1",
        "HTTP_REFERER": f"https://lens.example{JOIN}",
    }  # fmt: skip
    response = SimpleNamespace(status="200 OK", sent=5, headers=[])
    for log in (logger.access_log, logger.error_log):
        log.addHandler(handler)
    try:
        logger.access(response, SimpleNamespace(headers=[]), environ, datetime.timedelta(seconds=1))
        logger.exception("Error handling request %s", JOIN)
    finally:
        for log in (logger.access_log, logger.error_log):
            log.removeHandler(handler)
    assert written.getvalue().count(f"/join/{MASK}") == 3
    assert SECRET not in written.getvalue()


@pytest.mark.parametrize(
    ("line", "shown"),
    [
        (f'"GET /accounts/login/?next={JOIN}&x=1 HTTP/1.1"', f'"GET /accounts/login/?next=/join/{MASK}&x=1 HTTP/1.1"'),
        (f"next={JOIN.replace('/', '%2F')}", f"next=%2Fjoin%2F{MASK}"),
        (f"next={JOIN.replace('/', '%252F')}", f"next=%252Fjoin%252F{MASK}"),
        (f"next=%25252fJOIN%25252F{SECRET}&x=1", f"next=%25252fJOIN%25252F{MASK}&x=1"),
        (JOIN.replace("join", "%6Ao%69n"), f"/%6Ao%69n/{MASK}"),
        (f"next=%2Fshared%2Dlens%2F1%2F2%2F{SECRET}", f"next=%2Fshared%2Dlens%2F{MASK}"),
        (f"GET /accounts/confirm%2Demail/{SECRET}/ HTTP/1.1", f"GET /accounts/confirm%2Demail/{MASK} HTTP/1.1"),
        (f"GET {JOIN}?lang=ja HTTP/1.1", f"GET /join/{MASK}?lang=ja HTTP/1.1"),
        ("GET /o/acme/people HTTP/1.1", "GET /o/acme/people HTTP/1.1"),
        ("POST /accounts/password/reset/ 200", "POST /accounts/password/reset/ 200"),
    ],
)
def test_only_what_is_secret_is_hidden(line: str, shown: str):
    assert masked(line) == shown


@pytest.mark.parametrize("part", ["/", "/join", "/join/", "/join/?", "%2F", "%25", "%6A", "/accounts", "join%252F%25"])
def test_a_long_address_is_masked_in_no_time(part: str):
    begun = time.process_time()
    masked(part * (1_000_000 // len(part)))
    assert time.process_time() - begun < 1


def secret_routes(patterns: list[URLPattern | URLResolver], prefix: str = "/") -> Iterator[str]:
    """The start of each address that ends in a token or a key: what stands before the first parameter."""
    for pattern in patterns:
        path = prefix + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLResolver):
            yield from secret_routes(pattern.url_patterns, path)
        elif {"token", "key"} & set(getattr(pattern.pattern.regex, "groupindex", {})):
            yield path.partition("<")[0].removesuffix("(?P")


def test_every_address_with_a_secret_is_known():
    starts = set(secret_routes(get_resolver().url_patterns))
    assert starts == {"/join/", "/shared-lens/", "/accounts/confirm-email/", "/accounts/password/reset/key/"}
    for start in starts:
        assert masked(f"{start}1-{SECRET}/") == start + MASK
