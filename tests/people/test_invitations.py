"""Invitations: single use, seven days, one address, and nothing to learn from a link that does not work."""

import os
import re
import subprocess
import sys
import threading
import uuid
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from assessments.actions import invitations, members
from assessments.actions.invitations import AlreadyMember, NoInvitation, TooManyMails
from assessments.actions.members import RoleTooHigh
from assessments.models import Invitation, Job, Membership, User
from assessments.queries import people
from tests.people.conftest import link_in_mail, work_off
from tests.world import Tenant, World, signed_in

NEWCOMER = "aiko@example.net"


@pytest.fixture
def newcomer(db: None) -> User:
    return User.objects.create_user(NEWCOMER, name="Aiko Tanaka", language="en")


def invited(tenant: Tenant, email: str = NEWCOMER, role: str = "contributor") -> Invitation:
    with tenant.open():
        return invitations.send(email=email, role=role, language="en", by=tenant.owner)


def path_of(invitation: Invitation) -> str:
    return invitations.link(invitation).split("localhost:8000")[1]


def without_ids(body: bytes) -> bytes:
    """A page without what differs at every request: the CSRF token."""
    return re.sub(rb"[A-Za-z0-9]{64}", b"", body)


def test_the_mail_brings_the_link_in_the_language_asked_for(mailing: World):
    with mailing.acme.open():
        invitations.send(email=NEWCOMER, role="viewer", language="ja", by=mailing.acme.owner)
    assert mail.outbox == []
    work_off(mailing.acme)
    message = mail.outbox[0]
    assert message.to == [NEWCOMER]
    assert "Acme" in message.subject
    html, kind = message.alternatives[0]
    assert kind == "text/html"
    assert 'lang="ja"' in html
    assert link_in_mail() in html


def test_an_invitation_lets_its_person_in_once(world: World, newcomer: User):
    acme = world.acme
    path = path_of(invited(acme))
    client = signed_in(newcomer)
    assert client.get(path).status_code == 200
    with acme.open():
        assert people.current().count() == 5, "looking is not joining"
    answer = client.post(path)
    assert answer.status_code == 302
    assert answer.headers["Location"].startswith("/o/acme-test")
    with acme.open():
        assert people.current().get(user=newcomer).role == "contributor"
    assert client.post(path).status_code == 404
    assert client.get(path).status_code == 404


