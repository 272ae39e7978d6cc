"""A lens more for a workload that exists, and the overview of a workload with several reviews."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions import lenses, reviews, workloads
from assessments.actions.reviews import LensDeleted, LensInUse, WorkloadArchived
from assessments.models import LensVersion, Review, Workload
from tests.lens_pages.life import published, watch
from tests.lens_shares.conftest import at_once
from tests.world import Tenant, World, signed_in


def own(tenant: Tenant, version: str = "1.0", name: str = "") -> LensVersion:
    """A lens of the tenant's own."""
    document = watch() | ({"name": name} if name else {})
    with tenant.open():
        return published(tenant, document, version)


def page(tenant: Tenant, role: str = "lead", workload: Workload | None = None) -> str:
    """The overview of a workload."""
    path = reverse("workload", args=[tenant.slug, (workload or tenant.workload).id])
    return signed_in(tenant.user(role)).get(path).content.decode()


def adding(tenant: Tenant) -> str:
    """Where a lens is added to the tenant's workload."""
    return reverse("workload_lenses", args=[tenant.slug, tenant.workload.id])


def test_a_lens_is_added_to_a_workload_that_exists(world: World):
    acme, version = world.acme, own(world.acme)
    client = signed_in(acme.user("lead"))
    assert adding(acme) in page(acme)
    assert reverse("lens_use", args=[acme.slug, version.id]) in (
        client.get(reverse("lens", args=[acme.slug, version.id])).content.decode()
    )
    chosen = client.get(reverse("lens_use", args=[acme.slug, version.id])).content.decode()
    assert f"{adding(acme)}?lens={version.id}" in chosen
    form = client.get(adding(acme), {"lens": version.id}).content.decode()
    assert f'value="{version.id}"' in form
    assert "checked" in form
    assert str(acme.review.lens_version_id) not in form
    answer = client.post(adding(acme), {"lens": version.id}, follow=True)
    assert "is added" in answer.content.decode()
    with acme.open():
        added = acme.workload.reviews.get(lens_version=version)
        assert added.unanswered == added.questions == 1
    assert str(version.id) not in client.get(adding(acme)).content.decode()
    assert adding(acme) not in client.get(reverse("lens_use", args=[acme.slug, version.id])).content.decode()


def test_a_lens_that_is_followed_in_an_older_minor_version_is_not_offered_again(world: World):
    acme, first = world.acme, own(world.acme)
    with acme.open():
        reviews.start(workload=acme.workload, lens_version=first, by=acme.owner)
        minor = published(acme, watch(2), "1.1", over=first, major=False)
    client = signed_in(acme.user("lead"))
    assert str(minor.id) not in client.get(adding(acme)).content.decode()
    with acme.open(), pytest.raises(LensInUse):
        reviews.start(workload=acme.workload, lens_version=minor, by=acme.owner)


@pytest.mark.parametrize("lens", ["", "nonsense", "theirs", "followed"])
def test_what_cannot_be_added_is_told(world: World, lens: str):
    acme = world.acme
    value = {"theirs": own(world.globex).id, "followed": acme.review.lens_version_id}.get(lens, lens)
    answer = signed_in(acme.user("lead")).post(adding(acme), {"lens": value})
    assert answer.status_code == 422
    assert ("Choose a lens." if lens == "" else "can no longer be added") in answer.content.decode()
    with acme.open():
        assert acme.workload.reviews.count() == 1


def test_nothing_begins_on_an_archived_workload_or_under_a_deleted_lens(world: World):
    acme, version = world.acme, own(world.acme)
    with acme.open():
        doomed = LensVersion.objects.select_related("lens").get(pk=version.pk)
        lenses.delete(lens=doomed.lens, name="Night watch", by=acme.owner)
        with pytest.raises(LensDeleted):
            reviews.start(workload=acme.workload, lens_version=doomed, by=acme.owner)
    other = own(acme, name="Another lens")
    with acme.open():
        workloads.archive(workload=Workload.objects.get(pk=acme.workload.pk), by=acme.owner)
        with pytest.raises(WorkloadArchived):
            reviews.start(workload=acme.workload, lens_version=other, by=acme.owner)
    client = signed_in(acme.user("lead"))
    refused = client.post(adding(acme), {"lens": other.id})
    assert refused.status_code == 422
    assert "Restore it to add a lens." in refused.content.decode()
    assert adding(acme) not in page(acme)


def test_two_people_who_add_the_same_lens_at_once_begin_one_review(committed_world: World):
    acme, version = committed_world.acme, own(committed_world.acme)

    def add() -> None:
        with acme.open():
            reviews.start(workload=acme.workload, lens_version=version, by=acme.owner)

    ended = at_once(add, add)
    assert sorted(type(one).__name__ for one in ended) == ["LensInUse", "NoneType"]
    with acme.open():
        assert Review.objects.filter(lens_version=version).count() == 1


def test_who_may_not_change_workloads_is_not_offered_a_lens(world: World):
    acme = world.acme
    assert adding(acme) not in page(acme, "contributor")
    assert signed_in(acme.user("contributor")).post(adding(acme), {"lens": own(acme).id}).status_code == 403


def test_several_reviews_are_all_spoken_for(world: World):
    acme, first = world.acme, own(world.acme)
    with acme.open():
        second = reviews.start(workload=acme.workload, lens_version=first, by=acme.owner)
        published(acme, watch(2), "2.0", over=first)
    html = page(acme)
    for review in (acme.review, second):
        assert reverse("review", args=[acme.slug, review.id]) in html
        assert reverse("question", args=[acme.slug, review.id, "WATCH01" if review == second else "GENOPS01"]) in html
    assert reverse("review_upgrade", args=[acme.slug, second.id]) in html
    assert "The review follows 1.0; 2.0 is the newest version." in html
    answer = signed_in(acme.user("lead")).get(reverse("workload_review", args=[acme.slug, acme.workload.id]))
    assert answer.headers["Location"].endswith(f"/workloads/{acme.workload.id}#reviews")


def test_the_overview_sends_no_more_statements_with_more_reviews(world: World):
    acme, client = world.acme, signed_in(world.acme.user("lead"))
    path = reverse("workload", args=[acme.slug, acme.workload.id])

    def sent() -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as seen:
            assert client.get(path).status_code == 200
        return len(seen)

    one = sent()
    for number in range(3):
        version = own(acme, name=f"Lens {number}")
        with acme.open():
            reviews.start(workload=acme.workload, lens_version=version, by=acme.owner)
    assert sent() == one
