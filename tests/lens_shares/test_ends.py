"""The end of a share, from either side: nothing more comes, what there is stays; and its new beginning."""

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import answers, jobs, lens_deliveries, lens_shares, workloads
from assessments.actions.reviews import LensUnshared
from assessments.errors import NotFound
from assessments.models import AuditEvent, Lens, LensShare, LensVersion
from assessments.rules.merge import AnswerContent
from assessments.tenancy import scope
from tests.lens_shares.conftest import accepted, founded, offered, published, shared, state, versions, work_off
from tests.world import World, signed_in


def test_a_withdrawn_share_leaves_what_follows_it_and_brings_nothing_more(working: World):
    acme, globex = working.acme, working.globex
    version, share, copy = shared(working)
    work_off(acme)
    with globex.open():
        mine = LensVersion.objects.get(lens=copy)
        workload = workloads.define(by=globex.owner, lens_versions=[mine], name="Watched")
        review = workload.reviews.get()
    owner = signed_in(acme.user("lead"))
    assert owner.post(reverse("lens_share_revoke", args=[acme.slug, share.id])).status_code == 302
    assert owner.post(reverse("lens_share_revoke", args=[acme.slug, share.id])).status_code == 404
    published(acme, "1.1", version.lens, description="Not for them.")
    assert set(work_off(acme)) == {"SUCCEEDED"}
    assert versions(globex, copy) == ["1.0"]
    person = globex.user("lead")
    person.language = "en"
    person.save()
    client = signed_in(person)
    assert "No longer shared" in client.get(reverse("lenses", args=[globex.slug])).content.decode()
    assert "No longer shared" in client.get(reverse("workload", args=[globex.slug, workload.id])).content.decode()
    with globex.open():
        at = reverse("lens", args=[globex.slug, LensVersion.objects.get(lens=copy).id])
    assert "Acme stopped sharing this lens with you on " in client.get(at).content.decode()
    question = client.get(reverse("question", args=[globex.slug, review.id, "WATCH01"])).content.decode()
    assert "Acme no longer shares this lens with you." in question
    assert "Night watch" not in client.get(reverse("workload_new", args=[globex.slug])).content.decode()
    with globex.open():
        answers.record(
            review=review, question_id="WATCH01", content=AnswerContent(notes="Still here."), expected_version=0,
            by=globex.owner,
        )  # fmt: skip
        mine = LensVersion.objects.select_related("lens").get(lens=copy)
        with pytest.raises(LensUnshared):
            workloads.define(by=globex.owner, lens_versions=[mine], name="Another")
        event = AuditEvent.objects.get(action="lens_shares.end")
        assert (event.actor_name, event.object_id) == ("Acme", copy.id)


def test_withdrawing_stops_what_is_on_its_way(working: World):
    acme, globex = working.acme, working.globex
    version, share, copy = shared(working)
    work_off(acme)
    published(acme, "1.1", version.lens, description="Asked for before, carried out after.")
    with acme.open():
        lens_shares.revoke(share=share, by=acme.owner)
    # The delivery comes first: the copy has not been told of the end yet.
    assert work_off(acme) == ["SUCCEEDED", "SUCCEEDED"]
    assert versions(globex, copy) == ["1.0"]


def test_a_lens_left_is_left_at_once_and_the_owner_is_told(working: World):
    acme, globex = working.acme, working.globex
    version, share, copy = shared(working)
    work_off(acme)
    person = globex.user("lead")
    person.language = "en"
    person.save()
    client = signed_in(person)
    path = reverse("lens_leave", args=[globex.slug, copy.id])
    assert client.get(path).status_code == 200
    assert "Night watch" in client.get(reverse("lenses", args=[globex.slug])).content.decode()
    assert client.post(path).status_code == 302
    # No review follows it: it is in the catalogue no more, and its page says how it ended.
    assert "Night watch" not in client.get(reverse("lenses", args=[globex.slug])).content.decode()
    with globex.open():
        at = reverse("lens", args=[globex.slug, LensVersion.objects.get(lens=copy).id])
    ended = client.get(at).content.decode()
    assert f"{person} left this shared lens for your organization on " in ended
    assert "Use on a workload" not in ended
    assert client.post(path).status_code == 404
    # The owner does not know yet, and nothing comes over all the same.
    published(acme, "1.1", version.lens, description="Too late.")
    assert work_off(acme) == ["SUCCEEDED"]
    assert versions(globex, copy) == ["1.0"]
    assert work_off(globex) == ["SUCCEEDED"]
    assert state(acme, share) == "LEFT"
    with acme.open():
        event = AuditEvent.objects.get(action="lens_shares.leave")
        assert (event.actor_id, event.actor_name) == (None, "Globex")
    with globex.open(), pytest.raises(NotFound):
        lens_shares.leave(lens=copy, by=globex.owner)


