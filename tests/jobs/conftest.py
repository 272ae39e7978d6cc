"""A worker's world: fast leases, a broker, and a room to leave word in."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from assessments.actions import jobs
from assessments.models import Job
from lens_app import celery
from tests.conftest import Database
from tests.jobs import brokers
from tests.jobs.brokers import Broker, Worker
from tests.processes import until
from tests.world import Tenant


@pytest.fixture(autouse=True)
def fast(settings: Settings) -> None:
    """Seconds instead of half minutes, here as in the worker."""
    for name, seconds in brokers.FAST.items():
        setattr(settings, name, seconds)
    settings.CELERY_BROKER_URL = ""


@pytest.fixture
def room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the tests and the worker leave word for each other."""
    monkeypatch.setenv("TEST_JOBS_ROOM", str(tmp_path))
    return tmp_path


@pytest.fixture(params=["pgmq", "redis"])
def broker(
    request: pytest.FixtureRequest, room: Path, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Broker]:
    """Each broker we promise, one after the other, and this process sending to it."""
    with brokers.pgmq() if request.param == "pgmq" else brokers.redis(room) as made:
        settings.CELERY_BROKER_URL = made.url
        monkeypatch.setenv("CELERY_BROKER_URL", made.url)  # Celery prefers the environment to its configuration
        settings.CELERY_QUEUE_PREFIX = made.prefix
        settings.CELERY_APP = "tests.jobs.brokers.app"
        brokers.app = celery.make(made.url)
        yield made
        brokers.app.close()


@pytest.fixture
def start_worker(broker: Broker, room: Path, committed: Database) -> Iterator[Callable[..., Worker]]:
    """Start a worker on the test's database; keywords are settings. All are killed at the end."""
    workers: list[Worker] = []

    def start(**more: int) -> Worker:
        environment = committed.environment | brokers.fast(**more) | {"TEST_JOBS_ROOM": str(room)}
        workers.append(Worker(broker, room, environment))
        return workers[-1]

    yield start
    for worker in workers:
        if worker.process.poll() is None:
            worker.kill()


def ask(tenant: Tenant, kind: str = "test.steps", planned: int = 3, **more: object) -> Job:
    """A job of this tenant, asked for by its owner and committed (where commits are real)."""
    with tenant.open():
        return jobs.enqueue(kind=kind, subject_id=tenant.workload.id, by=tenant.owner, planned=planned, **more)


def now(tenant: Tenant, job: Job) -> Job:
    """The job as it is now."""
    with tenant.open():
        return Job.objects.get(id=job.id)


def running_in(job: Job, attempt: int = 1) -> int:
    """The process that carries out this attempt, once there is one."""
    path = Path(os.environ["TEST_JOBS_ROOM"]) / f"{job.id}.{attempt}"
    return int(until(lambda: path.exists() and path.read_text(), f"attempt {attempt} runs"))
