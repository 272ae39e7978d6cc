"""The versions of a lens: listed, compared, drafted from, exported; and the end of a lens."""

import json
import time
from dataclasses import replace
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.actions import answers, lenses, milestones, workloads
from assessments.actions import reviews as opened
from assessments.lenses import loader
from assessments.models import Answer, AuditEvent, Lens, LensDraft, LensVersion, Review
from assessments.queries import lenses as queries
from assessments.queries import reviews
from assessments.queries.lens_difference import compared
from assessments.rules.merge import AnswerContent
from tests.lens_pages.life import published, reviewed, watch
from tests.lens_pages.test_drafts import imported, publish, send
from tests.lenses.documents import changed, encoded, small
from tests.world import Tenant, World, signed_in


@pytest.fixture
def lead(world: World) -> Client:
    """Who may import, publish and delete."""
    return signed_in(world.acme.user("lead"))


def page(client: Client, tenant: Tenant, name: str, version: LensVersion, **asked: Any) -> str:
    """A page of a version."""
    answer = client.get(reverse(name, args=[tenant.slug, version.id]), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def test_publishing_over_a_published_version_asks_how_it_reaches_the_reviews(lead: Client, world: World):
    acme = world.acme
    first = imported(lead, acme, encoded(small()))
    assert 'name="kind"' not in lead.get(reverse("lens_draft", args=[acme.slug, first.id])).content.decode()
    publish(lead, acme, first, "1.0", kind="")
    with acme.open():
        reviewed(acme, LensVersion.objects.get(version="1.0"))
    draft = imported(lead, acme, encoded(watch(2)), over=first.lens_id)
    asks = lead.get(reverse("lens_draft", args=[acme.slug, draft.id])).content.decode()
    assert 'name="kind"' in asks
    assert "A minor version reaches 1 review." in asks
    assert publish(lead, acme, draft, "1.1", kind="").status_code == 422
    answer = lead.post(
        reverse("lens_publish", args=[acme.slug, draft.id]), {"version": "1.1", "kind": "minor"}, follow=True
    )
    assert "The reviews follow it within moments" in answer.content.decode()
    with acme.open():
        version = LensVersion.objects.get(version="1.1")
        assert (version.generation, version.revision) == (1, 1)
        assert version.published_by == acme.members["lead"]


def test_every_version_is_listed_once_with_its_kind_its_publisher_and_its_reviews(lead: Client, world: World):
    acme = world.acme
    with acme.open():
        first = published(acme, watch(), "1.0")
        reviewed(acme, first)
        published(acme, watch(2), "1.1", over=first, major=False)
        second = published(acme, watch(3), "2.0", over=first)
        lines = [(one.version.version, one.major, one.reviews) for one in queries.lines(first.lens_id)]
    assert lines == [("2.0", True, 0), ("1.1", False, 0), ("1.0", True, 1)]
    shown = page(lead, acme, "lens", second)
    assert "Acme owner" in shown
    assert shown.count(">Major</td>") == 2
    assert shown.count(">Minor</td>") == 1


def test_any_two_versions_are_compared_side_by_side(lead: Client, world: World):
    acme = world.acme
    document = watch()
    asked = document["pillars"][0]["questions"][0]
    asked["title"] = "Who keeps awake?"
    asked["choices"][0]["title"] = "A <b>person</b>"
    asked["riskRules"].pop(1)
    document["pillars"][0]["name"] = "Operating"
    with acme.open():
        first = published(acme, watch(), "1.0")
        second = published(acme, document, "1.1", over=first, major=False)
        third = published(acme, watch(2), "2.0", over=first)
    shown = page(lead, acme, "lens_compare", second)
    assert "From version 1.0 to 1.1" in shown
    assert "Who <del>is</del> awake?" in shown
    assert "Who <ins>keeps</ins> awake?" in shown
    assert "A <ins>&lt;b&gt;</ins>person<ins>&lt;/b&gt;</ins>" in shown
    assert "<del>Operations</del> <ins>Operating</ins>" in shown
    assert "WATCH01_BP01 || WATCH01_BP02" in shown
    backwards = page(lead, acme, "lens_compare", second, **{"from": str(third.id), "to": str(first.id)})
    assert "From version 2.0 to 1.0" in backwards
    assert "WATCH02" in backwards
    other = lead.get(reverse("lens_compare", args=[acme.slug, first.id]), {"to": str(acme.review.lens_version_id)})
    assert other.status_code == 404
    assert lead.get(reverse("lens_compare", args=[acme.slug, first.id]), {"from": "x"}).status_code == 404


def test_a_lens_of_one_version_has_nothing_to_compare(lead: Client, world: World):
    with world.acme.open():
        only = published(world.acme, watch(), "1.0")
    assert "Nothing to compare yet" in page(lead, world.acme, "lens_compare", only)


def test_texts_beyond_the_effort_of_a_page_stand_beside_each_other_unmarked():
    before, after = {"en": "ある。いる。" * 50}, {"en": "う。いる。ある。" * 50}
    document = loader.format.parse(encoded(watch(19)))
    one, other = (_titled(document, title) for title in (before, after))
    comparison = compared(one, other, "en")
    kinds = [[segment.kind for segment in question.texts[0].segments] for question in comparison.questions]
    assert kinds[0].count("kept") > 1
    assert kinds[-1] == ["removed", "added", "kept"]


def test_a_page_of_texts_that_are_long_to_compare_comes_at_once():
    before, after = ("".join(chr(0x4E00 + n) + chr(other + n) for n in range(4000)) for other in (0x6000, 0x8000))
    document = loader.format.parse(encoded(watch(19)))
    one, other = (_titled(document, {"en": title}) for title in (before, after))
    started = time.process_time()
    comparison = compared(one, other, "en")
    assert time.process_time() - started < 3
    assert {len(question.texts[0].segments) for question in comparison.questions} == {3}


def _titled(document: Any, title: dict[str, str]) -> Any:
    (pillar,) = document.pillars
    questions = tuple(replace(one, title=title) for one in pillar.questions)
    return replace(document, pillars=(replace(pillar, questions=questions),))


def test_a_draft_is_made_of_a_version_and_taken_along(lead: Client, world: World):
    acme = world.acme
    with acme.open():
        first = published(acme, watch(), "1.0")
        published(acme, watch(2), "1.1", over=first, major=False)
    address = reverse("lens_draft_new", args=[acme.slug, first.id])
    made = lead.post(address)
    with acme.open():
        draft = LensDraft.objects.get()
        assert (draft.lens_id, draft.name, json.loads(draft.document)) == (first.lens_id, first.name, watch())
        assert draft.imported_by == acme.members["lead"]
        assert AuditEvent.objects.filter(action="lenses.draft").exists()
    assert made.headers["Location"].endswith(str(draft.id))
    taken = lead.get(reverse("lens_draft_export", args=[acme.slug, draft.id]))
    assert json.loads(taken.content) == watch()
    assert "night-watch-draft.json" in taken.headers["Content-Disposition"]
    again = lead.post(address, follow=True)
    assert "There is a draft of this lens already" in again.content.decode()
    with acme.open():
        assert LensDraft.objects.get().pk == draft.pk


def test_a_built_in_lens_is_nobodys_to_edit_or_delete(lead: Client, world: World):
    acme = world.acme
    for name in ("lens_draft_new", "lens_delete"):
        assert lead.post(reverse(name, args=[acme.slug, acme.review.lens_version_id])).status_code == 404
    with acme.open():
        version = queries.readable().get(pk=acme.review.lens_version_id)
        with pytest.raises(lenses.NotFound):
            lenses.draft_of(version=version, by=acme.owner)
        with pytest.raises(lenses.NotFound):
            lenses.delete(lens=version.lens, name="AWS Generative AI Lens", by=acme.owner)
    shown = page(lead, acme, "lens", version)
    assert "Edit as a draft" not in shown


@pytest.fixture
def deleted(lead: Client, world: World) -> Review:
    """A review with an answer whose lens was deleted afterwards, with a draft of it."""
    acme = world.acme
    with acme.open():
        version = published(acme, watch(), "1.0")
        review = reviewed(acme, version)
        content = AnswerContent(notes="Before.")
        answers.record(review=review, question_id="WATCH01", content=content, expected_version=0, by=acme.owner)
        lenses.draft_of(version=version, by=acme.owner)
    address = reverse("lens_delete", args=[acme.slug, version.id])
    asked = lead.get(address).content.decode()
    assert "1 review follows it" in asked
    assert "To confirm, type the name" in asked
    refused = lead.post(address, {"name": "Night"})
    assert refused.status_code == 422
    assert "Type “Night watch”" in refused.content.decode()
    assert lead.post(address, {"name": " Night watch "}).status_code == 302
    return review


def test_a_deleted_lens_is_offered_nowhere_and_its_name_is_free(lead: Client, world: World, deleted: Review):
    acme = world.acme
    with acme.open():
        assert AuditEvent.objects.filter(action="lenses.delete", table="assessments_lens").exists()
        assert not LensDraft.objects.exists()
        lens = Lens.objects.exclude(organization=None).get()
    for name in ("lenses", "workload_new", "lens_import"):
        assert "Night watch" not in lead.get(reverse(name, args=[acme.slug])).content.decode()
    assert "Night watch" in lead.get(reverse("audit_log", args=[acme.slug])).content.decode()
    assert send(lead, acme, encoded(changed("description", "Again.")), over=lens.id).status_code == 422
    again = imported(lead, acme, encoded(small()))
    assert again.lens_id != lens.id
    assert publish(lead, acme, again, "1.0").status_code == 302
    assert lead.get(reverse("lens_delete", args=[acme.slug, deleted.lens_version_id])).status_code == 404


def test_reviews_of_a_deleted_lens_go_on_and_say_so(lead: Client, world: World, deleted: Review):
    acme = world.acme
    client = signed_in(acme.user("contributor"))
    question = reverse("question", args=[acme.slug, deleted.id, "WATCH01"])
    overview = reverse("workload", args=[acme.slug, deleted.workload_id])
    for address in (question, overview):
        assert "Deleted lens" in client.get(address).content.decode()
    assert "This lens was deleted" in page(client, acme, "lens", deleted.lens_version)
    with acme.open():
        content = AnswerContent(notes="After.")
        answers.record(review=deleted, question_id="WATCH01", content=content, expected_version=1, by=acme.owner)
        assert Answer.objects.get(review=deleted).notes == "After."
        milestones.take(workload=deleted.workload, name="Still there", by=acme.owner)


def test_no_review_begins_and_no_draft_comes_under_a_deleted_lens(world: World, deleted: Review):
    acme = world.acme
    with acme.open():
        version = reviews.readable().get(pk=deleted.pk).lens_version
        with pytest.raises(opened.LensDeleted):
            workloads.define(by=acme.owner, lens_versions=[version], name="Late", regions=["us-east-1"])
        with pytest.raises(opened.LensDeleted):
            lenses.import_draft(document=encoded(watch(2)), over=version.lens, by=acme.owner)
        with pytest.raises(opened.LensDeleted):
            lenses.draft_of(version=version, by=acme.owner)
        with pytest.raises(opened.LensDeleted):
            lenses.delete(lens=version.lens, name="Night watch", by=acme.owner)


def test_a_deleted_lens_has_no_upgrade(world: World):
    acme = world.acme
    with acme.open():
        first = published(acme, watch(), "1.0")
        review = reviewed(acme, first)
        published(acme, watch(2), "2.0", over=first)
        assert queries.newer(review) is not None
        lenses.delete(lens=first.lens, name="Night watch", by=acme.owner)
        assert queries.newer(review) is None


def test_contributors_delete_and_draft_nothing(world: World):
    acme = world.acme
    with acme.open():
        version = published(acme, watch(), "1.0")
    client = signed_in(acme.user("contributor"))
    assert "Delete lens" not in page(client, acme, "lens", version)
    for name in ("lens_delete", "lens_draft_new"):
        assert client.post(reverse(name, args=[acme.slug, version.id]), {"name": "Night watch"}).status_code == 403
