"""A review brought to the newest version of its lens: what is carried over, what opens, what was kept before."""

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections
from django.urls import reverse

from assessments.actions import answers, lenses, upgrades, workloads
from assessments.lenses import loader
from assessments.models import Answer, AnswerVersion, LensVersion, Milestone, Review
from assessments.queries import reviews
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.payload import from_payload
from assessments.rules.vocabulary import ChoiceState, Reason
from tests.lenses.documents import changed, encoded, practice, small
from tests.world import Tenant, World, signed_in

TICKED = ChoiceAnswer(ChoiceState.SELECTED)


def edition(version: str) -> LensVersion:
    """An edition of the built-in lens."""
    return LensVersion.objects.get(organization=None, lens__key="generative_ai", version=version)


def reviewed(tenant: Tenant, version: LensVersion) -> Review:
    """A workload of its own under that version, as the pages read it. Needs the tenant open."""
    workload = workloads.define(by=tenant.owner, lens_versions=[version], name="Old reviews", regions=["us-east-1"])
    return reviews.readable().get(workload=workload)


def say(review: Review, question: str, content: AnswerContent, tenant: Tenant) -> None:
    answers.record(review=review, question_id=question, content=content, expected_version=0, by=tenant.owner)


def test_the_editions_differ_by_two_practices(world: World):
    with world.acme.open():
        november_row = edition("2025.11")
        april, november = (loader.document(edition(version)) for version in ("2025.04", "2025.11"))
        assert [sum(len(q.practices) for q in lens.questions()) for lens in (april, november)] == [49, 51]
        assert loader.newest([november_row.lens_id]) == {november_row.lens_id: november_row}
        assert "April 2025" in april.description["en"]
        assert "2025年4月" in april.description["ja"]


def test_a_review_of_april_goes_on_in_november(world: World):
    acme = world.acme
    with acme.open():
        review = reviewed(acme, edition("2025.04"))
        both = {"GENCOST03_BP01": TICKED, "GENCOST03_BP02": TICKED}
        say(review, "GENCOST03", AnswerContent(choices=both, notes="Measured in May."), acme)
        say(review, "GENSEC05", AnswerContent(applicable=False, reason=Reason.OUT_OF_SCOPE), acme)
        say(review, "GENSEC02", AnswerContent(choices={"GENSEC02_BP01": TICKED}), acme)
        assert (review.none, review.medium, review.not_applicable) == (2, 0, 1)
        taken = upgrades.upgrade(review=review, to=edition("2025.11").pk, name="Before November", by=acme.owner)
        review = reviews.readable().get(pk=review.pk)
        assert review.lens_version.version == "2025.11"
        assert (review.none, review.medium, review.not_applicable, review.unanswered) == (1, 1, 1, 26)
        cost = Answer.objects.get(review=review, question_id="GENCOST03")
        assert (cost.notes, set(cost.choices), cost.risk, cost.because) == (
            "Measured in May.", set(both), "MEDIUM", "lens 2025.11",
        )  # fmt: skip
        agents = Answer.objects.get(review=review, question_id="GENSEC05")
        assert (agents.applicable, agents.reason, agents.version) == (False, Reason.OUT_OF_SCOPE, 1)
        assert AnswerVersion.objects.filter(answer=cost).count() == 2
        frozen = next(iter(from_payload(Milestone.objects.get(pk=taken.pk).payload).reviews))
        assert frozen.lens_version == "2025.04"


def test_nothing_newer_is_nothing_to_do(world: World):
    acme = world.acme
    with acme.open():
        with pytest.raises(upgrades.NothingNewer):
            upgrades.upgrade(review=acme.review, to=edition("2025.11").pk, name="Again", by=acme.owner)
        assert not Milestone.objects.exists()


def test_a_name_that_is_taken_undoes_the_whole_step(world: World):
    acme = world.acme
    with acme.open():
        review = reviewed(acme, edition("2025.04"))
        upgrades.milestones.take(workload=review.workload, name="Pilot", by=acme.owner)
        with pytest.raises(upgrades.milestones.MilestoneNameTaken):
            upgrades.upgrade(review=review, to=edition("2025.11").pk, name="pilot", by=acme.owner)
        assert reviews.readable().get(pk=review.pk).lens_version.version == "2025.04"


def test_a_workload_with_a_review_under_both_keeps_both(world: World):
    acme = world.acme
    with acme.open():
        both = [edition("2025.04"), edition("2025.11")]
        workload = workloads.define(by=acme.owner, lens_versions=both, name="Twice", regions=["us-east-1"])
        old = reviews.readable().get(workload=workload, lens_version=both[0])
        with pytest.raises(upgrades.ReviewedAlready):
            upgrades.upgrade(review=old, to=both[1].pk, name="Before", by=acme.owner)
        assert not Milestone.objects.filter(workload=workload).exists()


