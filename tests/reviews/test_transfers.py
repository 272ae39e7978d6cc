"""Taking answers over from a review under AWS's own lens file, or any other that asks the same."""

import re
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection, connections
from django.urls import reverse

from assessments.actions import answers, lenses, transfers, workloads
from assessments.actions import reviews as opened
from assessments.actions.reviews import WorkloadArchived
from assessments.lenses import loader
from assessments.lenses.format import parse
from assessments.models import Answer, AuditEvent, Review
from assessments.queries import reviews
from assessments.queries.transfers import offer, sources
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.transfer import matches, same_questions
from assessments.rules.vocabulary import ChoiceState
from tests.lenses.documents import LENSES, encoded, practice, small
from tests.processes import until
from tests.world import Tenant, World, signed_in

TICKED = ChoiceAnswer(ChoiceState.SELECTED)


def tools_spelling(**said: str) -> dict[str, Any]:
    """A lens of one question of the Generative AI Lens, spelled as the Well-Architected Tool does."""
    document = small() | said
    (asked,) = document["pillars"][0]["questions"]
    asked["id"] = "gensec1"
    asked["choices"] = [
        practice("gensec1_1", "Roles"),
        practice("gensec1_9", "More"),
        {"id": "gensec1_no", "title": "None"},
    ]
    asked["riskRules"] = [{"condition": "gensec1_1", "risk": "NO_RISK"}, {"condition": "default", "risk": "HIGH_RISK"}]
    return document


def pair(tenant: Tenant) -> tuple[Review, Review]:
    """A workload's review under the built-in lens, and one under that lens. Needs the tenant open."""
    draft = lenses.import_draft(document=encoded(tools_spelling()), over=None, by=tenant.owner)
    other = lenses.publish(draft=draft, version="1", by=tenant.owner)
    built_in = tenant.review.lens_version
    workload = workloads.define(by=tenant.owner, lens_versions=[built_in, other], name="Both", regions=["us-east-1"])
    found = {one.lens_version_id: one for one in reviews.readable().filter(workload=workload)}
    return found[built_in.pk], found[other.pk]


def say(review: Review, question: str, content: AnswerContent, tenant: Tenant) -> None:
    before = Answer.objects.filter(review=review, question_id=question).first()
    version = before.version if before else 0
    answers.record(review=review, question_id=question, content=content, expected_version=version, by=tenant.owner)


def address(tenant: Tenant, review: Review) -> str:
    return reverse("review_transfer", args=[tenant.slug, review.pk])


def test_answers_come_over_whatever_their_ids_are_spelled_like(world: World):
    acme = world.acme
    with acme.open():
        ours, tools = pair(acme)
        content = AnswerContent(notes="As in the console", choices={"gensec1_1": TICKED, "gensec1_9": TICKED})
        say(tools, "gensec1", content, acme)
        basis = offer(ours, tools).basis
    person = signed_in(acme.user("contributor"))
    page = person.get(address(acme, ours)).content.decode()
    assert re.search(r'value="GENSEC01" checked', page)
    assert "left behind: gensec1_9" in page
    done = person.post(f"{address(acme, ours)}?from={tools.pk}", {"basis": basis, "chosen": ["GENSEC01"]})
    assert done.status_code == 302
    with acme.open():
        taken = Answer.objects.get(review=ours)
        assert (taken.question_id, taken.notes, taken.because) == ("GENSEC01", "As in the console", "review 1")
        assert set(taken.choices) == {"GENSEC01_BP01"}
        assert taken.risk == "HIGH"
        ours.refresh_from_db()
        assert (ours.high, ours.unanswered) == (1, 28)
        assert offer(ours, tools).matches == ()
        assert AuditEvent.objects.filter(action="transfers.take_over").exists()


