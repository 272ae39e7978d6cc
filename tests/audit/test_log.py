"""Every write is in the log, whoever made it and however; and nobody takes it out again."""

import threading
import uuid
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from django.db import DatabaseError, connection, connections, transaction

from assessments.actions import audit, evidence
from assessments.actions.evidence import Target
from assessments.models import AuditEvent, AuditLink, EvidenceLink, Workload
from assessments.tenancy import scope
from tests.guards.catalogue import as_owner
from tests.world import Tenant, World


def events_of(tenant: Tenant, object_id: uuid.UUID) -> list[AuditEvent]:
    """What the log says about one row, oldest first."""
    with tenant.open():
        return list(AuditEvent.objects.filter(object_id=object_id).order_by("sequence"))


def test_each_way_to_write_is_logged_with_what_changed(world: World):
    acme = world.acme
    with acme.open():
        workload = Workload.objects.create(name="one", created_by=acme.owner)
        workload.description = "by save"
        workload.save()
        Workload.objects.filter(id=workload.id).update(description="by update")
        with connection.cursor() as cursor:
            cursor.execute("UPDATE assessments_workload SET description = 'by SQL' WHERE id = %s", [workload.id])
    insert, *updates = events_of(acme, workload.id)
    assert (insert.operation, insert.after["name"], insert.before) == ("INSERT", "one", None)
    assert [(event.before["description"], event.after["description"]) for event in updates] == [
        ("", "by save"),
        ("by save", "by update"),
        ("by update", "by SQL"),
    ]
    assert all("name" not in event.after for event in updates), "only what changed"
    assert {event.actor_id for event in (insert, *updates)} == {acme.owner.id}


def test_what_was_deleted_is_logged_as_it_was(world: World):
    acme = world.acme
    with acme.open():
        note = evidence.add_note(
            workload=acme.workload, text="why", title="", targets=[Target("GENSEC01", "")], by=acme.owner
        )
        link = EvidenceLink.objects.get(evidence=note)
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM assessments_evidencelink WHERE id = %s", [link.id])
    _insert, delete = events_of(acme, link.id)
    assert (delete.operation, delete.before["question_id"], delete.after) == ("DELETE", "GENSEC01", None)
    assert delete.actor_id == acme.owner.id


def test_a_write_that_is_rolled_back_is_not_in_the_log(world: World):
    acme = world.acme
    with acme.open():
        before = AuditEvent.objects.count()
        with transaction.atomic():
            Workload.objects.create(name="gone", created_by=acme.owner)
            transaction.set_rollback(True)
        assert AuditEvent.objects.count() == before


@pytest.mark.parametrize("model", [AuditEvent, AuditLink])
def test_the_application_can_neither_change_nor_delete_the_log(world: World, model: type):
    acme = world.acme
    audit.seal(acme.organization.id)
    with acme.open():
        assert model.objects.exists()
        for write in (lambda: model.objects.all().delete(), lambda: model.objects.update(sequence=1)):
            with pytest.raises(DatabaseError), transaction.atomic():
                write()


def test_even_the_owner_of_the_tables_is_refused(committed_world: World):
    with as_owner() as owner, pytest.raises(psycopg.Error, match="frozen"):
        owner.execute("DELETE FROM assessments_auditevent")
    with as_owner() as owner, pytest.raises(psycopg.Error, match="frozen"):
        owner.execute("TRUNCATE assessments_auditevent CASCADE")


def test_a_stranger_sees_nothing_of_the_log(world: World):
    with world.globex.open():
        assert not AuditEvent.objects.filter(organization_id=world.acme.organization.id).exists()
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT count(*) FROM assessments_auditevent WHERE organization_id = %s", [world.acme.organization.id]
            )
            assert cursor.fetchone() == (0,)


def test_an_act_without_a_change_is_noted_with_its_actor(world: World):
    acme = world.acme
    with acme.open("viewer"):
        audit.note(
            "evidence.download", table="assessments_evidence", object_id=acme.workload.id, facts={"file": "a.pdf"}
        )
    (event,) = [one for one in events_of(acme, acme.workload.id) if one.operation == "NOTE"]
    assert (event.actor_id, event.action, event.after) == (
        acme.members["viewer"].id,
        "evidence.download",
        {"file": "a.pdf"},
    )


def test_signing_in_is_noted_wherever_the_person_is_a_member(world: World):
    audit.note_for_person("sessions.signed_in", person=world.acme.user("lead"), request_id="r1")
    with world.acme.open():
        assert AuditEvent.objects.get(action="sessions.signed_in").actor_id == world.acme.members["lead"].id
    with world.globex.open():
        assert not AuditEvent.objects.filter(action="sessions.signed_in").exists()


def test_writers_with_long_transactions_do_not_wait_for_each_other(committed_world: World):
    acme = committed_world.acme
    both_wrote = threading.Barrier(2, timeout=5)

    def write(name: str) -> None:
        try:
            with acme.open():
                Workload.objects.create(name=name, created_by=acme.owner)
                both_wrote.wait()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(write, ["left", "right"]))
    with acme.open():
        assert Workload.objects.filter(name__in=["left", "right"]).count() == 2


def test_sealing_does_not_wait_for_an_open_transaction_and_seals_it_later(committed_world: World):
    acme = committed_world.acme
    audit.seal(acme.organization.id)
    wrote, may_commit = threading.Event(), threading.Event()

    def slow() -> None:
        try:
            with acme.open():
                Workload.objects.create(name="slow", created_by=acme.owner)
                wrote.set()
                may_commit.wait(5)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as pool:
        writing = pool.submit(slow)
        assert wrote.wait(5)
        with acme.open():
            Workload.objects.create(name="quick", created_by=acme.owner)
        assert audit.seal(acme.organization.id) == 1
        may_commit.set()
        writing.result()
    assert audit.seal(acme.organization.id) == 1, "its sequence is lower, its number higher"
    found = audit.verify(acme.organization.id)
    assert (found.sound, found.waiting) == (True, 0)


def test_nobody_is_inside_an_organization_afterwards(world: World):
    audit.seal_all()
    with pytest.raises(scope.NoScope):
        scope.current()
