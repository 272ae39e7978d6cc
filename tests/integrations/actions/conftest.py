"""A tenant's account in the fake AWS, and the ways to carry its jobs out: in this process, or by a real worker."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from assessments.actions import jobs
from assessments.models import Job
from integrations.actions import connections, verification
from integrations.models import AwsConnection
from lens_app.stack.fake_aws.server import FakeAws
from tests.conftest import Database
from tests.integrations import estate
from tests.jobs import brokers
from tests.jobs.brokers import Broker, Worker
from tests.world import Tenant

#: What a process is told about the fake; the names of the variables are those of docs/settings.md.
SECRET = "base-secret-canary"


@pytest.fixture(autouse=True)
def own(settings: Settings, fake: FakeAws) -> None:
    """This installation's AWS identity, impatient and impolite, at the fake's address."""
    settings.AWS_BASE = {
        "access_key_id": estate.BASE_KEY,
        "secret_access_key": SECRET,
        "session_token": "",
        "account_id": "999988887777",
        "partition": "aws",
        "endpoint_url": fake.url,
        "attempts": 2,
        "read_timeout": 5.0,
        "calls_per_second": 10_000.0,
    }
    for name, seconds in brokers.FAST.items():
        setattr(settings, name, seconds)
    settings.CELERY_BROKER_URL = ""


def connected(tenant: Tenant, fake: FakeAws, account_id: str = estate.HOME) -> AwsConnection:
    """A connection to an account whose role waits for it, tested and attached to the tenant's workload."""
    with tenant.open():
        connection = connections.connect(
            name=f"account {account_id}",
            role_arn=account_id,
            regions=estate.REGIONS,
            stage="PRODUCTION",
            by=tenant.owner,
        )
    trust(fake, connection)
    seen = verification.look(connection)  # slow, outside any transaction, as a worker does
    with tenant.open():
        assert verification.keep(connection=connection, seen=seen)
        already = list(AwsConnection.objects.filter(workloads__workload=tenant.workload))
        connections.attach(workload=tenant.workload, connections=[*already, connection], by=tenant.owner)
        return AwsConnection.objects.get(pk=connection.pk)


def trust(fake: FakeAws, connection: AwsConnection) -> None:
    """Let the role wait for the connection's external id."""
    fake.roles.register(connection.role_arn, str(connection.external_id))


def carry_out(tenant: Tenant, job: Job) -> Job:
    """Do the job in this process, as a worker would; the job as it ended."""
    jobs.run(organization_id=tenant.organization.id, job_id=job.id, worker="tests")
    with tenant.open():
        return Job.objects.get(pk=job.pk)


@pytest.fixture
def start_worker(
    committed: Database, fake: FakeAws, tmp_path: Path, settings: Settings
) -> Iterator[Callable[..., Worker]]:
    """Start a real worker that reads the fake; keywords are settings. All are killed at the end."""
    workers: list[Worker] = []
    aws = {
        "LENSBOARD_AWS_ACCESS_KEY_ID": estate.BASE_KEY,
        "LENSBOARD_AWS_SECRET_ACCESS_KEY": SECRET,
        "LENSBOARD_AWS_ENDPOINT_URL": fake.url,
        "LENSBOARD_AWS_LOOKS_AT_ONCE": "2",  # so that a run of nine steps has a middle
        "TEST_JOBS_ROOM": str(tmp_path),
    }
    with brokers.pgmq() as broker:
        _send_to(broker, settings)

        def start(**more: int) -> Worker:
            workers.append(Worker(broker, tmp_path, committed.environment | brokers.fast(**more) | aws))
            return workers[-1]

        yield start
        for worker in workers:
            worker.kill()
        if brokers.app:
            brokers.app.close()


def _send_to(broker: Broker, settings: Settings) -> None:
    from lens_app import celery

    settings.CELERY_BROKER_URL = broker.url
    settings.CELERY_QUEUE_PREFIX = broker.prefix
    settings.CELERY_APP = "tests.jobs.brokers.app"
    brokers.app = celery.make(broker.url)
