"""The link of an offered lens: who may answer, once, and nothing to learn from one that does not work."""

import uuid
from functools import partial

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from assessments.actions import lens_shares, members
from assessments.actions.lens_shares import NoShare
from assessments.models import AuditEvent, Job, Lens, LensShare
from assessments.tenancy import scope
from tests.lens_shares.conftest import (
    accepted,
    at_once,
    body,
    founded,
    link_of,
    offered,
    path_of,
    published,
    shared,
    state,
)
from tests.world import World, signed_in


def test_whatever_is_wrong_with_a_link_looks_the_same(world: World):
    acme, globex = world.acme, world.globex
    version = published(acme)
    good, other = offered(acme, version.lens), offered(acme, version.lens, "other")
    expired, revoked = offered(acme, version.lens, "late"), offered(acme, version.lens, "gone")
    declined, used = offered(acme, version.lens, "no"), offered(acme, version.lens, "used")
    theirs = offered(globex, published(globex).lens, "Acme")
    accepted(used, globex)
    lens_shares.decline(link=link_of(declined), recipient_id=globex.organization.id, by_user=globex.user())
    with acme.open():
        LensShare.objects.filter(id=expired.id).update(expires_at=timezone.now())
        lens_shares.revoke(share=revoked, by=acme.owner)
    token, organization = lens_shares.token_of(good), acme.organization.id
    wrong = [
        f"/shared-lens/{organization}/{good.id}/{token[:-1]}x",
        f"/shared-lens/{organization}/{good.id}/x",
        f"/shared-lens/{organization}/{other.id}/{token}",
        f"/shared-lens/{organization}/{uuid.uuid4()}/{token}",
        f"/shared-lens/{globex.organization.id}/{good.id}/{token}",
        f"/shared-lens/{organization}/{theirs.id}/{lens_shares.token_of(theirs)}",
        f"/shared-lens/{uuid.uuid4()}/{good.id}/{token}",
        *(path_of(share) for share in (expired, revoked, declined, used)),
    ]
    client, bodies = signed_in(globex.user()), set()
    form = {"organization": str(globex.organization.id), "answer": "accept"}
    for path in wrong:
        for answer in (client.get(path), client.post(path, form), client.post(path, form | {"answer": "decline"})):
            assert answer.status_code == 404, path
            bodies.add(body(answer, path))
    # The right link, and an organization for which it is not.
    for organization_id in (organization, uuid.uuid4(), "", "x"):
        answer = client.post(path_of(good), {"organization": str(organization_id), "answer": "accept"})
        assert answer.status_code == 404
        bodies.add(body(answer, path_of(good)))
    assert len(bodies) == 1
    assert state(acme, good) == "OFFERED"


def test_the_signed_out_are_asked_to_sign_in_whatever_the_link(world: World):
    share = offered(world.acme, published(world.acme).lens)
    for path in (path_of(share), path_of(share)[:-1] + "x"):
        for answer in (Client().get(path), Client().post(path, {"answer": "accept"})):
            assert answer.status_code == 302
            assert answer.headers["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("role", "may"), [
    ("owner", True), ("admin", True), ("lead", True), ("contributor", False), ("viewer", False),
])  # fmt: skip
def test_only_who_keeps_lenses_answers(world: World, role: str, may: bool):
    share, globex = offered(world.acme, published(world.acme).lens), world.globex
    client = signed_in(globex.user(role))
    person = globex.user(role)
    person.language = "en"
    person.save()
    html = client.get(path_of(share)).content.decode()
    assert ("<form class" in html) is may
    assert (f"Your role in Globex: {role.capitalize()}. It does not allow this." in html) is not may
    for answer in ("decline", "accept"):
        form = {"organization": str(globex.organization.id), "answer": answer}
        if not may:
            assert client.post(path_of(share), form).status_code == 404
            with pytest.raises(NoShare):
                accepted(share, globex, role)
    if may:
        accepted(share, globex, role)
    with globex.open():
        assert Lens.objects.filter(share_id=share.id).exists() is may
    assert state(world.acme, share) == ("ACCEPTED" if may else "OFFERED")


