"""The guidance of a lens as pages: a topic to read, and the ways to it from the lens, its questions and a review."""

import html
import re

import pytest
from django.test import Client
from django.urls import reverse

from assessments import taxonomies
from assessments.lenses import loader
from assessments.models import Lens, LensVersion
from assessments.rules.guidance import Topic
from tests.lenses.documents import encoded, small
from tests.world import Tenant, World, signed_in

TOPICS = ["principles", "lifecycle", "data_architecture", "responsible_ai", "user_types", "roles"]


@pytest.fixture
def reader(world: World) -> Client:
    """Who may only read."""
    return signed_in(world.acme.user("viewer"))


def topic(tenant: Tenant, id: str) -> Topic:
    """A topic of the built-in lens."""
    found = loader.document(tenant.review.lens_version).topic(id)
    assert found is not None
    return found


def guidance(tenant: Tenant, id: str, version: LensVersion | None = None) -> str:
    """The address of a topic."""
    return reverse("lens_guidance", args=[tenant.slug, version.id if version else tenant.review.lens_version_id, id])


def shown(client: Client, address: str) -> str:
    """A page, with its characters as people see them."""
    answer = client.get(address)
    assert answer.status_code == 200
    return html.unescape(answer.content.decode())


@pytest.mark.parametrize("id", TOPICS)
def test_a_topic_is_told_in_full(reader: Client, world: World, id: str):
    page = shown(reader, guidance(world.acme, id))
    told = topic(world.acme, id)
    for section in told.sections:
        assert section.text["en"] in page
        assert f'id="{section.id}"' in page
        assert all(note.text["en"] in page and note.label["en"] in page for note in section.notes)
        for question in section.questions:
            assert reverse("lens_question", args=[world.acme.slug, world.acme.review.lens_version_id, question]) in page
    assert all(guidance(world.acme, other) in page for other in TOPICS)


def test_a_topic_speaks_the_readers_language(world: World):
    person = world.acme.user("viewer")
    person.language = "ja"
    person.save()
    page = shown(signed_in(person), guidance(world.acme, "roles"))
    told = topic(world.acme, "roles").sections[0]
    assert told.text["ja"] in page
    assert told.group["ja"] in page
    assert told.text["en"] not in page


def test_a_topic_that_the_lens_does_not_have_is_not_found(reader: Client, world: World):
    assert reader.get(guidance(world.acme, "astrology")).status_code == 404


def test_the_lens_leads_to_every_topic(reader: Client, world: World):
    page = shown(reader, reverse("lens", args=[world.acme.slug, world.acme.review.lens_version_id]))
    assert all(guidance(world.acme, id) in page for id in TOPICS)


def test_a_question_leads_to_the_sections_that_name_it(reader: Client, world: World):
    version = world.acme.review.lens_version
    page = shown(reader, reverse("lens_question", args=[world.acme.slug, version.id, "GENSEC05"]))
    named = [
        (topic.id, one.id) for topic, sections in loader.document(version).background("GENSEC05") for one in sections
    ]
    assert ("principles", "controlled_autonomy") in named
    assert all(f'{guidance(world.acme, topic)}#{section}"' in page for topic, section in named)
    assert page.count("/guidance/") == len(named)


def test_a_question_shows_the_practices_of_the_framework(reader: Client, world: World):
    version = world.acme.review.lens_version
    page = shown(reader, reverse("lens_question", args=[world.acme.slug, version.id, "GENSEC02"]))
    assert f'href="{taxonomies.framework_url("SEC07-BP02")}"' in page


def test_practices_are_found_by_their_codes_in_the_framework(reader: Client, world: World):
    address = reverse("lens", args=[world.acme.slug, world.acme.review.lens_version_id])
    page = shown(reader, f"{address}?q=rel05-bp05")
    assert re.findall(r"#c-(\w+)", page) == ["GENREL03_BP02"]


def test_a_review_leads_to_the_background_and_the_framework(world: World):
    client = signed_in(world.acme.user("contributor"))
    page = shown(client, reverse("question", args=[world.acme.slug, world.acme.review.id, "GENREL03"]))
    version = world.acme.review.lens_version_id
    assert f'{reverse("lens_question", args=[world.acme.slug, version, "GENREL03"])}#background"' in page
    assert f'href="{taxonomies.framework_url("REL05-BP05")}"' in page


def test_a_lens_without_guidance_shows_no_way_to_any(reader: Client, world: World):
    with world.acme.open():
        own = Lens.objects.create(organization=world.acme.organization, key="own")
        version = LensVersion.objects.create(
            organization=world.acme.organization, lens=own, version="1", name={"en": "Night watch"},
            document=encoded(small()).decode(), digest="1" * 64,
        )  # fmt: skip
    question = shown(reader, reverse("lens_question", args=[world.acme.slug, version.id, "WATCH01"]))
    whole = shown(reader, reverse("lens", args=[world.acme.slug, version.id]))
    assert "Background" not in question + whole
    assert reader.get(guidance(world.acme, "lifecycle", version)).status_code == 404


def test_a_code_without_a_page_is_shown_as_it_is(reader: Client, world: World):
    known = {"choices": {"WATCH01_BP01": {"framework": ["XYZ01-BP01"]}}}
    with world.acme.open():
        own = Lens.objects.create(organization=world.acme.organization, key="own")
        version = LensVersion.objects.create(
            organization=world.acme.organization, lens=own, version="1", name={"en": "Night watch"},
            document=encoded(small()).decode(), enrichment=encoded(known).decode(), digest="2" * 64,
        )  # fmt: skip
    page = shown(reader, reverse("lens_question", args=[world.acme.slug, version.id, "WATCH01"]))
    assert '<span class="badge">XYZ01-BP01</span>' in page
