"""Decision aids on pages: filling one in, saving its result, and finding it again."""

import json
import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions import evidence as evidence_actions
from assessments.actions import milestones, workloads
from assessments.actions.evidence import EvidenceRefused, Superseded
from assessments.lenses import loader
from assessments.models import AuditEvent, Evidence, EvidenceLink
from assessments.queries import aid_results, aids
from assessments.rules.digests import canonical
from assessments.rules.payload import from_payload
from tests.aids.results import put, url
from tests.milestones.story import text
from tests.world import Tenant, World, signed_in

PEAK = {"in-requests": "60", "in-input_tokens": "2,000", "in-output_tokens": "500"}
FITS = PEAK | {"in-quota_requests": "1000", "in-quota_tokens": "1,000,000"}
ABOVE = PEAK | {"in-quota_requests": "10", "in-quota_tokens": "1,000"}


def save(tenant: Tenant, client: Client, said: dict[str, str], **more: str) -> Any:
    return client.post(url("aid_save", tenant), said | more)


def current(tenant: Tenant) -> Evidence:
    """The newest result."""
    found = aid_results.current_result(tenant.workload, "throughput")
    assert found is not None
    return found


def test_a_change_is_answered_with_the_outcome_and_nothing_is_saved(world: World):
    client = signed_in(world.acme.user("viewer"))
    with CaptureQueriesContext(connection) as asked:
        response = client.post(url("aid_outcome", world.acme), PEAK, headers={"hx-request": "true"})
    assert not [one for one in asked.captured_queries if "assessments_evidence" in one["sql"]]
    html = response.content.decode()
    assert "60 requests and 150,000 tokens a minute" in html
    assert 'id="e-in-requests" class="errors" aria-live="polite" hx-swap-oob="true"' in html
    assert "<html" not in html
    with world.acme.open():
        assert not Evidence.objects.exists()


def test_what_is_missing_is_said_without_an_error(world: World):
    client = signed_in(world.acme.user("viewer"))
    sent = {"in-requests": "60"}
    html = client.post(url("aid_outcome", world.acme), sent, headers={"hx-request": "true"}).content.decode()
    assert "Still needed:" in html
    assert 'class="error"' not in html


def test_the_errors_of_a_row_go_when_it_is_emptied_and_no_row_is_answered_that_was_not_sent(world: World):
    client = signed_in(world.acme.user("viewer"))
    address = reverse("aid_outcome", args=[world.acme.slug, world.acme.workload.id, "model_shortlist"])
    columns = ("name", "accuracy", "speed", "cost", "allowed")
    sent = {f"in-candidates-{row}-{column}": "" for row in (0, 3) for column in columns}
    for typed, wrong in (("abc", 1), ("", 0)):
        said = sent | {"in-candidates-3-accuracy": typed}
        html = client.post(address, said, headers={"hx-request": "true"}).content.decode()
        answered = set(re.findall(r'id="e-(in-candidates-\d+-\w+)"', html))
        assert (answered, html.count("is not a number")) == (set(sent), wrong)


def test_without_script_the_whole_page_comes_back_with_the_outcome(world: World):
    html = signed_in(world.acme.user("viewer")).post(url("aid_outcome", world.acme), PEAK).content.decode()
    assert "<html" in html
    assert "60 requests and 150,000 tokens a minute" in html
    assert 'value="2,000"' in html


def test_what_a_person_typed_never_becomes_markup(world: World):
    client = signed_in(world.acme.user())
    html = client.post(url("aid_outcome", world.acme), PEAK | {"in-growth": "<b>1</b>"}).content.decode()
    assert "<b>1</b>" not in html


