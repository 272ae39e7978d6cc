"""What is too large is refused by its length: nothing of it is read, and nothing waits on the disk."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.core.handlers.wsgi import WSGIRequest
from django.test import Client

from assessments.models import AuditEvent, Evidence
from assessments.tenancy import scope
from tests.guards.routes import every
from tests.world import World

Browser = Callable[..., Client]
LARGE = settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1


@pytest.fixture
def spooled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of files that Django began to write to the disk."""
    begun: list[str] = []
    new_file = TemporaryFileUploadHandler.new_file

    def watched(self: Any, field: str, name: str, *args: Any, **kwargs: Any) -> None:
        begun.append(name)
        new_file(self, field, name, *args, **kwargs)

    monkeypatch.setattr(TemporaryFileUploadHandler, "new_file", watched)
    return begun


def upload() -> SimpleUploadedFile:
    """A file that is larger than any form of ours without files."""
    return SimpleUploadedFile("large.bin", b"0" * LARGE)


def evidence(world: World) -> str:
    """Where Acme adds evidence."""
    return f"/o/{world.acme.slug}/workloads/{world.acme.workload.id}/evidence"


def test_a_stranger_cannot_fill_the_disk(world: World, spooled: list[str]):
    verify = f"/o/{world.acme.slug}/reports/verify"
    for address in ("/accounts/login/", "/me/theme", "/join/x", evidence(world), verify):
        client = Client(enforce_csrf_checks=True)
        assert client.post(address, {"files": upload()}).status_code in {404, 413}, address
    assert spooled == []


def test_a_member_sends_files_only_where_files_are_taken(world: World, browser: Browser, spooled: list[str]):
    assert browser(world.acme).post("/me/theme", {"file": upload()}).status_code == 413
    assert spooled == []
    assert browser(world.acme).post(evidence(world), {"files": upload()}).status_code == 302
    assert browser(world.acme).post(f"/o/{world.acme.slug}/reports/verify", {"file": upload()}).status_code == 200
    assert spooled == ["large.bin"] * 2


@pytest.fixture
def parsed(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The addresses whose multipart bodies Django began to read."""
    begun: list[str] = []
    parse = WSGIRequest.parse_file_upload

    def watched(self: WSGIRequest, *args: Any) -> Any:
        begun.append(self.path)
        return parse(self, *args)

    monkeypatch.setattr(WSGIRequest, "parse_file_upload", watched)
    return begun


def strict(client: Client) -> tuple[Client, dict[str, str]]:
    """The browser as it is in life, with forms that have to prove they are ours, and the token of such a form."""
    client.handler.enforce_csrf_checks = True
    client.cookies["csrftoken"] = token = "t" * 32
    return client, {"csrfmiddlewaretoken": token}


@pytest.mark.parametrize("size", [LARGE, 10])
def test_who_may_not_add_evidence_sends_it_for_nothing(
    world: World, browser: Browser, spooled: list[str], parsed: list[str], size: int, tmp_path: Path, settings: Any
):
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    client, field = strict(browser(world.acme, "viewer"))
    sent = {"files": SimpleUploadedFile("large.bin", b"0" * size)} | field
    assert client.post(evidence(world), sent).status_code == 403
    assert (spooled, parsed, list(tmp_path.iterdir())) == ([], [], [])
    with world.acme.open():
        assert AuditEvent.objects.filter(action="gate.denied").count() == 1
    assert browser(world.globex).post(evidence(world), sent).status_code == 404
    assert parsed == []


@pytest.mark.parametrize("size", [LARGE, 10])
def test_an_upload_still_has_to_come_from_our_own_form(world: World, browser: Browser, size: int):
    """By the field of the form, or by the header that scripts send."""

    def add(more: dict[str, str], headers: dict[str, str]) -> int:
        sent = {"files": SimpleUploadedFile("large.bin", b"0" * size)} | more
        return client.post(evidence(world), sent, headers=headers).status_code

    client, field = strict(browser(world.acme, "contributor"))
    assert add({}, {}) == 403
    assert add({"csrfmiddlewaretoken": "x" * 32}, {}) == 403
    assert add({}, {"X-CSRFToken": "x" * 32}) == 403
    with world.acme.open():
        assert not Evidence.objects.exists()
    assert add(field, {}) == 302
    assert add({}, {"X-CSRFToken": field["csrfmiddlewaretoken"]}) == 302


def test_an_upload_is_read_before_the_organizations_transaction(
    world: World, browser: Browser, monkeypatch: pytest.MonkeyPatch
):
    """A slow line would hold the transaction, and with it the next migration."""
    parse = WSGIRequest.parse_file_upload
    opened: list[bool] = []

    def watched(self: WSGIRequest, *args: Any) -> Any:
        opened.append(scope.is_open())
        return parse(self, *args)

    monkeypatch.setattr(WSGIRequest, "parse_file_upload", watched)
    client, field = strict(browser(world.acme))
    assert client.post(evidence(world), {"files": upload()} | field).status_code == 302
    assert opened == [False]


def test_only_uploads_are_asked_for_their_token_behind_the_gate():
    """The API takes no cookie, so it has no token to ask for."""
    exempt = {route.name for route in every() if getattr(route.view, "csrf_exempt", False) and not route.of_api}
    assert exempt == {"evidence_add", "lens_import", "report_verify"}


def test_a_refusal_says_what_to_do(world: World, browser: Browser):
    answer = browser(world.acme).post("/me/theme", {"file": upload()}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert "several steps" in answer.json()["message"]
