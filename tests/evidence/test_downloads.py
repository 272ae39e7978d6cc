"""Taking evidence out: the right bytes under the right name, never run, never sniffed, and noted."""

from pathlib import Path

import pytest
from django.urls import reverse

from assessments.actions import evidence
from assessments.actions.evidence import Upload
from assessments.models import AuditEvent, Evidence
from tests.world import Tenant, World, signed_in

PNG = bytes.fromhex("89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c489")


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path: Path):
    settings.MEDIA_ROOT = str(tmp_path)


def kept(tenant: Tenant, name: str, content: bytes) -> Evidence:
    with tenant.open():
        upload = Upload(name, [content])
        return evidence.add_file(workload=tenant.workload, upload=upload, targets=[], by=tenant.owner)


def fetched(tenant: Tenant, found: Evidence, role: str = "viewer", by: Tenant | None = None):
    client = signed_in((by or tenant).user(role))
    return client.get(reverse("evidence_download", args=[tenant.slug, found.id]))


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_the_bytes_come_back_as_they_were_under_a_name_in_any_script(world: World):
    response = fetched(world.acme, kept(world.acme, "構成図.txt", b"callers"))
    assert body(response) == b"callers"
    assert response["Content-Length"] == "7"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%E6%A7%8B%E6%88%90%E5%9B%B3.txt"


def test_a_page_with_a_script_in_it_stays_bytes(world: World):
    response = fetched(world.acme, kept(world.acme, "evil.html", b"<html><script>alert(1)</script></html>"))
    assert response["Content-Type"] == "application/octet-stream"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Content-Disposition"].startswith("attachment")


def test_a_picture_says_what_it_is_by_its_content(world: World):
    assert fetched(world.acme, kept(world.acme, "shot.html", PNG))["Content-Type"] == "image/png"


def test_a_download_is_noted(world: World):
    found = kept(world.acme, "a.txt", b"x")
    fetched(world.acme, found)
    with world.acme.open():
        note = AuditEvent.objects.get(action="evidence.download")
        assert (note.object_id, note.actor_id) == (found.id, world.acme.members["viewer"].id)


def test_altered_bytes_are_not_handed_out(world: World, tmp_path: Path):
    found = kept(world.acme, "a.txt", b"as it was")
    (tmp_path / found.key).write_bytes(b"otherwise")
    response = fetched(world.acme, found)
    assert response.status_code == 409
    assert b"otherwise" not in response.content


def test_a_stranger_gets_nothing(world: World):
    found = kept(world.acme, "a.txt", b"secret")
    assert fetched(world.acme, found, by=world.globex).status_code == 404
