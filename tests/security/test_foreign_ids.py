"""Ids that stand in no address: another organization's is answered as one that nobody has, and changes nothing.

The ids of addresses are tried by tests/guards/test_walls.py; these come in queries and in hidden fields.
"""

import re
import uuid
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from assessments.actions import lenses, workloads
from assessments.models import Answer, Evidence, Lens, LensDraft, LensVersion, Review, Workload
from tests.guards.furnished import furnish
from tests.guards.test_walls import fingerprint
from tests.lenses.documents import encoded, small
from tests.world import Tenant, World

Browser = Callable[..., Client]
PEAK = {"in-requests": "60", "in-input_tokens": "2000", "in-output_tokens": "500"}


@dataclass(frozen=True)
class Mine:
    """What Acme sends: versions of a lens of its own, and two reviews of one workload that ask the same."""

    tenant: Tenant
    workload: Workload
    first: LensVersion
    second: LensVersion
    built_in: Review
    own: Review


@pytest.fixture
def theirs(world: World) -> dict[str, Any]:
    """The ids of one of everything that belongs to Globex."""
    return furnish(world.globex)


@pytest.fixture
def mine(world: World) -> Mine:
    """Acme, with a lens of its own in two versions, the first of which asks what the built-in one asks."""
    acme = world.acme
    with acme.open():
        document = small()
        document["pillars"][0]["questions"][0]["id"] = "GENSEC01"
        first = _published(acme, document, "1.0", None)
        second = _published(acme, document | {"description": "Anew."}, "2.0", first.lens)
        versions = [acme.review.lens_version, first]
        workload = workloads.define(by=acme.owner, lens_versions=versions, name="Both", regions=["us-east-1"])
        built_in, own = (workload.reviews.get(lens_version=version) for version in versions)
    return Mine(acme, workload, first, second, built_in, own)


def _published(tenant: Tenant, document: dict[str, Any], version: str, over: Lens | None) -> LensVersion:
    draft = lenses.import_draft(document=encoded(document), over=over, by=tenant.owner)
    return lenses.publish(draft=draft, version=version, by=tenant.owner)


def ends(answer: Any, *ids: str) -> tuple[int, str, bytes]:
    """The status, where it leads, and the page without the ids and the form's tokens."""
    content: bytes = answer.content
    for one in ids:
        content = content.replace(one.encode(), b"")
    content = re.sub(rb"[0-9a-f]{8}-[0-9a-f-]{27}|[A-Za-z0-9]{64}", b"", content)
    return answer.status_code, answer.headers.get("Location", ""), content


def requests(mine: Mine) -> dict[str, tuple[str, str, Callable[[str], dict[str, Any]], str]]:
    """What is sent with an id: the address, how, what is sent, and which of the stranger's ids is tried there."""

    def at(name: str, *parts: Any) -> str:
        return reverse(name, args=[mine.tenant.slug, *parts])

    def document(over: str) -> dict[str, Any]:
        another = encoded(small() | {"name": "Another"})
        return {"over": over, "file": SimpleUploadedFile("lens.json", another, "application/json")}

    compare, transfer = at("lens_compare", mine.second.id), at("review_transfer", mine.own.id)
    save, scope = (at(name, mine.workload.id, "throughput") for name in ("aid_save", "aid_scope"))
    chosen = {"chosen": "GENSEC01"}
    return {
        "compared from": (compare, "get", lambda id: {"from": id}, "version_id"),
        "compared to": (compare, "get", lambda id: {"to": id}, "version_id"),
        "answers from": (transfer, "get", lambda id: {"from": id}, "review_id"),
        "answers taken from": (transfer + "?from={id}", "post", lambda id: chosen, "review_id"),
        "upgraded to": (at("review_upgrade", mine.own.id), "post", lambda id: {"to": id, "name": "x"}, "version_id"),
        "imported over": (at("lens_import"), "post", document, "lens_id"),
        "imported over a copy": (at("lens_import"), "post", document, "received_id"),
        "chosen to import over": (at("lens_import"), "get", lambda id: {"over": id}, "lens_id"),
        "reviewed under": (at("workload_new"), "post", lambda id: {"name": "New", "lenses": id}, "version_id"),
        "what a scope does to": (at("scope_effect"), "get", lambda id: {"lenses": id}, "version_id"),
        "result seen": (save, "post", lambda id: PEAK | {"seen": id}, "evidence_id"),
        "result taken over": (scope, "post", lambda id: {"result": id}, "evidence_id"),
    }


def test_a_foreign_id_that_is_sent_along_answers_as_a_random_one(
    mine: Mine, world: World, theirs: dict[str, Any], browser: Browser
):
    before, client = fingerprint(world.globex), browser(mine.tenant)
    for name, (address, method, said, key) in requests(mine).items():
        ids = str(theirs[key]), str(uuid.uuid4())
        foreign, nobodys = (ends(getattr(client, method)(address.format(id=one), said(one)), *ids) for one in ids)
        assert foreign == nobodys, name
        assert foreign[0] in ({404} if "from" in name or "compared" in name else {200, 302, 409, 422}), name
    assert fingerprint(world.globex) == before
    with mine.tenant.open():
        assert not Evidence.objects.exists()
        assert not Answer.objects.exists()
        assert not LensDraft.objects.exists()
        assert Workload.objects.count() == 2
        assert Review.objects.get(pk=mine.own.pk).lens_version_id == mine.first.id


def test_the_same_requests_do_something_with_ids_of_ones_own(mine: Mine, browser: Browser):
    sent, client = requests(mine), browser(mine.tenant)
    assert client.get(sent["compared from"][0], {"from": str(mine.first.id)}).status_code == 200
    assert client.get(sent["answers from"][0], {"from": str(mine.built_in.id)}).status_code == 200
    assert client.post(sent["result seen"][0], PEAK).status_code == 302
    upgrade = client.post(sent["upgraded to"][0], {"to": str(mine.second.id), "name": "x"})
    assert upgrade.status_code == 302
