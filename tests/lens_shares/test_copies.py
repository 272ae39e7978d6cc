"""The copy of a shared lens: to read and to use; no id and no form leads back over the wall."""

import uuid

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from assessments.actions import lens_shares, lenses
from assessments.actions.lenses import LensShared
from assessments.lenses import loader
from assessments.models import Lens, LensDraft, LensVersion
from tests.lens_shares.conftest import body, shared, state
from tests.lenses.documents import encoded, small
from tests.world import World, signed_in


def test_the_copy_is_for_reading_and_using_and_nothing_else(world: World):
    globex = world.globex
    _version, _share, copy = shared(world)
    client = signed_in(globex.user())
    with globex.open():
        mine = LensVersion.objects.get(lens=copy)
        with pytest.raises(LensShared):
            lenses.import_draft(document=encoded(small() | {"description": "Ours now."}), over=copy, by=globex.owner)
        draft = LensDraft.objects.create(lens=copy, name=mine.name, document=mine.document, imported_by=globex.owner)
        with pytest.raises(LensShared):
            lenses.publish(draft=draft, version="2.0", by=globex.owner)
        draft.delete()
        with pytest.raises(LensShared):
            lens_shares.offer(lens=copy, label="onwards", by=globex.owner)
        before = list(LensVersion.objects.filter(lens=copy).values())
    assert client.get(reverse("lens_export", args=[globex.slug, mine.id])).status_code == 403
    assert client.get(reverse("lens_shares", args=[globex.slug, copy.id])).status_code == 404
    assert client.post(reverse("lens_shares", args=[globex.slug, copy.id]), {"label": "onwards"}).status_code == 404
    page = client.get(reverse("lens", args=[globex.slug, mine.id])).content.decode()
    for address, *ids in (("lens_export", mine.id), ("lens_shares", copy.id), ("lens_import",)):
        assert reverse(address, args=[globex.slug, *ids]) not in page
    offered_over = client.get(reverse("lens_import", args=[globex.slug])).content.decode()
    assert str(copy.id) not in offered_over
    file = SimpleUploadedFile("lens.json", encoded(small()), "application/json")
    form = {"file": file, "over": str(copy.id)}
    assert client.post(reverse("lens_import", args=[globex.slug]), form).status_code == 422
    with globex.open():
        assert list(LensVersion.objects.filter(lens=copy).values()) == before
    assert client.get(reverse("lens_question", args=[globex.slug, mine.id, "WATCH01"])).status_code == 200


def test_the_owners_ids_lead_nowhere_from_the_recipients_side(world: World):
    acme, globex = world.acme, world.globex
    version, share, _copy = shared(world)
    client = signed_in(globex.user())
    for name, mine in (("lens", version.id), ("lens_export", version.id), ("lens_shares", version.lens_id)):
        paths = [reverse(name, args=[globex.slug, one]) for one in (mine, uuid.uuid4())]
        found = [client.get(path) for path in paths]
        assert [answer.status_code for answer in found] == [404, 404]
        assert body(found[0], *paths) == body(found[1], *paths)
    assert client.post(reverse("lens_share_revoke", args=[globex.slug, share.id])).status_code == 404
    assert client.post(reverse("lens_share_revoke", args=[acme.slug, share.id])).status_code == 404
    assert state(acme, share) == "ACCEPTED"


def test_the_recipients_copy_leads_nowhere_from_the_owners_side(world: World):
    _version, _share, copy = shared(world)
    client = signed_in(world.acme.user())
    assert client.post(reverse("lens_leave", args=[world.acme.slug, copy.id])).status_code == 404
    with world.acme.open():
        assert not Lens.objects.filter(id=copy.id).exists()
    with world.globex.open():
        assert Lens.objects.get(id=copy.id).unshared_at is None


def test_the_parsed_lens_is_the_same_for_both(world: World):
    version, _share, copy = shared(world)
    with world.globex.open():
        mine = LensVersion.objects.get(lens=copy)
        assert loader.document(mine) is loader.document(version)