def test_a_member_who_left_takes_nothing_there(world: World):
    share, globex = offered(world.acme, published(world.acme).lens), world.globex
    with globex.open():
        members.end(membership=globex.members["lead"], by=globex.owner)
    with pytest.raises(NoShare):
        accepted(share, globex)


def test_a_lens_is_not_shared_with_its_own_organization(world: World):
    share = offered(world.acme, published(world.acme).lens)
    client = signed_in(world.acme.user())
    assert b"<form class" not in client.get(path_of(share)).content
    with pytest.raises(NoShare):
        accepted(share, world.acme)
    assert state(world.acme, share) == "OFFERED"


def test_declining_uses_the_link_up_and_both_logs_say_so(world: World):
    acme, globex = world.acme, world.globex
    share = offered(acme, published(acme).lens)
    form = {"organization": str(globex.organization.id), "answer": "decline"}
    assert signed_in(globex.user("lead")).post(path_of(share), form).status_code == 302
    assert state(acme, share) == "DECLINED"
    with pytest.raises(NoShare):
        accepted(share, globex)
    with globex.open():
        event = AuditEvent.objects.get(action="lens_shares.decline")
        assert (event.actor_id, event.after) == (globex.members["lead"].id, {"shared_from": "Acme"})
        assert not Lens.objects.exclude(share_id=None).exists()
    with acme.open():
        event = AuditEvent.objects.get(action="lens_shares.decline", table="assessments_lensshare")
        assert (event.actor_id, event.actor_name) == (None, "Globex lead (Globex)")


def test_accepting_is_in_both_logs_and_no_id_of_the_recipient_in_the_owners(world: World):
    acme, globex = world.acme, world.globex
    _version, share, copy = shared(world)
    with acme.open():
        event = AuditEvent.objects.get(action="lens_shares.accept", table="assessments_lensshare")
        assert (event.actor_id, event.actor_name) == (None, "Globex lead (Globex)")
        everything = str(list(AuditEvent.objects.values()))
        assert str(globex.organization.id) not in everything
        assert lens_shares.token_of(share) not in everything
    with globex.open():
        event = AuditEvent.objects.get(action="lens_shares.accept", object_id=copy.id)
        assert (event.actor_id, event.actor_name) == (globex.members["lead"].id, "Globex lead")
        event = AuditEvent.objects.get(action="lens_shares.deliver", table="assessments_lensversion")
        assert (event.actor_id, event.actor_name, event.after["document"]) == (None, "Acme", "***")
    for tenant in (acme, globex):
        page = signed_in(tenant.user()).get(reverse("audit_log", args=[tenant.slug]))
        assert page.status_code == 200


def test_the_token_is_nowhere_in_the_database(world: World):
    _version, share, _copy = shared(world)
    token = lens_shares.token_of(share)
    for tenant in (world.acme, world.globex):
        with tenant.open():
            for model in (LensShare, Lens, Job, AuditEvent):
                assert token not in str(list(model.objects.values()))


def test_two_people_who_accept_at_once_into_two_organizations_get_one_copy(working: World):
    globex = working.globex
    share = offered(working.acme, published(working.acme).lens)
    takers = [(globex.organization.id, globex.user()), founded()]
    accept = partial(lens_shares.accept, link=link_of(share))
    ends = at_once(*(partial(accept, recipient_id=where, by_user=who) for where, who in takers * 2))
    assert [type(end) for end in ends if end is not None] == [NoShare] * 3
    copies = 0
    for where, _who in takers:
        with scope.organization(where):
            copies += Lens.objects.filter(share_id=share.id).count()
    assert copies == 1


def test_organizations_that_accept_from_each_other_at_once_do_not_wait_for_each_other(working: World):
    acme, globex = working.acme, working.globex
    lenses = [(published(acme).lens, acme, globex), (published(globex).lens, globex, acme)]
    for _time in range(5):
        shares = [(offered(owner, lens), to) for lens, owner, to in lenses]
        assert at_once(*(partial(accepted, share, to) for share, to in shares)) == [None, None]
