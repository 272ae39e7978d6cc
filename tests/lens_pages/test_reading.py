"""A lens to read: found by class and by word in either language, told in full, its rules tried."""

import hashlib
import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.lenses import loader
from assessments.models import Lens, LensVersion
from tests.lenses.documents import changed, encoded, practice
from tests.world import Tenant, World, signed_in


def lens(client: Client, tenant: Tenant, **wanted: str) -> str:
    """The page of the built-in lens."""
    address = reverse("lens", args=[tenant.slug, tenant.review.lens_version_id])
    answer = client.get(address, wanted)
    assert answer.status_code == 200
    return answer.content.decode()


def question(client: Client, tenant: Tenant, id: str, version: LensVersion | None = None, **tried: Any) -> str:
    """The page of one of its questions."""
    address = reverse("lens_question", args=[tenant.slug, version.id if version else tenant.review.lens_version_id, id])
    answer = client.get(address, tried)
    assert answer.status_code == 200
    return answer.content.decode()


def practices(page: str) -> list[str]:
    """The practices that a page of the lens leads to."""
    return re.findall(r"/questions/\w+#c-(\w+)", page)


@pytest.fixture
def reader(world: World) -> Client:
    """Who may only read."""
    return signed_in(world.acme.user("viewer"))


def test_the_whole_lens_is_there(reader: Client, world: World):
    page = lens(reader, world.acme)
    assert len(practices(page)) == 51
    assert "29 questions" in page
    assert "51 practices" in page


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"owasp": "LLM06"}, {"GENOPS03_BP02", "GENSEC05_BP01", "GENREL03_BP02", "GENREL05_BP03", "GENCOST05_BP01"}),
        ({"pattern": "agents", "owasp": "LLM01"}, {"GENSEC05_BP01"}),
        ({"q": "GENSEC02"}, {"GENSEC02_BP01"}),
        ({"q": "genrel03-bp02"}, {"GENREL03_BP02"}),
        ({"q": "ガードレール kms"}, set()),
    ],
)
def test_practices_are_found_by_class_and_word(reader: Client, world: World, wanted: dict[str, str], found: set[str]):
    assert set(practices(lens(reader, world.acme, **wanted))) == found


def test_a_word_is_found_in_the_language_that_the_page_does_not_speak(reader: Client, world: World):
    everywhere = practices(lens(reader, world.acme, q="ガードレール"))
    assert "GENSEC02_BP01" in everywhere
    assert len(everywhere) < 51


def test_a_class_that_the_lens_does_not_have_narrows_nothing(reader: Client, world: World):
    assert len(practices(lens(reader, world.acme, owasp="LLM99", phase="<b>", team="nobody"))) == 51


def test_what_is_not_found_says_so_and_keeps_what_was_asked(reader: Client, world: World):
    page = lens(reader, world.acme, q='<script>"nothing"')
    assert practices(page) == []
    assert "Nothing matches" in page
    assert '<script>"nothing' not in page
    assert "&lt;script&gt;&quot;nothing&quot;" in page


def test_a_question_is_told_in_full(reader: Client, world: World):
    page = question(reader, world.acme, "GENSEC02")
    told = loader.question(world.acme.review.lens_version, "GENSEC02").practices[0]
    plain = page.replace("&#x27;", "'").replace("&lt;", "<").replace("&gt;", ">").replace("&quot;", '"')
    for text in (told.why["en"], *told.steps["en"], *told.shows["en"]):
        assert text in plain
    assert "LLM09 · Misinformation" in page
    assert "LLM07 · Misinformation" in page
    for neighbour in ("GENSEC01", "GENSEC03"):
        assert reverse("lens_question", args=[world.acme.slug, world.acme.review.lens_version_id, neighbour]) in page


def test_it_speaks_the_readers_language(world: World):
    person = world.acme.user("viewer")
    person.language = "ja"
    person.save()
    told = loader.question(world.acme.review.lens_version, "GENSEC02").practices[0]
    page = question(signed_in(person), world.acme, "GENSEC02")
    assert told.steps["ja"][0] in page
    assert told.steps["en"][0] not in page
    assert "誤情報" in page


@pytest.mark.parametrize(
    ("tried", "risk"),
    [
        ({}, "UNANSWERED"),
        ({"choice": ["GENSEC04_BP01", "GENSEC04_BP02"]}, "NONE"),
        ({"choice": ["GENSEC04_BP02"]}, "MEDIUM"),
        ({"choice": ["GENSEC04_no"]}, "HIGH"),
        ({"choice": ["nothing", "<b>"]}, "UNANSWERED"),
    ],
)
def test_an_answer_is_tried_on_the_rules(reader: Client, world: World, tried: dict[str, Any], risk: str):
    page = question(reader, world.acme, "GENSEC04", **tried)
    assert re.search(rf'id="try-title">[^<]*</h2><span class="risk risk-pill" data-risk="{risk}"', page)


def test_every_answer_stands_in_the_table(reader: Client, world: World):
    page = question(reader, world.acme, "GENSEC04")
    assert "All 8 answers." in page
    assert "BP01, BP02</td>" in page


def own(world: World, document: Any) -> LensVersion:
    """A version of Acme's own lens."""
    text = encoded(document).decode().replace(" && !WATCH01_no", "")
    with world.acme.open():
        lens = Lens.objects.create(organization=world.acme.organization, key="own")
        return LensVersion.objects.create(
            organization=world.acme.organization, lens=lens, version="1", name={"en": "Night watch"},
            document=text, digest=hashlib.sha256(text.encode()).hexdigest(),
        )  # fmt: skip


def test_the_table_says_none_of_these_as_the_lens_does(reader: Client, world: World):
    version = own(world, changed("pillars.0.questions.0.choices.2.title", "Nobody, ever"))
    assert "<td>Nobody, ever</td>" in question(reader, world.acme, "WATCH01", version)


@pytest.mark.parametrize(
    ("url", "label"),
    [
        ("https://docs.aws.amazon.com/wellarchitected/latest/", "AWS documentation"),
        ("https://wiki.example.com/docs.aws.amazon.com/", "Documentation"),
    ],
)
def test_only_links_to_the_documentation_of_aws_are_called_so(reader: Client, world: World, url: str, label: str):
    version = own(world, changed("pillars.0.questions.0.choices.0.helpfulResource.url", url))
    page = question(reader, world.acme, "WATCH01", version)
    assert re.search(rf'href="{re.escape(url)}"[^>]*>{label} ', page)


def test_who_may_publish_is_told_what_is_hardly_meant_and_who_may_not_is_spared(reader: Client, world: World):
    version = own(world, changed("pillars.0.questions.0.choices.2", practice("WATCH01_BP03", "A dog")))
    page = question(signed_in(world.acme.user("lead")), world.acme, "WATCH01", version)
    assert "No rule names “WATCH01_BP03”" in page
    assert "Get A dog" in page
    assert "No rule names" not in question(reader, world.acme, "WATCH01", version)


def test_a_question_that_the_lens_does_not_have_is_not_found(reader: Client, world: World):
    address = reverse("lens_question", args=[world.acme.slug, world.acme.review.lens_version_id, "GENSEC99"])
    assert reader.get(address).status_code == 404
