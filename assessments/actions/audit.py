"""Seal the audit log into its chain, verify it, and note acts that change no row.

Rows of the log come from a trigger in the writer's own transaction; nobody calls an action for them.
Sealing runs behind, one sealer at a time, so writers never wait for each other (docs/adr/0004-audit-chain.md).
"""

import json
import uuid
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from assessments.actions import locks
from assessments.models import AuditLink, User
from assessments.queries import audit, organizations
from assessments.rules.chain import Head, link
from assessments.tenancy import scope

#: At most this many events are sealed in one transaction.
BATCH = 2000
#: After this long an event should have been sealed.
SEALED_WITHIN = timedelta(minutes=1)


class Fault(StrEnum):
    """What can be wrong with the chain at one place."""

    ALTERED = "altered"
    EVENT_MISSING = "event missing"
    LINK_MISSING = "link missing"
    OTHER_HEAD = "other head"


@dataclass(frozen=True, slots=True)
class Break:
    """One place where the log is not what was sealed: the link's number, and the event's id where it is known."""

    fault: Fault
    number: int
    event_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class Verification:
    """What a look at the whole chain found. ``waiting`` events are not sealed yet; ``late``: too long."""

    organization_id: UUID
    head: Head
    breaks: tuple[Break, ...] = field(default=())
    waiting: int = 0
    late: bool = False

    @property
    def sound(self) -> bool:
        """Whether everything sealed is as it was sealed."""
        return not self.breaks


def note(action: str, *, table: str = "", object_id: UUID | None = None, facts: dict[str, Any] | None = None) -> None:
    """Put an act that changes no row into the log of the open organization: a download, a denied request."""
    opened = scope.current()
    with connection.cursor() as cursor:
        cursor.execute(
            'INSERT INTO assessments_auditevent (id, organization_id, actor_id, actor_name, action, "table", object_id,'
            " operation, after, request_id) VALUES (%s, %s, %s, %s, %s, %s, %s, 'NOTE', %s, %s)",
            [
                uuid.uuid4(),
                opened.organization_id,
                opened.actor_id,
                opened.actor_name,
                action,
                table,
                object_id,
                json.dumps(facts) if facts is not None else None,
                opened.request_id,
            ],
        )


def note_for_person(action: str, *, person: User, request_id: str = "", facts: dict[str, Any] | None = None) -> None:
    """Put an act of a person (signing in, a changed password) into the log of each organization they belong to."""
    for membership in organizations.of_person(person.id):
        with scope.organization(
            membership.organization.id, actor_id=membership.id, actor_name=str(person), request_id=request_id
        ):
            note(action, facts=facts)


def head(organization_id: UUID) -> Head:
    """Where the organization's chain ends. Opens the organization."""
    with scope.organization(organization_id):
        return audit.head(organization_id)


def seal(organization_id: UUID) -> int:
    """Link what is new in the organization's log; how many events. 0 while another sealer is at it.

    An event is linked once its transaction is committed, in the order of its sequence as far as one look sees
    it: a long transaction's events get later numbers, and no writer ever waits.
    """
    with scope.organization(organization_id, actor_name="sealer"):
        if not locks.try_for(f"audit.seal {organization_id}"):
            return 0
        end = audit.head(organization_id)
        links = []
        for event in audit.unsealed(organization_id, BATCH):
            end = Head(end.number + 1, link(end.digest, end.number + 1, event))
            links.append(AuditLink(number=end.number, event=event.id, sequence=event.sequence, digest=end.digest))
        AuditLink.objects.bulk_create(links)
        return len(links)


def seal_all(at_most: int = 200) -> int:
    """Seal the logs of organizations with new events, the longest waiting first; how many events."""
    return sum(seal(organization_id) for organization_id in audit.organizations_to_seal(at_most))


@transaction.atomic
def verify(organization_id: UUID, expected: Head | None = None) -> Verification:
    """Compute the organization's whole chain again and say where it differs.

    Each link is checked against the stored digest before it, so one altered event is one break. ``expected`` is
    a head written down earlier (a report prints it): it also finds a log whose end was cut off or replaced.
    """
    with scope.organization(organization_id):
        breaks: list[Break] = []
        end, expected_found = Head(), expected is None or expected.number == 0
        for number, event_id, digest, event in audit.chain(organization_id):
            breaks += [Break(Fault.LINK_MISSING, missing) for missing in range(end.number + 1, number)]
            if event is None:
                breaks.append(Break(Fault.EVENT_MISSING, number, event_id))
            elif (end.number == number - 1 or number == 1) and link(end.digest, number, event) != digest:
                breaks.append(Break(Fault.ALTERED, number, event_id))
            end = Head(number, digest)
            expected_found = expected_found or end == expected
        if expected and not expected_found:
            breaks.append(Break(Fault.OTHER_HEAD, expected.number))
        waiting, oldest = audit.waiting(organization_id)
        late = oldest is not None and oldest < timezone.now() - SEALED_WITHIN
        return Verification(organization_id, end, tuple(breaks), waiting, late)