def test_a_result_is_kept_as_evidence_with_everything_to_read_it_by(world: World):
    acme = world.acme
    response = save(acme, signed_in(acme.user("contributor")), FITS, valid_until="2030-01-31")
    assert response.url == url("aid", acme)
    with acme.open():
        kept, lens = current(acme), loader.document(acme.review.lens_version)
        sheet = kept.worksheet
        assert sheet is not None
        assert (kept.kind, kept.lineage, str(kept.valid_until)) == ("WORKSHEET", "aid:throughput", "2030-01-31")
        assert kept.added_by == acme.members["contributor"]
        assert kept.sha256 == evidence_actions.digest(canonical(sheet))
        assert sheet["lens"] == {"name": dict(lens.name), "version": lens.version, "digest": lens.digest}
        assert sheet["inputs"]["input_tokens"] == 2000
        assert sheet["outcome"]["headline"]["code"] == "fits"
        assert set(sheet["headline"]["text"]) == {"en", "ja"}
        assert {"label": {"en": "Requests per minute at the peak", "ja": "ピーク時の1分あたりのリクエスト数"},
                "answer": {"en": "60", "ja": "60"}} in sheet["asked"]  # fmt: skip
        assert set(EvidenceLink.objects.values_list("question_id", "choice_id", "stance")) == {
            ("GENREL01", "GENREL01_BP01", "FOR"), ("GENOPS02", "", "FOR"), ("GENPERF02", "", "FOR"),
        }  # fmt: skip
        assert AuditEvent.objects.filter(action="evidence.record", object_id=kept.id).exists()


def test_a_result_against_the_practice_is_linked_so(world: World):
    save(world.acme, signed_in(world.acme.user()), ABOVE)
    with world.acme.open():
        assert set(EvidenceLink.objects.values_list("stance", flat=True)) == {"AGAINST"}


def test_what_cannot_be_worked_out_is_not_saved_and_stays_in_the_form(world: World):
    sent = {"in-requests": "many", "in-input_tokens": "2000", "valid_until": "2030-01-31"}
    response = save(world.acme, signed_in(world.acme.user()), sent)
    html = response.content.decode()
    assert response.status_code == 422
    assert 'value="many"' in html
    assert 'value="2030-01-31"' in html
    assert "“many” is not a number" in html
    assert "Answer this: without it nothing can be worked out." in html
    with world.acme.open():
        assert not Evidence.objects.exists()


def test_a_newer_result_takes_the_place_of_the_older_which_stays(world: World):
    client = signed_in(world.acme.user())
    save(world.acme, client, PEAK)
    with world.acme.open():
        first = current(world.acme)
    save(world.acme, client, FITS, seen=str(first.id))
    html = client.get(url("aid", world.acme)).content.decode()
    assert 'value="1000000"' in html
    with world.acme.open():
        second = current(world.acme)
        assert second.id != first.id
        assert first.successors.get().new == second
    assert str(first.id) in html
    assert str(second.id) in html


@pytest.mark.parametrize("first_seen", [True, False], ids=["over another version", "for the first time"])
def test_two_people_at_once_see_both_results_and_lose_none(world: World, first_seen: bool):
    acme = world.acme
    with acme.open():
        seen = put(acme).id if first_seen else None
        theirs = put(acme, seen=seen, quota_requests=10, quota_tokens=100)
    client = signed_in(acme.user("contributor"))
    response = save(acme, client, FITS, seen=str(seen or ""))
    html = response.content.decode()
    assert response.status_code == 409
    assert "Someone saved a newer result meanwhile." in html
    assert "Requests will be throttled" in html  # theirs
    assert 'value="1,000,000"' in html  # mine
    assert f'name="seen" value="{theirs.id}"' in html
    with acme.open():
        assert current(acme) == theirs
    assert save(acme, client, FITS, seen=str(theirs.id)).status_code == 302


def test_a_result_is_only_over_the_one_that_was_seen(world: World):
    with world.acme.open():
        first = put(world.acme)
        with pytest.raises(Superseded) as caught:
            put(world.acme)
        assert caught.value.details["current"] == first


def test_a_note_cannot_take_the_place_of_a_result(world: World):
    with world.acme.open():
        kept = put(world.acme)
    sent = {"text": "Never mind.", "supersedes": str(kept.id)}
    address = reverse("evidence_add", args=[world.acme.slug, world.acme.workload.id])
    assert signed_in(world.acme.user()).post(address, sent).status_code == 404
    with world.acme.open():
        assert current(world.acme) == kept


def test_viewers_read_and_cannot_save(world: World):
    client = signed_in(world.acme.user("viewer"))
    html = client.get(url("aid", world.acme)).content.decode()
    assert "Contributors, leads and admins save them." in html
    assert "Save result" not in html
    assert save(world.acme, client, PEAK).status_code == 403


