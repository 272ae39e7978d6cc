"""Own lenses: a file is checked, becomes a draft, is published; what is wrong is said, and nothing is kept of it."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from assessments.actions import lenses
from assessments.models import AuditEvent, Lens, LensDraft, LensVersion
from tests.lenses.documents import changed, encoded, practice, small
from tests.world import Tenant, World, signed_in


@pytest.fixture
def lead(world: World) -> Client:
    """Who may import."""
    return signed_in(world.acme.user("lead"))


def send(client: Client, tenant: Tenant, document: bytes, over: object = "") -> Any:
    """Import a file as a person does."""
    file = SimpleUploadedFile("lens.json", document, "application/json")
    return client.post(reverse("lens_import", args=[tenant.slug]), {"file": file, "over": str(over)})


def imported(client: Client, tenant: Tenant, document: bytes, over: object = "") -> LensDraft:
    """The draft it became."""
    answer = send(client, tenant, document, over)
    assert answer.status_code == 302, answer.content.decode()
    with tenant.open():
        return LensDraft.objects.get(id=answer.headers["Location"].rpartition("/")[2])


def publish(client: Client, tenant: Tenant, draft: LensDraft, version: str, kind: str = "major") -> Any:
    """Publish it; the first version of a lens has no kind to choose."""
    return client.post(reverse("lens_publish", args=[tenant.slug, draft.id]), {"version": version, "kind": kind})


def drafts(tenant: Tenant) -> int:
    """How many drafts there are."""
    with tenant.open():
        return LensDraft.objects.count()


def test_a_file_becomes_a_draft_a_version_and_a_review(lead: Client, world: World):
    acme = world.acme
    draft = imported(lead, acme, encoded(small()))
    page = lead.get(reverse("lens_draft", args=[acme.slug, draft.id])).content.decode()
    assert "Sound, here and at AWS" in page
    assert "1 pillar · 1 question · 3 choices" in page
    tried = {"choice": ["WATCH01_BP01", "WATCH01_BP02"]}
    tried_page = lead.get(reverse("lens_draft_question", args=[acme.slug, draft.id, "WATCH01"]), tried)
    assert 'data-risk="NONE"' in tried_page.content.decode()
    answer = publish(lead, acme, draft, "1.0")
    version_id = answer.headers["Location"].rpartition("/")[2]
    with acme.open():
        version = LensVersion.objects.get(id=version_id)
        assert (version.version, version.name, LensDraft.objects.count()) == ("1.0", {"en": "Night watch"}, 0)
        actions = set(AuditEvent.objects.values_list("action", flat=True))
    assert {"lenses.import", "lenses.publish"} <= actions
    assert "Night watch" in lead.get(reverse("workload_new", args=[acme.slug])).content.decode()
    exported = lead.get(reverse("lens_export", args=[acme.slug, version_id]))
    assert json.loads(exported.content) == small()
    assert "night-watch-1.0.json" in exported.headers["Content-Disposition"]


def test_every_error_is_told_with_its_line_and_nothing_is_kept(lead: Client, world: World):
    document = changed("pillars.0.questions.0.riskRules.0.risk", "LOW_RISK")
    document["description"] = ""
    answer = send(lead, world.acme, encoded(document))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "This file cannot become a lens yet" in page
    assert "$.pillars[0].questions[0].riskRules[0].risk" in page
    assert "“description” is missing or empty." in page
    with world.acme.open():
        assert not LensDraft.objects.exists()
        assert not Lens.objects.exclude(organization=None).exists()


@pytest.mark.parametrize("document", [b'{"name": NaN}', b"", b"\xff\xfe{", b"[" * 5000, b"<script>alert(1)</script>"])
def test_what_is_no_lens_is_answered_and_not_shown_as_html(lead: Client, world: World, document: bytes):
    answer = send(lead, world.acme, document)
    assert answer.status_code == 422
    assert "<script>alert" not in answer.content.decode()
    assert drafts(world.acme) == 0


def test_a_file_that_is_too_large_is_refused_without_being_read(lead: Client, world: World):
    answer = send(lead, world.acme, b" " * 500_001)
    assert answer.status_code == 422
    assert "500000 are allowed" in answer.content.decode().replace(",", "")


def test_what_only_aws_refuses_is_kept_and_said(lead: Client, world: World):
    draft = imported(lead, world.acme, encoded(changed("name", "夜間当番")))
    page = lead.get(reverse("lens_draft", args=[world.acme.slug, draft.id])).content.decode()
    assert "Sound here; AWS would refuse it" in page
    assert "AWS refuses" in page


def test_errors_come_first_and_what_aws_refuses_everywhere_is_one_line(lead: Client, world: World):
    document = changed("name", "夜間当番")
    document["description"] = "警備"
    document["pillars"][0]["questions"][0]["riskRules"][0]["risk"] = "LOW_RISK"
    document["pillars"][0]["questions"][0]["choices"][0]["id"] = "a" * 120
    page = send(lead, world.acme, encoded(document)).content.decode()
    assert "2 texts have characters that AWS refuses" in page
    assert 0 < page.index("riskRules[0].risk") < page.index("choices[0].id") < page.index("2 texts have characters")


@pytest.mark.parametrize(
    "document", [b"title,risk\r\nOne,HIGH\r\n", b'"title","risk"\n', "題名,リスク".encode("cp932"), b"7;8"]
)
def test_a_file_of_another_kind_is_called_so(lead: Client, world: World, document: bytes):
    assert "This is not JSON: " in send(lead, world.acme, document).content.decode()


@pytest.mark.parametrize("document", [b'{"name": NaN', b"", b"\xff\xfe{", b"[" * 5000])
def test_broken_json_is_told_where_it_breaks(lead: Client, world: World, document: bytes):
    assert "This is not JSON" not in send(lead, world.acme, document).content.decode()


def test_a_next_version_keeps_the_name_and_is_compared(lead: Client, world: World):
    acme = world.acme
    publish(lead, acme, imported(lead, acme, encoded(small())), "1.0")
    with acme.open():
        lens = Lens.objects.exclude(organization=None).get()
    renamed = send(lead, acme, encoded(changed("name", "Day watch")), over=lens.id)
    assert renamed.status_code == 422
    assert "A version keeps the name" in renamed.content.decode()
    again = send(lead, acme, encoded(small()))
    assert "Import the document as its next version" in again.content.decode()
    longer = changed("pillars.0.questions.0.choices.1", practice("WATCH01_BP03", "A dog"))
    rules = longer["pillars"][0]["questions"][0]["riskRules"]
    rules[0]["condition"] = rules[1]["condition"] = "WATCH01_BP01 && WATCH01_BP03"
    draft = imported(lead, acme, encoded(longer), over=lens.id)
    page = lead.get(reverse("lens_draft", args=[acme.slug, draft.id])).content.decode()
    assert "Compared with version 1.0" in page
    assert "<ins>A dog</ins>" in page
    assert "<del>An alarm</del>" in page
    assert "The risk rules changed." in page


def test_a_draft_takes_the_place_of_the_one_before(lead: Client, world: World):
    acme = world.acme
    first = imported(lead, acme, encoded(small()))
    second = imported(lead, acme, encoded(changed("description", "Another text.")), over=first.lens_id)
    assert (drafts(acme), second.lens_id) == (1, first.lens_id)
    assert lead.get(reverse("lens_draft", args=[acme.slug, first.id])).status_code == 404


def test_a_version_is_named_once_and_published_once(lead: Client, world: World):
    acme = world.acme
    publish(lead, acme, imported(lead, acme, encoded(small())), "1.0")
    with acme.open():
        lens = Lens.objects.exclude(organization=None).get()
    draft = imported(lead, acme, encoded(changed("description", "Another text.")), over=lens.id)
    for version, said in (("1.0", "There is a version 1.0 already"), ("1 0", "letters, digits and dots"), ("", "")):
        answer = publish(lead, acme, draft, version)
        assert answer.status_code == 422
        assert said in answer.content.decode()
    same = imported(lead, acme, encoded(small()), over=lens.id)
    assert "published already" in publish(lead, acme, same, "1.1").content.decode()
    assert drafts(acme) == 1


def test_a_name_that_misleads_is_refused(lead: Client, world: World):
    answer = send(lead, world.acme, encoded(changed("name", "Night\u202ewatch")))
    assert answer.status_code == 422
    assert "invisible character" in answer.content.decode()
    assert drafts(world.acme) == 0


def test_a_draft_cannot_take_the_name_of_another_lens(lead: Client, world: World):
    acme = world.acme
    publish(lead, acme, imported(lead, acme, encoded(small())), "1.0")
    other = imported(lead, acme, encoded(changed("name", "Day watch")))
    answer = send(lead, acme, encoded(changed("description", "Again.")), over=other.lens_id)
    assert answer.status_code == 422
    assert "There is a lens called" in answer.content.decode()


def test_a_lens_with_hundreds_of_remarks_is_a_lens(lead: Client, world: World):
    document = changed("name", "夜間当番")
    question = document["pillars"][0]["questions"][0]
    question["choices"] = [practice(f"WATCH_BP{n:02}", "当番") for n in range(15)]
    question["riskRules"] = [{"condition": "default", "risk": "HIGH_RISK"}]
    document["pillars"][0]["questions"] = [{**question, "id": f"WATCH{n:02}", "title": "誰ですか"} for n in range(20)]
    draft = imported(lead, world.acme, encoded(document))
    page = lead.get(reverse("lens_draft", args=[world.acme.slug, draft.id])).content.decode()
    assert "There are more than 200 problems" in page
    assert publish(lead, world.acme, draft, "1.0").status_code == 302


def test_lenses_and_versions_have_a_limit(lead: Client, world: World, settings: Settings):
    settings.LENSES_MOST, settings.LENS_VERSIONS_MOST = 1, 1
    acme = world.acme
    first = imported(lead, acme, encoded(small()))
    publish(lead, acme, first, "1.0")
    assert "lenses of its own" in send(lead, acme, encoded(changed("name", "Day watch"))).content.decode()
    next_one = imported(lead, acme, encoded(changed("description", "Again.")), over=first.lens_id)
    assert "A lens can have 1 versions" in publish(lead, acme, next_one, "1.1").content.decode()


def test_of_two_who_publish_one_is_told_that_it_is_done(world: World):
    acme = world.acme
    with acme.open():
        draft = lenses.import_draft(document=encoded(small()), over=None, by=acme.owner)
        lenses.publish(draft=LensDraft.objects.get(pk=draft.pk), version="1.0", by=acme.owner)
        with pytest.raises(lenses.DraftGone):
            lenses.publish(draft=draft, version="1.1", by=acme.owner)
        with pytest.raises(lenses.DraftGone):
            lenses.discard(draft=draft, by=acme.owner)


def test_people_who_import_at_the_same_moment_get_one_draft_and_one_lens(committed_world: World):
    acme = committed_world.acme

    def bring(_: int) -> str:
        try:
            with acme.open():
                lenses.import_draft(document=encoded(small()), over=None, by=acme.owner)
                return "imported"
        except lenses.LensRefused:
            return "refused"
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(bring, range(4))) == ["imported", "refused", "refused", "refused"]
    assert drafts(acme) == 1


def test_a_lens_of_another_language_is_named_plainly_in_titles(world: World):
    person = world.acme.user("lead")
    person.language = "ja"
    person.save()
    client = signed_in(person)
    draft = imported(client, world.acme, encoded(small()))
    page = client.get(reverse("lens_draft", args=[world.acme.slug, draft.id])).content.decode()
    assert "<title>Night watch" in page
    assert '<span lang="en">Night watch</span>' in page


def test_a_draft_is_thrown_away(lead: Client, world: World):
    draft = imported(lead, world.acme, encoded(small()))
    assert lead.post(reverse("lens_discard", args=[world.acme.slug, draft.id])).status_code == 302
    assert drafts(world.acme) == 0


def test_contributors_read_lenses_and_import_none(world: World):
    client = signed_in(world.acme.user("contributor"))
    page = client.get(reverse("lenses", args=[world.acme.slug]))
    assert "Import lens" not in page.content.decode()
    assert client.get(reverse("lens_import", args=[world.acme.slug])).status_code == 403


def test_the_lens_of_another_organization_is_no_lens_to_import_over(lead: Client, world: World):
    with world.globex.open():
        theirs = Lens.objects.create(organization=world.globex.organization, key="theirs")
    assert send(lead, world.acme, encoded(small()), over=theirs.id).status_code == 422
    assert drafts(world.acme) == 0
