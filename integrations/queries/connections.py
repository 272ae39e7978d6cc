"""Connections as their pages show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from django.db.models import Exists, Max, OuterRef, Prefetch, QuerySet

from assessments.models import Workload
from integrations.models import AwsConnection, PlanItem, WorkloadConnection


class Health(StrEnum):
    """What the last test of a connection said. Only the first two may be read."""

    WORKS = "works"
    GAPS = "gaps"
    OPEN = "open"
    REFUSED = "refused"
    FAILED = "failed"
    UNTESTED = "untested"


@dataclass(frozen=True, slots=True)
class ConnectionLine:
    """One account of a list: how its test went, who runs there, and when a run last looked."""

    connection: AwsConnection
    health: Health
    workloads: tuple[Workload, ...]
    looked_at: datetime | None


@dataclass(frozen=True, slots=True)
class Candidate:
    """One account that may run a workload, and whether it does."""

    connection: AwsConnection
    health: Health
    attached: bool


def current() -> QuerySet[AwsConnection]:
    """The connections that were not removed, as a queryset."""
    return AwsConnection.objects.filter(removed_at=None).order_by("name")


def lines() -> list[ConnectionLine]:
    """All connections in the order of their names, in three queries."""
    links = WorkloadConnection.objects.select_related("workload").order_by("workload__name")
    rows = list(current().prefetch_related(Prefetch("workloads", queryset=links)))
    looked = _looked_at(row.id for row in rows)
    return [
        ConnectionLine(row, health(row), tuple(link.workload for link in row.workloads.all()), looked.get(row.id))
        for row in rows
    ]


def offered_to(workload: Workload) -> list[Candidate]:
    """All connections by name, each with whether it runs this workload. One query."""
    link = WorkloadConnection.objects.filter(workload=workload, connection=OuterRef("pk"))
    rows = current().annotate(attached=Exists(link))
    return [Candidate(row, health(row), row.attached) for row in rows]


def health(connection: AwsConnection) -> Health:
    """What the last test said."""
    seen = connection.verification
    if not seen:
        return Health.UNTESTED
    if seen.get("ok"):
        return Health.GAPS if seen.get("gaps") else Health.WORKS
    return {"trust_open": Health.OPEN, "role_refused": Health.REFUSED}.get(seen.get("reason"), Health.FAILED)


def workloads_of(connection: AwsConnection) -> list[Workload]:
    """The workloads that run in an account, by name."""
    links = WorkloadConnection.objects.filter(connection=connection).select_related("workload")
    return [link.workload for link in links.order_by("workload__name")]


def looked_at(connection: AwsConnection) -> datetime | None:
    """When a run last looked into an account."""
    return _looked_at([connection.id]).get(connection.id)


def _looked_at(connection_ids: Iterable[UUID]) -> dict[UUID, datetime]:
    items = PlanItem.objects.filter(connection__in=list(connection_ids), looked_at__isnull=False)
    return dict(items.values_list("connection_id").annotate(at=Max("looked_at")).order_by())
