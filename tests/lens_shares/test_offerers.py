"""Who offered a lens and may not do so any more: what they handed out and nobody took ends with their role."""

from functools import partial

import pytest
from django.db import connection

from assessments.actions import lens_shares, members
from assessments.actions.lens_shares import NoShare
from assessments.errors import NotAllowed
from assessments.models import LensShare, Membership
from tests.lens_shares.conftest import accepted, at_once, offered, path_of, published, state
from tests.world import Tenant, World, signed_in


def offered_by_lead(acme: Tenant) -> tuple[LensShare, Membership]:
    """An offer, and the lead who made it."""
    lens, lead = published(acme).lens, acme.members["lead"]
    with acme.open():
        return lens_shares.offer(lens=lens, label="A friend", by=lead), lead


@pytest.mark.parametrize("how", ["ended", "contributor"])
def test_an_open_offer_ends_with_the_role_that_made_it(world: World, how: str):
    acme = world.acme
    share, lead = offered_by_lead(acme)
    other = offered(acme, share.lens, "By the owner")
    with acme.open():
        if how == "ended":
            members.end(membership=lead, by=acme.owner)
        else:
            members.change_role(membership=lead, role=how, by=acme.owner)
    assert (state(acme, share), state(acme, other)) == ("REVOKED", "OFFERED")
    with pytest.raises(NoShare):
        accepted(share, world.globex)
    assert signed_in(world.globex.user()).get(path_of(share)).status_code == 404


def test_what_was_accepted_stays_and_so_does_an_offer_of_who_may_still(world: World):
    acme = world.acme
    share, lead = offered_by_lead(acme)
    taken = offered(acme, share.lens, "Taken")
    accepted(taken, world.globex)
    with acme.open():
        members.change_role(membership=lead, role="admin", by=acme.owner)
        assert LensShare.objects.get(id=share.id).state == "OFFERED"
        LensShare.objects.filter(id=taken.id).update(offered_by=lead)
        members.end(membership=lead, by=acme.owner)
    assert (state(acme, share), state(acme, taken)) == ("REVOKED", "ACCEPTED")


def test_the_page_that_ends_a_membership_says_how_many_offers_end(world: World):
    acme = world.acme
    _share, lead = offered_by_lead(acme)
    page = signed_in(acme.user()).get(f"/o/{acme.slug}/people/{lead.id}/end").content.decode()
    assert "1 lens that this person offered and nobody has accepted is withdrawn." in page


def test_who_lost_the_role_while_they_offered_has_offered_nothing(working: World):
    acme = working.acme
    lens, lead = published(acme).lens, acme.members["lead"]

    def in_acme(deed: partial[object]) -> None:
        with acme.open():
            deed()

    offer = partial(in_acme, partial(lens_shares.offer, lens=lens, label="x", by=lead))
    end = partial(in_acme, partial(members.end, membership=lead, by=acme.owner))
    outcomes = at_once(offer, end)
    assert outcomes[1] is None
    assert outcomes[0] is None or isinstance(outcomes[0], NotAllowed)
    with acme.open():
        assert [one.state for one in LensShare.objects.all()] in ([], ["REVOKED"])
        with pytest.raises(NotAllowed):
            lens_shares.offer(lens=lens, label="later", by=lead)
    connection.close()
