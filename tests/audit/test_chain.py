"""The chain is found broken wherever someone with all rights changed the past."""

import hashlib
import json
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime

import psycopg
import pytest
from django.core.management import CommandError, call_command

from assessments.actions import audit
from assessments.actions.audit import Fault
from assessments.models import AuditLink, Workload
from assessments.rules import chain
from tests.guards.catalogue import as_owner
from tests.world import Tenant, World

EVENT = chain.Event(
    id=uuid.UUID(int=1),
    organization_id=uuid.UUID(int=2),
    sequence=7,
    at=datetime(2026, 11, 21, 9, 30, tzinfo=UTC),
    actor_id=None,
    actor_name="佐藤",
    action="answers.record",
    table="assessments_answer",
    object_id=uuid.UUID(int=3),
    operation="UPDATE",
    before={"b": 1, "a": None},
    after={"a": [1, 2.5]},
    request_id="r",
)


@contextmanager
def unfrozen() -> Iterator[psycopg.Connection]:
    """The owner of the tables, who has switched our triggers off."""
    with as_owner() as owner:
        for table in ("assessments_auditevent", "assessments_auditlink"):
            owner.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        yield owner


@pytest.fixture
def sealed(committed_world: World) -> Tenant:
    """Acme with a sealed log of some length."""
    acme = committed_world.acme
    for name in ("one", "two", "three"):
        with acme.open():
            Workload.objects.create(name=name, created_by=acme.owner)
    assert audit.seal_all() > 5
    assert audit.verify(acme.organization.id).sound
    return acme


def events_of(tenant: Tenant) -> list[uuid.UUID]:
    """The sealed events, in the order of their links."""
    with tenant.open():
        return list(AuditLink.objects.order_by("number").values_list("event", flat=True))


def breaks(tenant: Tenant, expected: chain.Head | None = None) -> list[tuple[Fault, int]]:
    """What a verification finds."""
    return [(one.fault, one.number) for one in audit.verify(tenant.organization.id, expected).breaks]


def test_the_digest_is_what_the_record_says_it_is():
    facts = {
        "id": str(EVENT.id),
        "organization_id": str(EVENT.organization_id),
        "sequence": 7,
        "at": "2026-11-21T09:30:00.000000+00:00",
        "actor_id": None,
        "actor_name": "佐藤",
        "action": "answers.record",
        "table": "assessments_answer",
        "object_id": str(EVENT.object_id),
        "operation": "UPDATE",
        "before": {"a": None, "b": 1},
        "after": {"a": [1, 2.5]},
        "request_id": "r",
    }
    line = json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert chain.link("0" * 64, 1, EVENT) == hashlib.sha256(f"{'0' * 64}\n1\n{line}".encode()).hexdigest()


@pytest.mark.parametrize(
    "change",
    [
        {"actor_name": "鈴木"},
        {"at": datetime(2026, 11, 21, 9, 30, 0, 1, tzinfo=UTC)},
        {"after": {"a": [2, 2.5]}},
        {"object_id": None},
        {"sequence": 8},
    ],
)
def test_no_part_of_an_event_can_change_unnoticed(change: dict[str, object]):
    assert chain.link(chain.START, 1, replace(EVENT, **change)) != chain.link(chain.START, 1, EVENT)


def test_the_same_moment_in_another_zone_is_the_same_event():
    import zoneinfo

    tokyo = replace(EVENT, at=EVENT.at.astimezone(zoneinfo.ZoneInfo("Asia/Tokyo")))
    assert chain.canonical(tokyo) == chain.canonical(EVENT)


def test_a_head_reads_back_as_printed():
    head = chain.Head(12, "ab" * 32)
    assert chain.Head.parse(str(head)) == head
    with pytest.raises(ValueError, match="not a head"):
        chain.Head.parse("12:zz")


