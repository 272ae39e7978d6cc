"""Lenses shared between organizations: what comes over is a copy, and nothing else crosses the wall."""

import re
import threading
import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import Settings

from assessments.access import RoleName
from assessments.actions import answers, jobs, lens_deliveries, lens_shares, lenses, members, workloads
from assessments.actions.lens_shares import Link, NoShare, NotShared
from assessments.actions.lenses import LensShared
from assessments.actions.names import NameRefused
from assessments.actions.reviews import LensUnshared
from assessments.errors import NotFound
from assessments.lenses import loader
from assessments.models import AuditEvent, Job, Lens, LensShare, LensVersion, Membership, User
from assessments.queries import lenses as lens_queries
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState
from assessments.tenancy import scope
from tests.lenses.documents import changed, encoded, small
from tests.world import Tenant, World, signed_in


@pytest.fixture
def working(committed_world: World, settings: Settings) -> World:
    """Acme and Globex where jobs can be carried out: a worker takes its work in transactions of its own."""
    settings.CELERY_BROKER_URL = ""
    return committed_world


def published(tenant: Tenant, version: str = "1.0", over: Lens | None = None, **changes: str) -> LensVersion:
    """A version of a lens of the tenant's own."""
    document = small() | changes
    with tenant.open():
        draft = lenses.import_draft(document=encoded(document), over=over, by=tenant.owner)
        return lenses.publish(draft=draft, version=version, by=tenant.owner)


def offered(tenant: Tenant, lens: Lens, label: str = "Globex") -> LensShare:
    """An offer of it."""
    with tenant.open():
        return lens_shares.offer(lens=lens, label=label, by=tenant.owner)


def link_of(share: LensShare) -> Link:
    return Link(share.organization_id, share.id, lens_shares.token_of(share))


def path_of(share: LensShare) -> str:
    return lens_shares.link(share).split("localhost:8000")[1]


def accepted(share: LensShare, into: Tenant, role: str = RoleName.LEAD) -> Lens:
    """The copy that it became."""
    return lens_shares.accept(link=link_of(share), recipient_id=into.organization.id, by_user=into.user(role))


def shared(world: World) -> tuple[LensVersion, LensShare, Lens]:
    """A lens of Acme's, its share, and Globex's copy."""
    version = published(world.acme)
    share = offered(world.acme, version.lens)
    return version, share, accepted(share, world.globex)


def work_off(tenant: Tenant) -> list[str]:
    """Carry out the work on shared lenses that waits, as a worker would; the states it ended in."""
    kinds = (lens_deliveries.DELIVER, lens_deliveries.END, lens_deliveries.LEAVE)
    with tenant.open():
        waiting = list(Job.objects.filter(kind__in=kinds, state="QUEUED").order_by("created_at"))
    for job in waiting:
        jobs.run(organization_id=tenant.organization.id, job_id=job.id, worker="tests")
    with tenant.open():
        return [Job.objects.get(id=job.id).state for job in waiting]


def state(tenant: Tenant, share: LensShare) -> str:
    with tenant.open():
        return LensShare.objects.get(id=share.id).state


def versions(tenant: Tenant, lens: Lens) -> list[str]:
    """What of it there is, oldest first."""
    with tenant.open():
        rows = LensVersion.objects.filter(lens=lens).order_by("published_at")
        return list(rows.values_list("version", flat=True))


def body(response: Any, *paths: str) -> bytes:
    """A page without what differs by nature: its address, and the form's token."""
    content: bytes = response.content
    for path in paths:
        content = content.replace(path.encode(), b"")
    return re.sub(rb"[A-Za-z0-9]{64}", b"", content)


# From offer to copy


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

    guest = signed_in(globex.user("lead"))
    door = guest.get(path_of(share)).content.decode()
    assert "Acme leadさんから" in door or "Acme lead" in door
    assert "Night watch" in door
    assert "Operations" in door
    answer = guest.post(path_of(share), {"organization": str(globex.organization.id), "answer": "accept"})
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith(f"/o/{globex.slug}/lenses/")
    copied = guest.get(answer.headers["Location"]).content.decode()
    assert "Night watch" in copied
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
    for lens_id in (draft.lens_id, built_in.id):
        assert client.get(reverse("lens_shares", args=[acme.slug, lens_id])).status_code == (
            200 if lens_id == lens.id else 404
        )


