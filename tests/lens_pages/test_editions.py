"""New words for built-in editions: a minor version of each, which reviews everywhere follow in silence."""

import json

from django.core.management import call_command
from django.urls import reverse

from assessments.actions import answers, following
from assessments.lenses import editions, loader
from assessments.lenses.loader import BuiltIn
from assessments.models import AnswerVersion, Job, LensVersion
from assessments.queries import lenses as queries
from assessments.rules.merge import AnswerContent
from tests.lens_pages.life import TICKED, asked, now, reviewed, run, watch
from tests.lenses.documents import encoded
from tests.world import World, signed_in


def reworded(word: str) -> list[BuiltIn]:
    """The catalogue with another word in the description of its one lens, earlier editions made of the same files."""
    current = loader.catalog()[-1]
    document = json.loads(current.document)
    document["description"] += f" {word}"
    changed = encoded(document)
    folder = loader.CATALOG / current.key
    made = (
        editions.earlier(changed, current.enrichment, one | {"description": {"en": f"April. {word}", "ja": "4月。"}})
        for one in json.loads((folder / "earlier.json").read_text())
    )
    return [*(BuiltIn(current.key, *edition) for edition in made), BuiltIn(current.key, changed, current.enrichment)]


def places(key: str = "generative_ai") -> list[tuple[str, int, int]]:
    """The versions of a built-in lens in their order."""
    rows = LensVersion.objects.filter(organization=None, lens__key=key).order_by("generation", "revision")
    return list(rows.values_list("version", "generation", "revision"))


def test_new_words_for_built_in_editions_reach_every_organization_in_silence(committed_world: World):
    acme, globex = committed_world.acme, committed_world.globex
    with acme.open():
        april = reviewed(acme, LensVersion.objects.get(version="2025.04"))
        content = AnswerContent(choices={"GENCOST03_BP01": TICKED}, notes="Measured.")
        answers.record(review=april, question_id="GENCOST03", content=content, expected_version=0, by=acme.owner)
        november = now(acme.review)
    assert [one.version for one in loader.load_built_in("owner", reworded("Once more."))] == ["2025.04", "2025.11"]
    assert loader.load_built_in("owner", reworded("Once more.")) == []
    with acme.open():
        assert places() == [("2025.04", 1, 0), ("2025.04", 1, 1), ("2025.11", 2, 0), ("2025.11", 2, 1)]
        assert queries.newer(november) is None
        assert queries.newer(april).revision == 1
        assert [one.version for one in queries.versions(november.lens_version.lens_id)] == ["2025.11", "2025.04"]
        assert [one.version for one in queries.newest()] == ["2025.11"]
    assert following.ask_where_behind() == 2
    assert following.ask_where_behind() == 0
    for tenant in (acme, globex):
        with tenant.open():
            job = asked()
        run(tenant, job)
    with globex.open():
        assert now(globex.review).lens_version.revision == 1
    with acme.open():
        assert [now(one).lens_version.revision for one in (april, november)] == [1, 1]
        assert [now(one).lens_version.version for one in (april, november)] == ["2025.04", "2025.11"]
        assert now(november).changed_at == november.changed_at
        assert AnswerVersion.objects.count() == 1
        lines = {
            line.version.version: (line.reviews, line.major) for line in queries.lines(now(april).lens_version.lens_id)
        }
        assert lines == {"2025.11": (1, True), "2025.04": (1, True)}
    page = signed_in(acme.user()).get(reverse("workload", args=[acme.slug, acme.workload.id])).content.decode()
    assert "Upgrade to" not in page


def test_words_that_come_back_are_the_newest_again(committed_world: World):
    loader.load_built_in("owner", reworded("Once more."))
    assert [one.revision for one in loader.load_built_in("owner")] == [2, 2]
    with committed_world.acme.open():
        newest = queries.newest()[0]
        assert "Once more." not in loader.document(newest).description["en"]


def test_an_earlier_edition_that_comes_late_takes_its_place_before_the_others(committed_world: World):
    def edition(version: str) -> BuiltIn:
        enrichment = json.dumps({"lens": "Night watch", "version": version}).encode()
        return BuiltIn("night_watch", encoded(watch()), enrichment)

    loader.load_built_in("owner", [edition("2026")])
    loader.load_built_in("owner", [edition("2025"), edition("2026"), edition("2027")])
    assert [version for version, *_place in places("night_watch")] == ["2025", "2026", "2027"]


def test_loading_the_lenses_asks_for_what_nobody_asked_for(committed_world: World):
    loader.load_built_in("owner", reworded("Once more."))
    with committed_world.acme.open():
        assert not Job.objects.exists()
    call_command("load_lenses", verbosity=0)
    with committed_world.acme.open():
        assert asked().asked_by is None