def test_an_altered_event_is_one_break(sealed: Tenant):
    event = events_of(sealed)[3]
    with unfrozen() as owner:
        owner.execute("UPDATE assessments_auditevent SET actor_name = 'someone else' WHERE id = %s", [event])
    assert breaks(sealed) == [(Fault.ALTERED, 4)]


def test_a_deleted_event_is_found(sealed: Tenant):
    with unfrozen() as owner:
        owner.execute("DELETE FROM assessments_auditevent WHERE id = %s", [events_of(sealed)[2]])
    assert breaks(sealed) == [(Fault.EVENT_MISSING, 3)]


def test_an_event_deleted_together_with_its_link_is_found(sealed: Tenant):
    event = events_of(sealed)[2]
    with unfrozen() as owner:
        owner.execute("DELETE FROM assessments_auditevent WHERE id = %s", [event])
        owner.execute("DELETE FROM assessments_auditlink WHERE event = %s", [event])
    assert breaks(sealed) == [(Fault.LINK_MISSING, 3)]


def test_a_link_that_was_computed_anew_breaks_the_one_after_it(sealed: Tenant):
    with unfrozen() as owner:
        owner.execute("UPDATE assessments_auditlink SET digest = %s WHERE event = %s", ["0" * 64, events_of(sealed)[2]])
    assert breaks(sealed) == [(Fault.ALTERED, 3), (Fault.ALTERED, 4)]


def test_an_end_that_was_cut_off_is_found_by_a_head_written_down(sealed: Tenant):
    head = audit.head(sealed.organization.id)
    last = events_of(sealed)[-1]
    with unfrozen() as owner:
        owner.execute("DELETE FROM assessments_auditevent WHERE id = %s", [last])
        owner.execute("DELETE FROM assessments_auditlink WHERE event = %s", [last])
    assert breaks(sealed) == [], "a chain alone cannot know"
    assert breaks(sealed, head) == [(Fault.OTHER_HEAD, head.number)]


def test_an_older_head_is_still_in_a_longer_chain(sealed: Tenant):
    head = audit.head(sealed.organization.id)
    with sealed.open():
        Workload.objects.create(name="four", created_by=sealed.owner)
    audit.seal_all()
    assert audit.head(sealed.organization.id).number > head.number
    assert breaks(sealed, head) == []


def test_one_tenants_break_is_not_anothers(sealed: Tenant, committed_world: World):
    with unfrozen() as owner:
        owner.execute("DELETE FROM assessments_auditevent WHERE id = %s", [events_of(sealed)[0]])
    assert breaks(committed_world.globex) == []


def test_what_nobody_sealed_for_days_is_sealed_after_all(committed_world: World):
    acme = committed_world.acme
    with unfrozen() as owner:
        owner.execute("UPDATE assessments_auditevent SET at = at - interval '9 days'")
    found = audit.verify(acme.organization.id)
    assert found.waiting > 0
    assert found.late
    audit.seal_all()
    assert audit.verify(acme.organization.id).waiting == 0


def test_sealing_twice_seals_once(sealed: Tenant):
    assert audit.seal(sealed.organization.id) == 0
    assert audit.seal_all() == 0


def test_the_command_says_what_broke_and_ends_with_1(sealed: Tenant, capsys: pytest.CaptureFixture[str]):
    call_command("verify_audit")
    assert f"{sealed.slug}: sound" in capsys.readouterr().out
    with unfrozen() as owner:
        owner.execute("DELETE FROM assessments_auditevent WHERE id = %s", [events_of(sealed)[1]])
    with pytest.raises(SystemExit) as ended:
        call_command("verify_audit", organization=sealed.slug)
    assert ended.value.code == 1
    assert "link 2: event missing" in capsys.readouterr().out


def test_the_command_checks_a_head(sealed: Tenant):
    call_command("verify_audit", organization=sealed.slug, head=str(audit.head(sealed.organization.id)))
    with pytest.raises(SystemExit):
        call_command("verify_audit", organization=sealed.slug, head=f"1:{'0' * 64}")
    with pytest.raises(CommandError):
        call_command("verify_audit", organization="nobody")
