"""A review's pages find their lens parsed: no JSON of it is read again."""

import cProfile
import pstats
from pathlib import Path

from django.urls import reverse

from assessments.lenses import loader
from tests.world import World, signed_in

#: The modules that read a lens's text. `loader` itself only looks the parsed lens up.
READERS = {"json_text.py", "format.py", "fields.py", "structure.py", "build.py", "enrichment.py", "editions.py"}


def readers_called_by(profile: cProfile.Profile) -> set[str]:
    """The readers of lens texts in which a function ran."""
    files = {Path(file) for file, _line, _name in pstats.Stats(profile).stats}  # type: ignore[attr-defined]
    return {file.name for file in files if file.parent.name == "lenses" and file.name in READERS}


def test_a_review_page_parses_no_lens(world: World):
    acme = world.acme
    person = signed_in(acme.user())
    names = ("question", [acme.review.id, "GENSEC01"]), ("workload", [acme.workload.id]), ("portfolio", [])
    addresses = [reverse(name, args=[acme.slug, *ids]) for name, ids in names]
    for address in addresses:
        person.get(address)
    profile = cProfile.Profile()
    with profile:
        assert [person.get(address).status_code for address in addresses] == [200, 200, 200]
    assert readers_called_by(profile) == set()


def test_the_test_would_see_it(world: World):
    with world.acme.open():
        version = world.acme.review.lens_version
        loader._parsed.pop(version.digest, None)
        profile = cProfile.Profile()
        with profile:
            loader.document(version)
    assert {"format.py", "build.py"} <= readers_called_by(profile)
