"""Evidence for what a lens version has no more: shown at its question, or on the overview when that is gone as well."""

from pathlib import Path
from typing import Any

import pytest
from django.urls import reverse
from pytest_django import Settings

from assessments.actions import evidence, milestones, observations, upgrades
from assessments.actions.evidence import Target, Upload
from assessments.actions.observations import Seen
from assessments.models import Review
from assessments.queries import evidence as library
from assessments.queries import reviews
from assessments.rules.payload import from_payload
from tests.lens_pages.life import published, reviewed, watch
from tests.milestones.story import text
from tests.world import Tenant, World, signed_in


@pytest.fixture(autouse=True)
def _own_files(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = str(tmp_path)


def proof(review: Review, tenant: Tenant, name: str, question: str, choice: str = "") -> None:
    """A file that is linked to a question or a choice."""
    targets = [Target(question, choice)]
    upload = Upload(name, [name.encode()])
    evidence.add_file(workload=review.workload, upload=upload, targets=targets, by=tenant.owner)


def upgraded(tenant: Tenant, after: dict[str, Any]) -> Review:
    """A review of two questions with evidence everywhere that went on to a version which says ``after``."""
    first = published(tenant, watch(2), "1.0")
    review = reviewed(tenant, first)
    proof(review, tenant, "person.txt", "WATCH01", "WATCH01_BP01")
    proof(review, tenant, "alarm.txt", "WATCH01", "WATCH01_BP02")
    proof(review, tenant, "whole.txt", "WATCH01")
    proof(review, tenant, "second.txt", "WATCH02", "WATCH02_BP02")
    seen = {"check": "LOG-INV", "title": {"en": "Bells ring"}, "verdict": "PASS", "statement": {"en": "They do."},
            "account_id": "111122223333", "region": "us-east-1", "environment": "PRODUCTION",
            "at": "2026-11-19T06:12:00+00:00"}  # fmt: skip
    targets = (Target("WATCH01", "WATCH01_BP02"),)
    found = Seen("LOG-INV", "", seen, targets)
    observations.record(workload=review.workload, place="LOG-INV", seen=[found], could_look=True, source="AWS")
    second = published(tenant, after, "2.0", over=first)
    upgrades.upgrade(review=review, to=second.pk, name="Before 2.0", by=tenant.owner)
    return reviews.readable().get(pk=review.pk)


def test_evidence_for_a_dropped_choice_stands_under_its_question_and_says_what_it_was_for(world: World):
    acme = world.acme
    with acme.open():
        review = upgraded(acme, watch(2, third=True))
        page = reviews.question_page(review, "WATCH01")
        assert [(one.title, one.former) for one in page.loose_evidence if one.observation is None] == [
            ("whole.txt", ""),
            ("alarm.txt", "WATCH01-BP02"),
        ]
        assert (page.evidence_count, page.observation_count) == (3, 1)
        assert library.strays(review.workload_id, {"WATCH01", "WATCH02"}) == ()
    shown = signed_in(acme.user()).get(reverse("question", args=[acme.slug, review.id, "WATCH01"])).content.decode()
    assert shown.count("was for WATCH01-BP02") == 2
    assert "Bells ring" in shown


def test_a_milestone_keeps_evidence_for_a_dropped_choice_at_its_question_with_the_code(world: World):
    acme = world.acme
    with acme.open():
        review = upgraded(acme, watch(2, third=True))
        taken = milestones.take(workload=review.workload, name="After 2.0", by=acme.owner)
        frozen = from_payload(taken.payload)
        called = {one.id: one.title for one in frozen.evidence} | {one.id: one.check for one in frozen.observations}
        told = {one.id: [(link.former, called[link.evidence_id]) for link in one.links] for one in frozen.questions()}
    assert told["WATCH01"][0] == ("", "whole.txt")
    assert sorted(told["WATCH01"][1:]) == [("WATCH01-BP02", "LOG-INV"), ("WATCH01-BP02", "alarm.txt")]
    assert told["WATCH02"] == [("WATCH02-BP02", "second.txt")]
    page = reverse("milestone", args=[acme.slug, review.workload_id, taken.number])
    shown = text(signed_in(acme.user()).get(page).content)
    assert "The question as a whole · whole.txt Speaks for it" in shown
    assert "was for WATCH01-BP02 · alarm.txt Speaks for it" in shown
    assert shown.count("was for WATCH01-BP02 ·") == 2
    assert "LOG-INV · They do." in shown


def test_evidence_whose_question_is_gone_stands_on_the_overview(world: World):
    acme = world.acme
    with acme.open():
        review = upgraded(acme, watch(1))
        assert [one.former for one in library.strays(review.workload_id, {"WATCH01"})] == ["WATCH02-BP02"]
    client = signed_in(acme.user())
    shown = client.get(reverse("workload", args=[acme.slug, review.workload_id])).content.decode()
    assert "Evidence without a question" in shown
    assert "second.txt" in shown
    assert "alarm.txt" not in shown
    other = client.get(reverse("workload", args=[acme.slug, acme.workload.id])).content.decode()
    assert "Evidence without a question" not in other