def test_whoever_deletes_a_lens_is_told_what_ends_for_others(world: World):
    version, _share, _copy = shared(world)
    offered(world.acme, version.lens, "Initech")
    path = reverse("lens_delete", args=[world.acme.slug, version.id])
    html = signed_in(world.acme.user("lead")).get(path).content.decode()
    assert "1 other organization has a copy" in html
    assert "1 offer waits for an answer" in html


def test_an_own_lens_is_not_left(world: World):
    version = published(world.acme)
    with world.acme.open(), pytest.raises(NotFound):
        lens_shares.leave(lens=version.lens, by=world.acme.owner)
    path = reverse("lens_leave", args=[world.acme.slug, version.lens_id])
    assert signed_in(world.acme.user()).get(path).status_code == 404


@pytest.mark.parametrize("ended_by", ["owner", "recipient"])
def test_accepting_again_revives_the_same_lens(working: World, ended_by: str):
    acme, globex = working.acme, working.globex
    version, share, copy = shared(working)
    if ended_by == "owner":
        with acme.open():
            lens_shares.revoke(share=share, by=acme.owner)
    else:
        with globex.open():
            lens_shares.leave(lens=copy, by=globex.owner)
    published(acme, "1.1", version.lens, description="Somebody, really.")
    again = offered(acme, version.lens, "again")
    # Neither side has carried out the end of the first share when the second is accepted.
    assert accepted(again, globex).id == copy.id
    for _time in range(2):
        work_off(acme)
        work_off(globex)
    assert versions(globex, copy) == ["1.0", "1.1"]
    with globex.open():
        row = Lens.objects.get(id=copy.id)
        assert (row.unshared_at, row.share_id) == (None, again.id)
    assert state(acme, again) == "ACCEPTED"
    assert state(acme, share) == ("REVOKED" if ended_by == "owner" else "LEFT")


def test_a_second_share_takes_the_place_of_the_first(world: World):
    version, share, copy = shared(world)
    second = offered(world.acme, version.lens, "twice")
    assert accepted(second, world.globex).id == copy.id
    assert (state(world.acme, share), state(world.acme, second)) == ("LEFT", "ACCEPTED")


def test_a_share_that_the_copy_does_not_go_by_ends_and_brings_nothing(working: World):
    """Both sides name each other, or nothing happens: a row of one's own is no key to another organization."""
    acme, globex = working.acme, working.globex
    _version, _share, copy = shared(working)
    other = published(globex, name="Day watch")
    with globex.open():
        # Globex's own rows, spoiled: they point at Acme, which accepted nothing.
        facts = {"lens": other.lens, "offered_by": globex.owner, "accepted_at": timezone.now()}
        standing = LensShare.objects.create(label="standing", recipient_id=acme.organization.id, **facts)
        facts["revoked_at"] = timezone.now()
        ended = LensShare.objects.create(label="ended", recipient_id=acme.organization.id, **facts)
        jobs.enqueue(kind=lens_deliveries.DELIVER, subject_id=other.lens_id)
        jobs.enqueue(kind=lens_deliveries.END, subject_id=ended.id)
    with acme.open():
        before = list(Lens.objects.values()), list(LensVersion.objects.values())
    assert work_off(globex) == ["SUCCEEDED", "SUCCEEDED"]
    with acme.open():
        assert (list(Lens.objects.values()), list(LensVersion.objects.values())) == before
    assert state(globex, standing) == "ACCEPTED"
    with globex.open():
        assert Lens.objects.get(id=copy.id).unshared_at is None


def test_nobody_leaves_what_another_organization_accepted(working: World):
    acme = working.acme
    _version, share, _copy = shared(working)
    initech, _person = founded()
    with scope.organization(initech):
        Lens.objects.create(
            organization_id=initech, key="forged", shared_from="Acme", source_organization_id=acme.organization.id,
            share_id=share.id, unshared_at=timezone.now(),
        )  # fmt: skip
        job = jobs.enqueue(kind=lens_deliveries.LEAVE, subject_id=share.id)
    jobs.run(organization_id=initech, job_id=job.id, worker="tests")
    assert state(acme, share) == "ACCEPTED"