def test_an_answer_given_during_an_upgrade_is_judged_by_the_new_version(committed_world: World):
    acme = committed_world.acme
    with acme.open():
        stale = reviewed(acme, edition("2025.04"))
        upgrades.upgrade(review=stale, to=edition("2025.11").pk, name="Before", by=acme.owner)
        both = {"GENCOST03_BP01": TICKED, "GENCOST03_BP02": TICKED}
        stale.lens_version = edition("2025.04")  # as a page has it that was opened before
        say(stale, "GENCOST03", AnswerContent(choices=both), acme)
        review = reviews.readable().get(pk=stale.pk)
        assert Answer.objects.get(review=review).risk == "MEDIUM"
        assert (review.medium, review.none, review.questions) == (1, 0, 29)


def test_upgrades_and_answers_at_the_same_moment_wait_for_each_other(committed_world: World):
    acme = committed_world.acme
    with acme.open():
        made = [reviewed(acme, edition("2025.04"))]
        ids = [question.id for question in loader.document(made[0].lens_version).questions()][:12]

    def act(place: int) -> None:
        try:
            with acme.open():
                review = reviews.readable().get(pk=made[0].pk)
                if place == 6:
                    upgrades.upgrade(review=review, to=edition("2025.11").pk, name="Before", by=acme.owner)
                else:
                    say(review, ids[place], AnswerContent(notes=f"{place}"), acme)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(12)))
    with acme.open():
        review = reviews.readable().get(pk=made[0].pk)
        assert review.lens_version.version == "2025.11"
        assert Answer.objects.filter(review=review).count() == 11
        assert review.questions == 29


def test_ticks_of_choices_that_are_gone_go_with_them(world: World):
    acme = world.acme
    with acme.open():
        draft = lenses.import_draft(document=encoded(small()), over=None, by=acme.owner)
        first = lenses.publish(draft=draft, version="1.0", by=acme.owner)
        review = reviewed(acme, first)
        ticks = {"WATCH01_BP01": TICKED, "WATCH01_BP02": TICKED}
        say(review, "WATCH01", AnswerContent(choices=ticks, notes="Two of them."), acme)
        longer = changed("pillars.0.questions.0.choices.1", practice("WATCH01_BP03", "A dog"))
        rules = longer["pillars"][0]["questions"][0]["riskRules"]
        rules[0]["condition"] = rules[1]["condition"] = "WATCH01_BP01 && WATCH01_BP03"
        draft = lenses.import_draft(document=encoded(longer), over=first.lens, by=acme.owner)
        second = lenses.publish(draft=draft, version="1.1", by=acme.owner)
        upgrades.upgrade(review=review, to=second.pk, name="Before 1.1", by=acme.owner)
        answer = Answer.objects.get(review=review)
        assert (set(answer.choices), answer.notes, answer.risk) == ({"WATCH01_BP01"}, "Two of them.", "HIGH")


def test_a_lead_is_offered_the_step_and_sees_what_it_changes(world: World):
    acme = world.acme
    with acme.open():
        review = reviewed(acme, edition("2025.04"))
        both = {"GENCOST03_BP01": TICKED, "GENCOST03_BP02": TICKED}
        say(review, "GENCOST03", AnswerContent(choices=both), acme)
    client = signed_in(acme.user("lead"))
    address = reverse("review_upgrade", args=[acme.slug, review.id])
    overview = reverse("workload", args=[acme.slug, review.workload_id])
    assert address in client.get(overview).content.decode()
    page = client.get(address).content.decode()
    assert "Compared with version 2025.04" in page
    assert "Before lens version 2025.11" in page
    assert page.count("<ins>") == 2
    shown = {"name": "Before November", "to": re.search(r'name="to" value="([^"]+)"', page)[1]}
    other = client.post(address, shown | {"to": str(review.id)})
    assert other.status_code == 422
    assert "Another version of this lens is the newest by now" in other.content.decode()
    answer = client.post(address, shown)
    assert answer.headers["Location"] == overview
    assert address not in client.get(overview).content.decode()
    history = reverse("answer_history", args=[acme.slug, review.id, "GENCOST03"])
    assert "Carried over to version 2025.11 of the lens" in client.get(history).content.decode()
    contributor = signed_in(acme.user("contributor"))
    assert contributor.get(address).status_code == 403
