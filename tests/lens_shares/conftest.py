"""What the tests about shared lenses have in common: a lens, its offer, its copy, and a worker."""

import re
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from django.db import connection
from pytest_django import Settings

from assessments.access import RoleName
from assessments.actions import jobs, lens_deliveries, lens_shares, lenses
from assessments.actions.lens_shares import Link
from assessments.models import Job, Lens, LensShare, LensVersion, Membership, Organization, User
from assessments.tenancy import scope
from tests.lenses.documents import encoded, small
from tests.world import Tenant, World


@pytest.fixture
def working(committed_world: World, settings: Settings) -> World:
    """Acme and Globex where jobs can be carried out: a worker takes its work in transactions of its own."""
    settings.CELERY_BROKER_URL = ""
    return committed_world


def founded() -> tuple[uuid.UUID, User]:
    """One more organization, and the person who owns it."""
    person = User.objects.create_user("owner@initech.example", name="Initech owner")
    organization_id = uuid.uuid4()
    with scope.organization(organization_id, actor_name="tests"):
        Organization.objects.create(id=organization_id, name="Initech", slug="initech-test", language="en")
        Membership.objects.create(user=person, role="owner")
    return organization_id, person


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
    """What its link says."""
    return Link(share.organization_id, share.id, lens_shares.token_of(share))


def path_of(share: LensShare) -> str:
    """The path of its link."""
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
    """Where it stands now."""
    with tenant.open():
        return LensShare.objects.get(id=share.id).state


def versions(tenant: Tenant, lens: Lens) -> list[str]:
    """What of it there is, oldest first."""
    with tenant.open():
        rows = LensVersion.objects.filter(lens=lens).order_by("published_at")
        return list(rows.values_list("version", flat=True))


def at_once(*deeds: Callable[[], object]) -> list[BaseException | None]:
    """Do all of this at the same moment; what each ended with."""
    barrier = threading.Barrier(len(deeds))

    def one(deed: Callable[[], object]) -> None:
        try:
            barrier.wait()
            deed()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(deeds)) as pool:
        return [done.exception() for done in [pool.submit(one, deed) for deed in deeds]]


def body(response: Any, *paths: str) -> bytes:
    """A page without what differs by nature: its address, and the form's token."""
    content: bytes = response.content
    for path in paths:
        content = content.replace(path.encode(), b"")
    return re.sub(rb"[A-Za-z0-9]{64}", b"", content)
