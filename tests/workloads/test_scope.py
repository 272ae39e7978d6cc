"""Scope in the browser: presets in the wizard, proposals, and confirming them together."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.db import connections
from django.urls import reverse

from assessments.actions import answers, observations, scoping, workloads
from assessments.actions.basis import BasisMoved
from assessments.actions.evidence import Target
from assessments.actions.observations import Seen
from assessments.forms.scope import PRESETS
from assessments.lenses import loader
from assessments.models import Answer, AnswerVersion, AuditEvent, Review, Workload
from assessments.queries import reviews
from assessments.queries.scoping import proposed
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState, Reason
from tests.world import Tenant, World, signed_in

PRESET = {preset.key: preset.scope for preset in PRESETS}
RETRIEVAL = PRESET["retrieval"]
CHOSEN = re.compile(r'name="chosen" value="[^"]+"( checked)?')
TICKED = ChoiceAnswer(ChoiceState.SELECTED)


def scoped(tenant: Tenant, facts: dict[str, list[str]]) -> Review:
    """The tenant's review, of a workload with these facts. Needs the tenant open."""
    workloads.change(workload=Workload.objects.get(pk=tenant.workload.pk), by=tenant.owner, scope=facts)
    return reviews.readable().get(pk=tenant.review.pk)


def begin(tenant: Tenant, review: Review) -> None:
    """Answer the first practice of every question that keeps some: a practice alone is left out of an answer."""
    for practice in ("GENREL03_BP01", "GENREL05_BP01", "GENCOST02_BP01", "GENSUS01_BP01"):
        said = AnswerContent(choices={practice: TICKED})
        question = practice.partition("_")[0]
        answers.record(review=review, question_id=question, content=said, expected_version=0, by=tenant.owner)


def everything(review: Review) -> list[str]:
    found = proposed(review).scoping
    return [item.key for item in (*found.leave_out, *found.look_again)]


def address(tenant: Tenant) -> str:
    return reverse("review_scope", args=[tenant.slug, tenant.review.pk])


def sent(tenant: Tenant, **form: Any) -> Any:
    with tenant.open():
        basis = proposed(reviews.readable().get(pk=tenant.review.pk)).basis
    return signed_in(tenant.user("contributor")).post(address(tenant), {"basis": basis} | form)


def test_a_preset_fills_in_the_facts_and_keeps_what_was_typed(world: World):
    person = signed_in(world.acme.user())
    typed = {"name": "Half a na", "preset": "agents", "regions": "nowhere", "lenses": []}
    page = person.post(reverse("workload_new", args=[world.acme.slug]), typed)
    html = page.content.decode()
    assert page.status_code == 200
    assert 'value="Half a na"' in html
    assert 'value="nowhere"' in html
    facts = {(fact, value) for fact, values in PRESET["agents"].items() for value in values}
    assert set(re.findall(r'name="(\w+)" value="(\w+)" checked', html)) == facts
    assert 'aria-invalid="true"' not in html
    with world.acme.open():
        assert Workload.objects.count() == 1


def test_a_preset_on_a_workload_that_is_there_saves_nothing_yet(world: World):
    acme = world.acme
    person = signed_in(acme.user())
    page = person.post(
        reverse("workload_edit", args=[acme.slug, acme.workload.pk]), {"name": "Acme", "preset": "batch"}
    )
    assert page.status_code == 200
    with acme.open():
        assert Workload.objects.get().scope == {}


def test_the_page_ticks_what_nothing_speaks_against(world: World):
    acme = world.acme
    with acme.open():
        review = scoped(acme, RETRIEVAL)
        ticked = AnswerContent(choices={"GENREL03_BP02": TICKED})
        answers.record(review=review, question_id="GENREL03", content=ticked, expected_version=0, by=acme.owner)
    html = signed_in(acme.user("contributor")).get(address(acme)).content.decode()
    ticks = CHOSEN.findall(html)
    assert (len(ticks), ticks.count(" checked")) == (5, 4)
    assert "It is ticked as in place" in html
    assert "Once these questions are answered" in html
    assert html.count("Would apply with") == 9
    assert "There are no agents" in html


def test_what_is_ticked_goes_into_the_answers_together(world: World):
    acme = world.acme
    with acme.open():
        begin(acme, scoped(acme, RETRIEVAL))
        keys = everything(reviews.readable().get(pk=acme.review.pk))
    assert keys == [
        "GENSEC05", "GENSEC06", "GENREL03/GENREL03_BP02", "GENREL05/GENREL05_BP02", "GENREL05/GENREL05_BP03",
        "GENREL06", "GENCOST02/GENCOST02_BP02", "GENCOST05", "GENSUS01/GENSUS01_BP02",
    ]  # fmt: skip
    assert sent(acme, chosen=[key for key in keys if key != "GENCOST05"]).status_code == 302
    with acme.open():
        review = reviews.readable().get(pk=acme.review.pk)
        assert everything(review) == ["GENCOST05"]
        given = {answer.question_id: answer for answer in Answer.objects.filter(review=review)}
        agents = given["GENSEC05"]
        assert (agents.applicable, agents.reason, agents.because) == (False, Reason.ARCHITECTURE_CONSTRAINTS, "scope")
        assert agents.notes.startswith("There are no agents")
        regions = given["GENREL05"].choices
        assert {id: said["state"] for id, said in regions.items()} == {
            "GENREL05_BP01": "SELECTED", "GENREL05_BP02": "NOT_APPLICABLE", "GENREL05_BP03": "NOT_APPLICABLE",
        }  # fmt: skip
        assert given["GENREL05"].risk == "NONE"
        assert (review.not_applicable, len(given)) == (3, 7)
        assert AnswerVersion.objects.filter(answer__review=review).count() == 3 + 4 * 2
        assert AuditEvent.objects.filter(action="scoping.confirm").exists()