def test_what_would_be_replaced_is_not_ticked_and_what_changed_meanwhile_saves_nothing(world: World):
    acme = world.acme
    with acme.open():
        ours, tools = pair(acme)
        say(tools, "gensec1", AnswerContent(notes="Theirs"), acme)
        say(ours, "GENSEC01", AnswerContent(notes="Ours"), acme)
        basis = offer(ours, tools).basis
    person = signed_in(acme.user("contributor"))
    page = person.get(address(acme, ours)).content.decode()
    assert "Replaces the answer here" in page
    assert 'value="GENSEC01" checked' not in page
    with acme.open():
        say(ours, "GENSEC01", AnswerContent(notes="Ours again"), acme)
    late = person.post(address(acme, ours), {"basis": basis, "chosen": ["GENSEC01"]})
    assert late.status_code == 409
    assert 'value="GENSEC01" checked' in late.content.decode()
    with acme.open():
        assert Answer.objects.get(review=ours).notes == "Ours again"


def test_who_takes_over_waits_for_the_reviews_of_a_workload_in_the_order_of_all_others(committed_world: World):
    acme = committed_world.acme
    with acme.open():
        ours, _tools = pair(acme)
        draft = lenses.import_draft(document=encoded(tools_spelling(name="Third")), over=None, by=acme.owner)
        version = lenses.publish(draft=draft, version="1", by=acme.owner)
        opened.start(workload=ours.workload, lens_version=version, by=acme.owner)
        first, *others = reviews.readable().filter(workload=ours.workload).order_by("id")
        basis = offer(*others).basis

    def take() -> int:
        try:
            with acme.open():
                review, source = others
                return transfers.take_over(review=review, source=source, chosen=[], basis=basis, by=acme.owner)
        finally:
            connections.close_all()

    def waits() -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE NOT granted")
            return bool(cursor.fetchone()[0])

    with ThreadPoolExecutor(1) as other:
        with acme.open():
            Review.objects.select_for_update().get(pk=first.pk)
            taken = other.submit(take)
            until(waits, "it waits for the first review")
            assert len(Review.objects.filter(workload=ours.workload).select_for_update(nowait=True)) == 3
        assert taken.result() == 0


def test_only_reviews_of_this_workload_are_sources(world: World):
    acme = world.acme
    with acme.open():
        ours, tools = pair(acme)
        assert sources(ours) == [tools]
        assert sources(acme.review) == []
        stranger = acme.review.pk
    person = signed_in(acme.user())
    assert person.get(f"{address(acme, ours)}?from={stranger}").status_code == 404
    assert person.get(f"{address(acme, ours)}?from=nonsense").status_code == 404
    assert person.get(address(acme, acme.review)).status_code == 302


def test_an_archived_workload_is_for_reading(world: World):
    acme = world.acme
    with acme.open():
        ours, tools = pair(acme)
        say(tools, "gensec1", AnswerContent(choices={"gensec1_1": TICKED}), acme)
        basis = offer(ours, tools).basis
        workloads.archive(workload=ours.workload, by=acme.owner)
        with pytest.raises(WorkloadArchived):
            transfers.take_over(review=ours, source=tools, chosen=["GENSEC01"], basis=basis, by=acme.owner)


@pytest.mark.skipif(not LENSES.is_dir(), reason="no public lenses beside this checkout")
def test_awss_own_file_maps_one_to_one(world: World):
    official = parse((LENSES / "awssamples_generative-ai-lens.json").read_bytes())
    with world.acme.open():
        ours = loader.document(world.acme.review.lens_version)
    ticked = {one.id: AnswerContent(choices={c.id: TICKED for c in one.practices}) for one in official.questions()}
    found = matches(official, ticked, ours, {})
    assert (len(found), same_questions(official, ours)) == (29, 29)
    assert [match.lost for match in found] == [()] * 29
    assert sum(len(match.content.choices) for match in found) == sum(len(q.practices) for q in official.questions())


def test_the_overview_leads_there_where_two_reviews_ask_the_same(world: World):
    person = signed_in(world.acme.user("contributor"))
    with world.acme.open():
        ours, _tools = pair(world.acme)
    words = "Take answers over"
    assert words in person.get(reverse("workload", args=[world.acme.slug, ours.workload_id])).content.decode()
    alone = reverse("workload", args=[world.acme.slug, world.acme.workload.pk])
    assert words not in person.get(alone).content.decode()
