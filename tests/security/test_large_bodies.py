"""What is too large is refused by its length: nothing of it is read, and nothing waits on the disk."""

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.test import Client

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


def test_a_refusal_says_what_to_do(world: World, browser: Browser):
    answer = browser(world.acme).post("/me/theme", {"file": upload()}, headers={"Accept": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (413, "body_too_large")
    assert "several steps" in answer.json()["message"]