def test_nothing_that_nobody_answered_counts_as_answered(world: World):
    acme = world.acme
    with acme.open():
        keys = everything(scoped(acme, RETRIEVAL))
    assert keys == ["GENSEC05", "GENSEC06", "GENREL06", "GENCOST05"]
    sent(acme, chosen=[*keys, "GENREL03/GENREL03_BP02"])
    with acme.open():
        review = reviews.readable().get(pk=acme.review.pk)
        assert (review.not_applicable, review.unanswered, review.high, review.medium) == (4, 25, 0, 0)


def test_when_the_facts_change_they_come_back_the_same_way(world: World):
    acme = world.acme
    with acme.open():
        begin(acme, scoped(acme, RETRIEVAL))
        keys = everything(reviews.readable().get(pk=acme.review.pk))
    sent(acme, chosen=keys)
    with acme.open():
        review = scoped(acme, RETRIEVAL | {"pattern": ["rag", "agents"]})
        again = [item.key for item in proposed(review).scoping.look_again]
    assert again == ["GENSEC05", "GENREL03/GENREL03_BP02", "GENCOST05"]
    sent(acme, chosen=again)
    with acme.open():
        answer = Answer.objects.get(review=review, question_id="GENSEC05")
        assert (answer.applicable, answer.notes, answer.risk) == (True, "", "UNANSWERED")
        assert everything(reviews.readable().get(pk=review.pk)) == []


def test_what_a_check_saw_brings_it_up_again(world: World):
    acme = world.acme
    with acme.open():
        keys = everything(scoped(acme, RETRIEVAL))
    sent(acme, chosen=keys)
    with acme.open():
        fact: dict[str, Any] = {
            "check": "AGT-INV", "title": {"en": "Agents"}, "verdict": "FAIL", "statement": {"en": "An agent."},
        }  # fmt: skip
        seen = Seen("AGT-INV:us-east-1", "", fact, (Target("GENSEC05", "GENSEC05_BP01"),))
        observations.record(workload=acme.workload, place=seen.place, seen=[seen], could_look=True, source="aws:1")
    html = signed_in(acme.user("contributor")).get(address(acme)).content.decode()
    assert CHOSEN.findall(html) == [""]
    assert "A check found it in AWS" in html


def test_what_changed_meanwhile_is_looked_at_first(world: World):
    acme = world.acme
    with acme.open():
        review = scoped(acme, RETRIEVAL)
        basis, keys = proposed(review).basis, everything(review)
        note = AnswerContent(notes="We do have one.")
        answers.record(review=review, question_id="GENSEC05", content=note, expected_version=0, by=acme.owner)
    person = signed_in(acme.user("contributor"))
    page = person.post(address(acme), {"basis": basis, "chosen": keys[:2]})
    html = page.content.decode()
    assert page.status_code == 409
    assert "nothing was saved" in html
    assert CHOSEN.findall(html).count(" checked") == 2
    with acme.open():
        assert list(Answer.objects.values_list("question_id", flat=True)) == ["GENSEC05"]


def test_nothing_ticked_is_nothing_done(world: World):
    acme = world.acme
    with acme.open():
        before = scoped(acme, RETRIEVAL).changed_at
    assert sent(acme).status_code == 302
    with acme.open():
        assert not Answer.objects.exists()
        assert Review.objects.get().changed_at == before


def test_two_who_confirm_at_once_confirm_once(committed_world: World):
    acme = committed_world.acme
    with acme.open():
        review = scoped(acme, RETRIEVAL)
        basis, keys = proposed(review).basis, everything(review)

    def confirm(_: int) -> str:
        try:
            with acme.open():
                scoping.confirm(review=review, chosen=keys, basis=basis, by=acme.owner)
        except BasisMoved:
            return "moved"
        finally:
            connections.close_all()
        return "confirmed"

    with ThreadPoolExecutor(2) as both:
        assert sorted(both.map(confirm, range(2))) == ["confirmed", "moved"]
    with acme.open():
        assert AnswerVersion.objects.count() == Answer.objects.count() == 4


def test_an_archived_workload_is_for_reading(world: World):
    acme = world.acme
    with acme.open():
        keys = everything(scoped(acme, RETRIEVAL))
        workloads.archive(workload=Workload.objects.get(), by=acme.owner)
    assert sent(acme, chosen=keys).status_code == 409
    with acme.open():
        assert not Answer.objects.exists()


def test_who_only_reads_is_not_asked(world: World):
    assert signed_in(world.acme.user("viewer")).get(address(world.acme)).status_code == 403


def test_the_overview_leads_there(world: World):
    acme = world.acme
    with acme.open():
        scoped(acme, RETRIEVAL)
    overview = reverse("workload", args=[acme.slug, acme.workload.pk])
    assert address(acme) in signed_in(acme.user("contributor")).get(overview).content.decode()
    assert address(acme) not in signed_in(acme.user("viewer")).get(overview).content.decode()


def test_while_there_is_a_scope_to_confirm_the_overview_does_not_say_that_nothing_is_open(world: World):
    acme, said = world.acme, AnswerContent(applicable=False, reason=Reason.OUT_OF_SCOPE)
    with acme.open():
        review = scoped(acme, RETRIEVAL)
        for question in loader.document(review.lens_version).questions():
            answers.record(review=review, question_id=question.id, content=said, expected_version=0, by=acme.owner)
        assert proposed(review).scoping.look_again
    page = reverse("workload", args=[acme.slug, acme.workload.pk])
    for role, confirms in (("contributor", True), ("viewer", False)):
        html = signed_in(acme.user(role)).get(page).content.decode()
        assert ("from the facts of this workload" in html) is confirms
        assert ("Nothing is open" in html) is not confirms
