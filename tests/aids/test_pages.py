"""Decision aids on pages: filling one in, saving its result, and finding it again."""

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.actions import evidence as evidence_actions
from assessments.actions import milestones, workloads, worksheets
from assessments.actions.evidence import EvidenceRefused, Superseded
from assessments.actions.workloads import ScopeChanged
from assessments.lenses import loader
from assessments.models import AuditEvent, Evidence, EvidenceLink, Workload
from assessments.queries import aid_results, aids, reviews
from assessments.rules.aids import offer as offers
from assessments.rules.aids.inputs import complete
from assessments.rules.aids.worksheet import canonical
from assessments.rules.payload import from_payload
from tests.world import Tenant, World, signed_in

PEAK = {"in-requests": "60", "in-input_tokens": "2,000", "in-output_tokens": "500"}
FITS = PEAK | {"in-quota_requests": "1000", "in-quota_tokens": "1,000,000"}
ABOVE = PEAK | {"in-quota_requests": "10", "in-quota_tokens": "1,000"}


def url(name: str, tenant: Tenant) -> str:
    return reverse(name, args=[tenant.slug, tenant.workload.id, "throughput"])


def save(tenant: Tenant, client: Client, said: dict[str, str], **more: str) -> Any:
    return client.post(url("aid_save", tenant), said | more)


def current(tenant: Tenant) -> Evidence:
    """The newest result."""
    found = aid_results.current_result(tenant.workload, "throughput")
    assert found is not None
    return found


def put(tenant: Tenant, seen: Any = None, **said: float) -> Evidence:
    """A result, kept by the action."""
    review = reviews.readable().get(pk=tenant.review.pk)
    offer = offers.offer(loader.document(review.lens_version), "throughput")
    assert offer is not None
    inputs = complete(offer.aid, {"requests": 60, "input_tokens": 2000, "output_tokens": 500} | said)
    return worksheets.save(review=review, offer=offer, inputs=inputs, by=tenant.owner, seen=seen)


def test_a_change_is_answered_with_the_outcome_and_nothing_is_saved(world: World):
    client = signed_in(world.acme.user("viewer"))
    response = client.post(url("aid_outcome", world.acme), PEAK, headers={"hx-request": "true"})
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
        [fact] = from_payload(milestone.payload).evidence
    assert (fact.kind, fact.sha256) == ("WORKSHEET", kept.sha256)
    assert set(fact.called) == {"en", "ja"}
    page = reverse("milestone", args=[acme.slug, acme.workload.id, milestone.number])
    assert "Requests and tokens per minute" in signed_in(acme.user()).get(page).content.decode()
    assert json.loads(milestone.payload)["shape"] == 2


def test_an_aid_knows_how_the_review_stands(world: World):
    with world.acme.open():
        page = aids.page(world.acme.workload, "throughput")
        assert page is not None
        assert set(page.context.risks.values()) == {"UNANSWERED"}


def test_scope_facts_are_taken_over_only_over_those_that_were_seen(world: World):
    acme = world.acme
    with acme.open():
        workloads.change(workload=acme.workload, by=acme.owner, scope={"pattern": ["rag"], "region": ["one"]})
        with pytest.raises(ScopeChanged):
            workloads.take_over(
                workload=acme.workload, facts={"pattern": ("agents",)}, instead_of={"pattern": []}, by=acme.owner
            )
        workloads.take_over(
            workload=acme.workload, facts={"pattern": ("agents",)}, instead_of={"pattern": ["rag"]}, by=acme.owner
        )
        assert Workload.objects.get(pk=acme.workload.pk).scope == {"pattern": ["agents"], "region": ["one"]}


def test_a_result_is_taken_over_into_the_scope_by_who_may_change_workloads(world: World):
    acme, facts = world.acme, {"pattern": ["agents"]}
    with acme.open():
        workloads.change(workload=acme.workload, by=acme.owner, scope={"pattern": ["rag"]})
        older = put(acme)
        sheet = older.worksheet
        assert sheet is not None
        newer = evidence_actions.keep(
            acme.workload, [], acme.owner, lineage="aid:throughput", kind="WORKSHEET", title="t", source="worksheet",
            sha256="0" * 64, worksheet=sheet | {"outcome": sheet["outcome"] | {"facts": facts}},
        )  # fmt: skip
        evidence_actions.succeed(older, newer)
    address = reverse("aid_scope", args=[acme.slug, acme.workload.id, "throughput"])
    assert signed_in(acme.user("contributor")).post(address).status_code == 403
    lead = signed_in(acme.user("lead"))
    html = lead.get(url("aid", acme)).content.decode()
    assert '<input type="hidden" name="before-pattern" value="rag">' in html
    seen = {"result": str(newer.id)}
    assert lead.post(address, seen | {"before-pattern": ["prompt_only"]}).status_code == 409
    assert lead.post(address, seen | {"before-pattern": ["rag"]}).status_code == 302
    with acme.open():
        assert Workload.objects.get(pk=acme.workload.pk).scope == facts
    assert "before-pattern" not in lead.get(url("aid", acme)).content.decode()


def test_only_the_result_on_the_page_is_taken_over_not_one_saved_since(world: World):
    acme, aid = world.acme, "service_roles"
    contributor, lead = signed_in(acme.user("contributor")), signed_in(acme.user("lead"))
    save_url, page_url, address = (
        reverse(name, args=[acme.slug, acme.workload.id, aid]) for name in ("aid_save", "aid", "aid_scope")
    )
    contributor.post(save_url, {"in-models": "bedrock"})
    [first] = contributor.get(page_url).context["page"].versions
    shown = {"result": str(first.id)}
    assert f'<input type="hidden" name="result" value="{first.id}">' in lead.get(page_url).content.decode()
    contributor.post(save_url, {"in-models": "own_servers", "seen": str(first.id)})
    for stale in (shown, {}, {"result": "x"}):
        assert lead.post(address, stale).status_code == 409
    with acme.open():
        assert Workload.objects.get(pk=acme.workload.pk).scope == {}
    newest = lead.get(page_url).context["page"].current
    assert lead.post(address, {"result": str(newest.id)}).status_code == 302
    with acme.open():
        assert Workload.objects.get(pk=acme.workload.pk).scope == {"hosting": ["self_managed"]}


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