def test_an_archived_workload_takes_no_result(world: World):
    acme = world.acme
    with acme.open():
        workloads.archive(workload=acme.workload, by=acme.owner)
        with pytest.raises(EvidenceRefused):
            put(acme)
    client = signed_in(acme.user())
    assert save(acme, client, PEAK).status_code == 404
    assert "nothing is saved" in client.get(url("aid", acme)).content.decode()


def test_an_aid_that_no_lens_offers_is_not_there(world: World):
    client = signed_in(world.acme.user())
    for name in ("aid", "aid_save"):
        address = reverse(name, args=[world.acme.slug, world.acme.workload.id, "horoscope"])
        assert client.post(address, PEAK).status_code in {404, 405}
        assert client.get(address, follow=True).status_code == 404


def test_the_result_stands_wherever_evidence_stands(world: World):
    acme = world.acme
    with acme.open():
        kept = put(acme)
    client, reader = signed_in(acme.user()), signed_in_japanese(acme)
    english, japanese = "Requests and tokens per minute", "リクエスト数とトークン数（RPM・TPM）の見積もり"
    question = reverse("question", args=[acme.slug, acme.review.id, "GENREL01"])
    pages = {
        "question": question,
        "library": reverse("evidence_library", args=[acme.slug]) + "?kind=WORKSHEET",
        "item": reverse("evidence_item", args=[acme.slug, kept.id]),
        "index": reverse("aids", args=[acme.slug, acme.workload.id]),
    }
    for name, page in pages.items():
        assert english in client.get(page).content.decode(), name
        assert japanese in reader.get(page).content.decode(), name
    assert "60 requests and 150,000 tokens" in client.get(question).content.decode()
    assert "1 of" in client.get(reverse("workload", args=[acme.slug, acme.workload.id])).content.decode()
    found = client.get(reverse("evidence_library", args=[acme.slug]) + "?q=トークン数").content.decode()
    assert str(kept.id) in found


def signed_in_japanese(tenant: Tenant) -> Client:
    """A reader of Japanese in the same organization."""
    person = tenant.user("lead")
    person.language = "ja"
    person.save()
    return signed_in(person)


def test_an_unused_aid_says_so_at_its_question(world: World):
    page = reverse("question", args=[world.acme.slug, world.acme.review.id, "GENREL01"])
    html = signed_in(world.acme.user()).get(page).content.decode()
    assert url("aid", world.acme) in html
    assert "Not used yet" in html


def test_a_milestone_keeps_what_the_result_is_called_and_its_hash(world: World):
    acme = world.acme
    with acme.open():
        kept = put(acme)
        milestone = milestones.take(workload=acme.workload, name="One", by=acme.owner)
        frozen = from_payload(milestone.payload)
        [fact] = frozen.evidence
    assert (fact.kind, fact.sha256) == ("WORKSHEET", kept.sha256)
    assert set(fact.called) == {"en", "ja"}
    assert {one.id for one in frozen.questions() if one.evidence_ids == (fact.id,)} == {
        "GENREL01",
        "GENOPS02",
        "GENPERF02",
    }
    page = reverse("milestone", args=[acme.slug, acme.workload.id, milestone.number])
    shown = text(signed_in(acme.user()).get(page).content)
    assert shown.count("The question as a whole · Requests and tokens per minute") == 2
    assert json.loads(milestone.payload)["shape"] == 2


def test_an_aid_knows_how_the_review_stands(world: World):
    with world.acme.open():
        page = aids.page(world.acme.workload, "throughput")
        assert page is not None
        assert set(page.context.risks.values()) == {"UNANSWERED"}


def test_a_lens_shows_its_aids_to_read_and_to_try(world: World):
    client, version = signed_in(world.acme.user("viewer")), world.acme.review.lens_version
    page = reverse("lens_aid", args=[world.acme.slug, version.id, "throughput"])
    assert page in client.get(reverse("lens", args=[world.acme.slug, version.id])).content.decode()
    html = client.get(page).content.decode()
    assert "How tokens are counted" in html
    assert "Save result" not in html
    tried = reverse("lens_aid_outcome", args=[world.acme.slug, version.id, "throughput"])
    assert "150,000 tokens a minute" in client.post(tried, PEAK).content.decode()
    assert "150,000 tokens a minute" in client.post(tried, PEAK, headers={"hx-request": "true"}).content.decode()
    with world.acme.open():
        assert not Evidence.objects.exists()
