"""Read the audit log's chain: its links, the events they seal, and what waits for a seal."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from assessments.models import AuditLink
from assessments.rules.chain import Event, Head

EVENT_COLUMNS = (
    "id",
    "organization_id",
    "sequence",
    "at",
    "actor_id",
    "actor_name",
    "action",
    "table",
    "object_id",
    "operation",
    "before",
    "after",
    "request_id",
)
_EVENT = ", ".join(f'event."{column}"' for column in EVENT_COLUMNS)

# A link is made within seconds of its event, so an event without one is younger than the newest link, or its
# transaction was still open then: an hour is more than any task of ours is allowed to last.
_UNSEALED = f"""
    SELECT {_EVENT} FROM assessments_auditevent AS event
     WHERE event.organization_id = %(organization)s
       AND event.at > COALESCE(
           (SELECT sealed_at FROM assessments_auditlink WHERE organization_id = %(organization)s
             ORDER BY number DESC LIMIT 1) - interval '1 hour', '-infinity')
       AND NOT EXISTS (SELECT 1 FROM assessments_auditlink AS link
                        WHERE link.organization_id = event.organization_id AND link.event = event.id)
     ORDER BY event.sequence LIMIT %(at_most)s
"""  # noqa: S608 - column names of our own

# Two plain look-ups by index per piece: one join over both tables is planned as a loop of scans on fresh statistics.
_LINKS = """
    SELECT number, event, digest FROM assessments_auditlink
     WHERE organization_id = %s AND number > %s ORDER BY number LIMIT %s
"""
_EVENTS = f"SELECT {_EVENT} FROM assessments_auditevent AS event WHERE organization_id = %s AND id = ANY(%s)"  # noqa: S608
PIECE = 2000

_WAITING = """
    SELECT count(*), min(event.at) FROM assessments_auditevent AS event
     WHERE event.organization_id = %s
       AND NOT EXISTS (SELECT 1 FROM assessments_auditlink AS link
                        WHERE link.organization_id = event.organization_id AND link.event = event.id)
"""


def head(organization_id: UUID) -> Head:
    """Where the organization's chain ends now: what reports print. Needs the organization open."""
    last = AuditLink.objects.filter(organization_id=organization_id).order_by("-number").first()
    return Head(last.number, last.digest) if last else Head()


def unsealed(organization_id: UUID, at_most: int) -> list[Event]:
    """Events that no link seals yet, oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(_UNSEALED, {"organization": organization_id, "at_most": at_most})
        return [_event(row) for row in cursor.fetchall()]


def waiting(organization_id: UUID) -> tuple[int, datetime | None]:
    """How many events no link seals, over the whole log, and the oldest one's time."""
    with connection.cursor() as cursor:
        cursor.execute(_WAITING, [organization_id])
        count, oldest = cursor.fetchone()
        return count, oldest


def chain(organization_id: UUID) -> Iterator[tuple[int, UUID, str, Event | None]]:
    """Every link in order with the event it seals: number, event's id, digest, event (None when it is gone).

    Reads in pieces, so that a log of any length takes little memory.
    """
    last = 0
    with connection.cursor() as cursor:
        while True:
            cursor.execute(_LINKS, [organization_id, last, PIECE])
            links = cursor.fetchall()
            cursor.execute(_EVENTS, [organization_id, [event_id for _, event_id, _ in links]])
            events = {event.id: event for event in map(_event, cursor.fetchall())}
            for number, event_id, digest in links:
                yield number, event_id, digest, events.get(event_id)
            if len(links) < PIECE:
                return
            last = links[-1][0]


def organization_ids() -> list[UUID]:
    """Every organization's id, oldest first: for commands that visit each in turn."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organization_id FROM organization_ids()")
        return [row[0] for row in cursor.fetchall()]


def organizations_to_seal(at_most: int) -> list[UUID]:
    """Organizations with events that no link seals yet, the longest waiting first."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT organization_id FROM organizations_to_seal(%s)", [at_most])
        return [row[0] for row in cursor.fetchall()]


def _event(columns: Any) -> Event:
    facts = dict(zip(EVENT_COLUMNS, columns, strict=True))
    for part in ("before", "after"):
        if isinstance(facts[part], str):
            facts[part] = json.loads(facts[part])
    return Event(**facts)
