"""Offering a lens: what becomes of it, who is told what, and how often it can be done."""

import pytest
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from assessments.actions import answers, lens_deliveries, lens_shares, lenses, workloads
from assessments.actions.lens_shares import NotShared
from assessments.actions.names import NameRefused
from assessments.models import Lens, LensShare, LensVersion
from assessments.queries import lenses as lens_queries
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState
from tests.lens_shares.conftest import offered, path_of, published, shared
from tests.lenses.documents import encoded, small
from tests.world import World, signed_in


def test_a_lens_is_offered_accepted_and_used(world: World):
    acme, globex = world.acme, world.globex
    version = published(acme)
    lead = signed_in(acme.user("lead"))
    page = reverse("lens_shares", args=[acme.slug, version.lens_id])
    assert "Shared with nobody" in lead.get(page).content.decode()
    assert lead.post(page, {"label": "Globex, Aiko"}).headers["Location"] == page
    with acme.open():
        share = LensShare.objects.get()
    told = lead.get(page).content.decode()
    assert lens_shares.link(share) in told
    assert "Globex, Aiko" in told

    person = globex.user("lead")
    person.language = "en"
    person.save()
    guest = signed_in(person)
    door = guest.get(path_of(share)).content.decode()
    assert "Acme lead of Acme offers you this lens." in door
    assert "Night watch" in door
    assert "Operations" in door
    answer = guest.post(path_of(share), {"organization": str(globex.organization.id), "answer": "accept"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"/o/{globex.slug}/lenses/")
    copied = guest.get(answer.headers["Location"]).content.decode()
    assert "Night watch" in copied
    assert "Shared by Acme" in copied
    with globex.open():
        copy = Lens.objects.get(share_id=share.id)
        mine = LensVersion.objects.get(lens=copy)
        for fact in lens_deliveries.FACTS:
            assert getattr(mine, fact) == getattr(version, fact), fact
        assert (copy.shared_from, copy.source_organization_id, copy.unshared_at) == ("Acme", acme.organization.id, None)
        workload = workloads.define(by=globex.owner, lens_versions=[mine], name="Watched")
        answers.record(
            review=workload.reviews.get(),
            question_id="WATCH01",
            content=AnswerContent(choices={"WATCH01_BP01": ChoiceAnswer(ChoiceState.SELECTED)}),
            expected_version=0,
            by=globex.owner,
        )
        assert workload.reviews.get().medium == 1
    told = lead.get(page).content.decode()
    assert "Globex lead took it into Globex" in told
    assert "Has version 1.0." in told
    assert lens_shares.token_of(share) not in told


def test_the_recipient_sees_from_whom_it_is_wherever_it_is_listed(world: World):
    shared(world)
    globex = world.globex
    mine = published(globex, description="Our own of the same name.")
    person = globex.user("lead")
    person.language = "en"
    person.save()
    client = signed_in(person)
    for name in ("lenses", "workload_new"):
        page = client.get(reverse(name, args=[globex.slug])).content.decode()
        assert page.count("Night watch") >= 2
        assert page.count("Shared by Acme") == 1, name
    with globex.open():
        assert {str(one.name["en"]) for one in lens_queries.own()} == {"Night watch"}
        assert [one.lens.id for one in lens_queries.own()] == [mine.lens_id]
        # What others made is not what a new workload starts with unasked.
        assert [one.lens.shared_from for one in lens_queries.offered()] == ["", "", "Acme"]


def test_the_quotas_count_shares_standing_and_no_copies(world: World, settings: Settings):
    settings.LENS_SHARES_MOST, settings.LENSES_MOST = 2, 1
    version, share, _copy = shared(world)
    published(world.globex, description="Their one lens of their own.")
    late = offered(world.acme, version.lens, "late")
    with world.acme.open():
        with pytest.raises(NotShared):
            lens_shares.offer(lens=version.lens, label="third", by=world.acme.owner)
        LensShare.objects.filter(id=late.id).update(expires_at=timezone.now())
    third = offered(world.acme, version.lens, "third")
    page = signed_in(world.acme.user()).post(
        reverse("lens_shares", args=[world.acme.slug, version.lens_id]), {"label": "fourth"}
    )
    assert page.status_code == 422
    with world.acme.open():
        lens_shares.revoke(share=third, by=world.acme.owner)
        lens_shares.revoke(share=share, by=world.acme.owner)
    offered(world.acme, version.lens, "fourth")


def test_only_an_own_published_lens_is_offered(world: World):
    acme = world.acme
    with acme.open():
        draft = lenses.import_draft(document=encoded(small()), over=None, by=acme.owner)
        built_in = acme.review.lens_version.lens
        for lens in (draft.lens, built_in):
            with pytest.raises(NotShared):
                lens_shares.offer(lens=lens, label="x", by=acme.owner)
        lens = lenses.publish(draft=draft, version="1.0", by=acme.owner).lens
        with pytest.raises(NameRefused):
            lens_shares.offer(lens=lens, label="Glo\u202ebex", by=acme.owner)
    client = signed_in(acme.user())
    for lens_id, status in ((lens.id, 200), (built_in.id, 404)):
        assert client.get(reverse("lens_shares", args=[acme.slug, lens_id])).status_code == status