# The door


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
    assert (b"<form class" in client.get(path_of(share)).content) is may
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
    acme, globex = working.acme, working.globex
    share = offered(acme, published(acme).lens)
    person = User.objects.create_user("both@example.net", name="Both")
    other = uuid.uuid4()
    with scope.organization(other, actor_name="tests"):
        type(acme.organization).objects.create(id=other, name="Third", slug="third-test", language="en")
        Membership.objects.create(user=person, role="owner")
    takers = [(globex.organization.id, globex.user()), (other, person)] * 2
    barrier, outcomes = threading.Barrier(len(takers)), []

    def answer(recipient_id: uuid.UUID, user: User) -> None:
        barrier.wait()
        try:
            lens_shares.accept(link=link_of(share), recipient_id=recipient_id, by_user=user)
            outcomes.append("taken")
        except NoShare:
            outcomes.append("used")
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=taker) for taker in takers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["taken", "used", "used", "used"]
    copies = 0
    for organization_id in (globex.organization.id, other):
        with scope.organization(organization_id):
            copies += Lens.objects.filter(share_id=share.id).count()
    assert copies == 1


def test_organizations_that_accept_from_each_other_at_once_do_not_wait_forever(working: World):
    acme, globex = working.acme, working.globex
    pairs = [
        (offered(acme, published(acme).lens), globex),
        (offered(globex, published(globex).lens, "Acme"), acme),
    ]
    barrier, problems = threading.Barrier(2), []

    def answer(share: LensShare, into: Tenant) -> None:
        barrier.wait()
        try:
            accepted(share, into)
        except Exception as error:  # whatever it is, the test says so
            problems.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=answer, args=pair) for pair in pairs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []


# The copy


def test_the_copy_is_for_reading_and_using_and_nothing_else(world: World):
    globex = world.globex
    _version, _share, copy = shared(world)
    client = signed_in(globex.user())
    with globex.open():
        mine = LensVersion.objects.get(lens=copy)
        with pytest.raises(LensShared):
            lenses.import_draft(document=encoded(small() | {"description": "Ours now."}), over=copy, by=globex.owner)
        with pytest.raises(LensShared):
            lens_shares.offer(lens=copy, label="onwards", by=globex.owner)
        before = list(LensVersion.objects.filter(lens=copy).values())
    assert client.get(reverse("lens_export", args=[globex.slug, mine.id])).status_code == 403
    assert client.get(reverse("lens_shares", args=[globex.slug, copy.id])).status_code == 404
    assert client.post(reverse("lens_shares", args=[globex.slug, copy.id]), {"label": "onwards"}).status_code == 404
    page = client.get(reverse("lens", args=[globex.slug, mine.id])).content.decode()
    for address in ("lens_export", "lens_shares", "lens_import"):
        argument = {"lens_export": [mine.id], "lens_shares": [copy.id], "lens_import": []}[address]
        assert reverse(address, args=[globex.slug, *argument]) not in page
    offered_over = client.get(reverse("lens_import", args=[globex.slug])).content.decode()
    assert str(copy.id) not in offered_over
    from django.core.files.uploadedfile import SimpleUploadedFile

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
        answers_ = []
        for one in (mine, uuid.uuid4()):
            path = reverse(name, args=[globex.slug, one])
            answers_.append(client.get(path))
            assert answers_[-1].status_code == 404
            answers_[-1] = body(answers_[-1], path, str(one))
        assert answers_[0] == answers_[1]
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


# New versions


def test_what_is_published_later_comes_by_itself(working: World):
    acme, globex = working.acme, working.globex
    version, share, copy = shared(working)
    assert work_off(acme) == ["SUCCEEDED"]
    published(acme, "1.1", version.lens, description="Somebody, really.")
    assert versions(globex, copy) == ["1.0"]
    page = signed_in(acme.user()).get(reverse("lens_shares", args=[acme.slug, version.lens_id])).content.decode()
    assert "Version 1.1 is on its way." in page
    assert work_off(acme) == ["SUCCEEDED"]
    assert versions(globex, copy) == ["1.0", "1.1"]
    with acme.open():
        assert LensShare.objects.get(id=share.id).delivered_version == "1.1"
    with globex.open():
        first = LensVersion.objects.get(lens=copy, version="1.0")
        workload = workloads.define(by=globex.owner, lens_versions=[first], name="Watched")
        newer = lens_queries.newer(workload.reviews.get())
        assert newer is not None
        assert newer.version == "1.1"


def test_delivering_twice_changes_nothing(working: World):
    acme, globex = working.acme, working.globex
    version, _share, copy = shared(working)
    with globex.open():
        before = list(LensVersion.objects.filter(lens=copy).values())
    with acme.open():
        lens_deliveries.announce(version.lens, acme.owner)
    assert set(work_off(acme)) == {"SUCCEEDED"}
    with globex.open():
        assert list(LensVersion.objects.filter(lens=copy).values()) == before


def test_older_versions_come_after_the_newest(working: World):
    acme, globex = working.acme, working.globex
    version = published(acme)
    published(acme, "1.1", version.lens, description="Somebody, really.")
    copy = accepted(offered(acme, version.lens), globex)
    assert versions(globex, copy) == ["1.1"]
    work_off(acme)
    assert versions(globex, copy) == ["1.0", "1.1"]