def test_two_clicks_at_once_join_once(committed_world: World):
    acme = committed_world.acme
    newcomer = User.objects.create_user(NEWCOMER, name="Aiko Tanaka")
    invitation = invited(acme)
    facts = {"organization_id": acme.organization.id, "invitation_id": invitation.id, "by_user": newcomer}
    barrier, outcomes = threading.Barrier(2), []

    def click() -> None:
        barrier.wait()
        try:
            invitations.accept(token=invitations.token_of(invitation), **facts)
            outcomes.append("in")
        except NoInvitation:
            outcomes.append("used")
        finally:
            connection.close()

    threads = [threading.Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == ["in", "used"]


def test_a_worker_knows_how_to_send():
    """In a process that has only what a worker loads."""
    source = "import django; django.setup(); import assessments.tasks; from assessments.actions import jobs"
    command = [sys.executable, "-c", f"{source}; print('send_invitation' in jobs._handlers)"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    known = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert known.stdout.strip() == "True"


def test_whatever_is_wrong_with_a_link_looks_the_same(world: World, newcomer: User):
    acme, globex = world.acme, world.globex
    good = invited(acme)
    token = invitations.token_of(good)
    expired, revoked = invited(acme, "late@example.net"), invited(acme, "gone@example.net")
    with acme.open():
        Invitation.objects.filter(id=expired.id).update(expires_at=timezone.now())
        invitations.revoke(invitation=revoked, by=acme.owner)
    wrong = [
        f"/join/{acme.organization.id}/{good.id}/{token[:-1]}x",
        f"/join/{acme.organization.id}/{good.id}/x",
        f"/join/{acme.organization.id}/{uuid.uuid4()}/{token}",
        f"/join/{globex.organization.id}/{good.id}/{token}",
        f"/join/{uuid.uuid4()}/{good.id}/{token}",
        path_of(expired),
        path_of(revoked),
        path_of(invited(acme, "another@example.net")),
    ]
    for client in (signed_in(newcomer), Client()):
        bodies = {}
        for path in wrong[:-1] if client.cookies == {} else wrong:
            for answer in (client.get(path), client.post(path)):
                assert answer.status_code == 404, path
                bodies[path] = without_ids(answer.content.replace(path.encode(), b""))
        assert len(set(bodies.values())) == 1
    with acme.open():
        assert not people.current().filter(user=newcomer).exists()


def test_a_link_is_for_the_address_it_was_sent_to(world: World):
    path = path_of(invited(world.acme))
    thief = signed_in(world.globex.user("admin"))
    assert thief.get(path).status_code == 404
    assert thief.post(path).status_code == 404
    with world.acme.open():
        assert people.current().count() == 5


def test_an_address_counts_only_once_it_is_verified(world: World, newcomer: User):
    from allauth.account.models import EmailAddress

    path = path_of(invited(world.acme, "aiko@work.example"))
    second = EmailAddress.objects.create(user=newcomer, email="Aiko@work.example", verified=False)
    assert signed_in(newcomer).get(path).status_code == 404
    second.verified = True
    second.save()
    assert signed_in(newcomer).post(path).status_code == 302


def test_the_signed_out_are_sent_to_sign_in_and_come_back(world: World, newcomer: User):
    newcomer.set_password("correct horse battery")
    newcomer.save()
    path = path_of(invited(world.acme))
    client = Client()
    page = client.get(path)
    assert page.status_code == 200
    assert b"Acme" in page.content
    assert client.post(path).status_code == 200, "nobody joins without signing in"
    answer = client.post("/accounts/login/", {"login": NEWCOMER, "password": "correct horse battery"})
    assert answer.headers["Location"] == "/"
    assert client.get("/").headers["Location"] == path
    assert client.post(path).status_code == 302
    assert "/join/" not in client.get("/").headers["Location"]


def test_replacing_an_invitation_kills_the_old_link(world: World, newcomer: User):
    old = path_of(invited(world.acme, role="viewer"))
    new = path_of(invited(world.acme, NEWCOMER.upper(), role="lead"))
    client = signed_in(newcomer)
    assert client.post(old).status_code == 404
    assert client.post(new).status_code == 302
    with world.acme.open():
        assert people.current().get(user=newcomer).role == "lead"


def test_resending_keeps_the_link_and_starts_seven_new_days(mailing: World):
    acme = mailing.acme
    invitation = invited(acme)
    work_off(acme)
    first = link_in_mail()
    with acme.open():
        Invitation.objects.filter(id=invitation.id).update(expires_at=timezone.now() - timedelta(days=1))
        again = invitations.resend(invitation=invitation, by=acme.owner)
    work_off(acme)
    assert len(mail.outbox) == 2
    assert link_in_mail() == first
    assert again.expires_at > timezone.now() + timedelta(days=6)


def test_a_withdrawn_invitation_sends_no_mail(mailing: World):
    invitation = invited(mailing.acme)
    with mailing.acme.open():
        invitations.revoke(invitation=invitation, by=mailing.acme.owner)
    work_off(mailing.acme)
    assert mail.outbox == []


def test_who_left_comes_back_to_the_same_membership(world: World):
    acme = world.acme
    viewer = acme.members["viewer"]
    with acme.open():
        members.end(membership=viewer, by=acme.owner)
    assert signed_in(viewer.user).post(path_of(invited(acme, viewer.user.email, "lead"))).status_code == 302
    with acme.open():
        back = Membership.objects.get(user=viewer.user)
        assert (back.id, back.role, back.ended_at) == (viewer.id, "lead", None)


def test_an_invitation_does_not_change_the_role_of_a_member(world: World):
    from allauth.account.models import EmailAddress

    lead = world.acme.user("lead")
    EmailAddress.objects.create(user=lead, email="lead@private.example", verified=True)
    assert signed_in(lead).post(path_of(invited(world.acme, "lead@private.example", "viewer"))).status_code == 302
    with world.acme.open():
        assert people.current().get(user=lead).role == "lead"


def test_members_are_not_invited_and_strangers_look_like_nobody(world: World):
    acme, known, unknown = world.acme, world.globex.user("viewer").email, "nobody@example.net"
    with acme.open(), pytest.raises(AlreadyMember):
        invitations.send(email="LEAD@acme.example", role="viewer", language="en", by=acme.owner)
    first, second = invited(acme, known), invited(acme, unknown)
    assert {first.role, first.language} == {second.role, second.language}
    with acme.open():
        assert Job.objects.filter(kind=invitations.SEND).count() == 2


def test_the_pages_answer_alike_for_known_and_unknown_addresses(world: World):
    client, bodies = signed_in(world.acme.user("admin")), []
    for email in (world.globex.user("viewer").email, "nobody@example.net"):
        form = {"email": email, "role": "viewer", "language": "en"}
        answer = client.post("/o/acme-test/people/invite", form, headers={"HX-Request": "true"})
        with world.acme.open():
            invitations.revoke(invitation=people.open_invitations().get(), by=world.acme.owner)
        body = answer.content.replace(email.encode(), b"EMAIL")
        bodies.append(re.sub(rb"[0-9a-f-]{36}|[A-Za-z0-9]{64}|2\d{3}-\S+", b"", body))
    assert bodies[0] == bodies[1]


@pytest.mark.parametrize(("role", "offered", "may"), [
    ("admin", "owner", False), ("admin", "admin", True), ("owner", "owner", True), ("admin", "emperor", False),
])  # fmt: skip
def test_nobody_offers_more_than_their_own_role(world: World, role: str, offered: str, may: bool):
    with world.acme.open(role):
        by = world.acme.members[role]
        if may:
            assert invitations.send(email=NEWCOMER, role=offered, language="en", by=by).role == offered
        else:
            with pytest.raises(RoleTooHigh):
                invitations.send(email=NEWCOMER, role=offered, language="en", by=by)


def test_only_who_manages_people_invites_and_only_at_home(world: World):
    form = {"email": NEWCOMER, "role": "viewer", "language": "en"}
    for role in ("lead", "contributor", "viewer"):
        assert signed_in(world.acme.user(role)).post("/o/acme-test/people/invite", form).status_code == 403
    assert signed_in(world.globex.user("owner")).post("/o/acme-test/people/invite", form).status_code == 404
    form["role"] = "owner"
    assert signed_in(world.acme.user("admin")).post("/o/acme-test/people/invite", form).status_code == 422
    with world.acme.open():
        assert not people.open_invitations().exists()


def test_invitations_of_another_organization_are_out_of_reach(world: World):
    theirs = invited(world.acme)
    attacker = signed_in(world.globex.user("owner"))
    for deed in ("resend", "revoke"):
        assert attacker.post(f"/o/globex-test/people/invitations/{theirs.id}/{deed}").status_code == 404
        assert attacker.post(f"/o/acme-test/people/invitations/{theirs.id}/{deed}").status_code == 404
    with world.acme.open():
        assert people.open_invitations().get().id == theirs.id


def test_an_organization_has_its_share_of_mails(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(invitations, "MAILS_PER_DAY", 2)
    invitation = invited(world.acme)
    invited(world.acme, "second@example.net")
    with world.acme.open():
        with pytest.raises(TooManyMails):
            invitations.resend(invitation=invitation, by=world.acme.owner)
        with pytest.raises(TooManyMails):
            invitations.send(email="third@example.net", role="viewer", language="en", by=world.acme.owner)
    invited(world.globex)


def test_the_token_is_nowhere_in_the_database(mailing: World):
    invitation = invited(mailing.acme)
    work_off(mailing.acme)
    token = invitations.token_of(invitation)
    with mailing.acme.open():
        from assessments.models import AuditEvent

        for model in (Invitation, Job, AuditEvent):
            assert token not in str(list(model.objects.values()))


def test_accepting_is_written_to_the_audit_log_by_the_one_who_came(world: World, newcomer: User):
    from assessments.models import AuditEvent

    signed_in(newcomer).post(path_of(invited(world.acme)))
    with world.acme.open():
        member = people.current().get(user=newcomer)
        event = AuditEvent.objects.get(action="invitations.accept", table="assessments_membership")
        assert (event.actor_id, event.actor_name, event.object_id) == (member.id, "Aiko Tanaka", member.id)


def test_accept_refuses_in_the_action_itself(world: World, newcomer: User):
    invitation = invited(world.acme)
    facts = {"organization_id": world.acme.organization.id, "invitation_id": invitation.id, "by_user": newcomer}
    with pytest.raises(NoInvitation):
        invitations.accept(token="0" * 64, **facts)
    assert invitations.accept(token=invitations.token_of(invitation), **facts).user_id == newcomer.id
