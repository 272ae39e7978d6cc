"""A lens whose author means harm: its texts are read as texts on every page of the organization that took it."""

from typing import Any

from django.urls import reverse

from assessments.actions import workloads
from assessments.models import LensVersion
from tests.lens_shares.conftest import accepted, offered, path_of, published
from tests.lenses.documents import small
from tests.world import World, signed_in

MARKUP, TURNED = '"><script>alert(1)</script>{{ 7 }}%(n)s', "\u202e"


def hostile() -> dict[str, Any]:
    """A lens with markup and a turned order in every text."""
    document = small()
    document["name"] = document["pillars"][0]["name"] = "L" + MARKUP
    question = document["pillars"][0]["questions"][0]
    question["title"] = question["description"] = document["description"] = MARKUP + TURNED
    for choice in question["choices"]:
        choice["title"] = MARKUP + TURNED
    for choice in question["choices"][:2]:
        choice["helpfulResource"]["displayText"] = choice["improvementPlan"]["displayText"] = MARKUP + TURNED
    return document


def test_the_texts_of_a_shared_lens_stay_texts(world: World):
    acme, globex = world.acme, world.globex
    share = offered(acme, published(acme, **hostile()).lens, MARKUP)
    client = signed_in(globex.user("lead"))
    pages = [client.get(path_of(share))]
    copy = accepted(share, globex)
    with globex.open():
        version = LensVersion.objects.get(lens=copy)
        workload = workloads.define(by=globex.owner, lens_versions=[version], name="under it")
        review = workload.reviews.get()
    slug = globex.slug
    addresses = [
        reverse("lens", args=[slug, version.id]),
        reverse("lens_question", args=[slug, version.id, "WATCH01"]),
        reverse("lens_compare", args=[slug, version.id]),
        reverse("lens_leave", args=[slug, copy.id]),
        reverse("lenses", args=[slug]),
        reverse("workload", args=[slug, workload.id]),
        reverse("question", args=[slug, review.id, "WATCH01"]),
        reverse("portfolio_questions", args=[slug]),
        reverse("audit_log", args=[slug]),
    ]
    pages += [client.get(address) for address in addresses]
    pages.append(signed_in(acme.user()).get(reverse("lens_shares", args=[acme.slug, share.lens_id])))
    for page in pages:
        shown = page.content.decode()
        assert page.status_code == 200
        assert "<script>alert" not in shown
        assert TURNED not in shown