@pytest.mark.parametrize("spoiled", ["document", "digest", "name"])
def test_what_no_longer_reads_as_the_lens_it_was_stays_at_home(
    working: World, monkeypatch: pytest.MonkeyPatch, spoiled: str
):
    acme, globex = working.acme, working.globex
    version, share, copy = shared(working)
    document = {
        "document": encoded(changed("pillars", [])),
        "digest": encoded(small() | {"description": "Not what the digest is of."}),
        "name": encoded(small() | {"name": "Night\u202ewatch"}),
    }[spoiled]
    with acme.open():
        bad = LensVersion.objects.create(
            organization=acme.organization, lens=version.lens, version="6.6", name={"en": "Night watch"},
            document=document.decode(),
            digest="0" * 64 if spoiled == "digest" else lenses.loader.build.digest(document, None),
        )  # fmt: skip
    good = published(acme, "6.7", version.lens, description="Sound again.")
    assert set(work_off(acme)) == {"SUCCEEDED"}
    assert versions(globex, copy) == ["1.0", good.version]
    with acme.open():
        row = LensShare.objects.get(id=share.id)
        assert (row.delivered_version, row.refused_version) == ("6.7", bad.version)
    page = signed_in(acme.user()).get(reverse("lens_shares", args=[acme.slug, version.lens_id])).content.decode()
    assert "Version 6.6 was not delivered" in page


def test_every_copy_gets_its_versions_and_a_lost_job_is_found(working: World, settings: Settings):
    acme, globex = working.acme, working.globex
    version, _share, copy = shared(working)
    work_off(acme)
    published(acme, "1.1", version.lens, description="Somebody, really.")
    with acme.open():
        job = Job.objects.get(kind=lens_deliveries.DELIVER, state="QUEUED")
        # A worker took it and was never heard of again.
        Job.objects.filter(id=job.id).update(
            state="RUNNING", attempt=1, lease_until=timezone.now() - timezone.timedelta(minutes=1)
        )
    jobs.run(organization_id=acme.organization.id, job_id=job.id, worker="another")
    assert versions(globex, copy) == ["1.0", "1.1"]


def test_a_worker_knows_the_work():
    import subprocess
    import sys

    source = "import assessments.tasks; from assessments.actions import jobs"
    command = [sys.executable, "-c", f"import django; django.setup(); {source}; print(sorted(jobs._handlers))"]
    import os

    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    known = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    assert all(kind in known for kind in ("deliver_lens", "end_lens_share", "leave_lens_share"))


# The ends


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


def test_a_lens_left_is_left_at_once_and_the_owner_is_told(working: World):
    acme, globex = working.acme, working.globex
    version, share, copy = shared(working)
    work_off(acme)
    client = signed_in(globex.user("lead"))
    path = reverse("lens_leave", args=[globex.slug, copy.id])
    assert client.get(path).status_code == 200
    assert client.post(path).status_code == 302
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


def test_an_own_lens_is_not_left(world: World):
    version = published(world.acme)
    with world.acme.open(), pytest.raises(NotFound):
        lens_shares.leave(lens=version.lens, by=world.acme.owner)
    assert signed_in(world.acme.user()).get(
        reverse("lens_leave", args=[world.acme.slug, version.lens_id])
    ).status_code == 404


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


def test_a_share_that_the_copy_does_not_go_by_ends_nothing(working: World):
    """Both sides name each other, or nothing happens: a share's row alone is no key to another organization."""
    acme, globex = working.acme, working.globex
    version, _share, copy = shared(working)
    with acme.open():
        forged = LensShare.objects.create(
            lens=version.lens, label="forged", offered_by=acme.owner, accepted_at=timezone.now(),
            revoked_at=timezone.now(), recipient_id=globex.organization.id,
        )  # fmt: skip
        jobs.enqueue(kind=lens_deliveries.END, subject_id=forged.id)
    assert "SUCCEEDED" in work_off(acme)
    with globex.open():
        assert Lens.objects.get(id=copy.id).unshared_at is None
        lens = Lens.objects.create(
            organization=globex.organization, key="forged", shared_from="Acme", unshared_at=timezone.now(),
            source_organization_id=acme.organization.id, share_id=offered(acme, version.lens).id
            if not scope.is_open() else forged.id,
        )  # fmt: skip
        jobs.enqueue(kind=lens_deliveries.LEAVE, subject_id=lens.share_id)
    work_off(globex)
    assert state(acme, forged) == "REVOKED"


def test_the_cache_of_parsed_lenses_is_the_same_for_both(world: World):
    version, _share, copy = shared(world)
    with world.globex.open():
        mine = LensVersion.objects.get(lens=copy)
        assert loader.document(mine) is loader.document(version)
