"""Adding evidence on pages: several files at once, odd names, refusals in place, links and notes."""

import hashlib
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.actions import evidence as actions
from assessments.models import Evidence, EvidenceLink
from tests.world import Tenant, World, signed_in

QUESTION = "GENSEC01"
CHOICE = "GENSEC01_BP02"


@pytest.fixture(autouse=True)
def _own_files(settings, tmp_path: Path):
    settings.MEDIA_ROOT = str(tmp_path)


def add(tenant: Tenant, client: Client, htmx: bool = True, **data: object):
    fields = {"review_id": str(tenant.review.id), "question_id": QUESTION, "choice_id": CHOICE} | data
    url = reverse("evidence_add", args=[tenant.slug, tenant.workload.id])
    return client.post(url, fields, headers={"hx-request": "true"} if htmx else {})


def test_several_files_at_once_appear_at_their_practice(world: World):
    acme = world.acme
    files = [SimpleUploadedFile(name, name.encode()) for name in ("a.txt", "構成図 (最終).txt", "../../etc/passwd")]
    response = add(acme, signed_in(acme.user("contributor")), files=files)
    html = response.content.decode()
    assert response.status_code == 200
    assert "3 pieces of evidence added" in html
    assert f'id="chips-{CHOICE}" hx-swap-oob="true"' in html
    with acme.open():
        names = set(Evidence.objects.values_list("filename", flat=True))
        assert names == {"a.txt", "構成図 (最終).txt", "passwd"}
        assert EvidenceLink.objects.filter(choice_id=CHOICE).count() == 3


def test_an_empty_file_is_refused_by_name_and_the_others_are_kept(world: World):
    acme = world.acme
    files = [SimpleUploadedFile("empty.txt", b""), SimpleUploadedFile("full.txt", b"x")]
    html = add(acme, signed_in(acme.user("contributor")), files=files).content.decode()
    assert "empty.txt: The file is empty" in html
    with acme.open():
        assert list(Evidence.objects.values_list("title", flat=True)) == ["full.txt"]


def test_a_file_over_the_limit_says_the_limit_and_leaves_nothing(world: World, settings, tmp_path: Path):
    settings.EVIDENCE_MAX_BYTES = 1024 * 1024
    acme = world.acme
    response = add(
        acme, signed_in(acme.user("contributor")), files=[SimpleUploadedFile("big.bin", b"x" * (1024 * 1024 + 1))]
    )
    assert response.status_code == 422
    assert "larger than 1 MB" in response.content.decode()
    assert not [path for path in tmp_path.rglob("*") if path.is_file()]


def test_a_link_and_a_note_are_kept_without_files(world: World):
    acme = world.acme
    add(acme, signed_in(acme.user("contributor")), url="https://wiki.example/adr/31", title="ADR 31")
    add(acme, signed_in(acme.user("contributor")), text="Every Monday, Kenji and Marcus in turn.")
    with acme.open():
        assert list(Evidence.objects.order_by("kind").values_list("kind", "title")) == [
            ("LINK", "ADR 31"),
            ("NOTE", "Every Monday, Kenji and Marcus in turn."),
        ]


def test_the_hash_of_a_link_is_that_of_the_link_that_is_kept(world: World):
    acme = world.acme
    with acme.open():
        made = actions.add_link(
            workload=acme.workload, url=" https://a.example/x\n", title="", targets=[], by=acme.owner
        )
    assert (made.url, made.sha256) == ("https://a.example/x", hashlib.sha256(b"https://a.example/x").hexdigest())


def test_a_link_that_is_none_is_refused_and_stays_in_the_form(world: World):
    acme = world.acme
    response = add(acme, signed_in(acme.user("contributor")), url="javascript:alert(1)")
    html = response.content.decode()
    assert response.status_code == 422
    assert "starts with http" in html
    assert 'value="javascript:alert(1)"' in html


def test_nothing_at_all_is_refused(world: World):
    acme = world.acme
    response = add(acme, signed_in(acme.user("contributor")))
    assert response.status_code == 422
    assert "Choose a file" in response.content.decode()


def test_a_note_that_shows_nothing_is_refused(world: World):
    """It would have no name either, and a link to it nothing to click on."""
    response = add(world.acme, signed_in(world.acme.user("contributor")), text="\u200b\n\u3164")
    assert response.status_code == 422
    assert "A note says something" in response.content.decode()


def test_without_script_the_form_leads_back_to_the_question(world: World):
    acme = world.acme
    response = add(acme, signed_in(acme.user("contributor")), htmx=False, text="Seen.")
    assert response.url.endswith(f"/questions/{QUESTION}")


def test_a_practice_that_the_question_does_not_have_is_not_found(world: World):
    acme = world.acme
    assert add(acme, signed_in(acme.user("contributor")), text="x", choice_id="GENSEC02_BP01").status_code == 404
    with acme.open():
        assert not Evidence.objects.exists()


def test_a_viewer_and_a_stranger_add_nothing(world: World):
    acme = world.acme
    assert add(acme, signed_in(acme.user("viewer")), text="x").status_code == 403
    assert add(acme, signed_in(world.globex.user("contributor")), text="x").status_code == 404


def test_a_new_version_takes_over_the_uses_and_happens_once(world: World):
    acme = world.acme
    client = signed_in(acme.user("contributor"))
    add(acme, client, files=[SimpleUploadedFile("plan.txt", b"one")])
    with acme.open():
        first = Evidence.objects.get()
    newer = {"question_id": "", "choice_id": "", "supersedes": str(first.id)}
    add(acme, client, htmx=False, files=[SimpleUploadedFile("plan.txt", b"two")], **newer)
    with acme.open():
        current = Evidence.objects.get(successors=None)
        assert current.lineage == first.lineage
        assert current.links.get().choice_id == CHOICE
    page = client.get(reverse("evidence_item", args=[acme.slug, first.id])).content.decode()
    assert "This is an older version" in page
    add(acme, client, htmx=False, files=[SimpleUploadedFile("plan.txt", b"three")], **newer)
    with acme.open():
        assert Evidence.objects.count() == 2
