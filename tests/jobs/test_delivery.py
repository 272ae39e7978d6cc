"""Real workers on real brokers, killed, stopped and cut off: every job ends once, and does its work once."""

import os
import random
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import transaction
from pytest_django import Settings

from assessments.actions import jobs
from assessments.models import AuditEvent, Job, JobState
from tests.jobs.brokers import Broker, Worker
from tests.jobs.conftest import ask, now, running_in
from tests.jobs.handlers import STEP
from tests.processes import until
from tests.world import Tenant, World

pytestmark = [pytest.mark.worker, pytest.mark.slow]
StartWorker = Callable[..., Worker]


def ended(tenant: Tenant, job: Job, seconds: float = 40) -> Job:
    """The job once it has come to its end."""
    return until(lambda: (found := now(tenant, job)).finished and found, f"job {job.kind} ends", seconds)


def steps_of(tenant: Tenant, job: Job) -> list[int]:
    """The steps that were done, in order."""
    with tenant.open():
        events = AuditEvent.objects.filter(object_id=job.id, action=STEP).order_by("sequence")
        return [event.after["step"] for event in events]


def test_a_committed_job_runs_at_once_and_one_rolled_back_never(start_worker: StartWorker, committed_world: World):
    acme = committed_world.acme
    start_worker()
    with acme.open(), transaction.atomic():
        undone = jobs.enqueue(kind="test.steps", subject_id=acme.workload.id, by=acme.owner, planned=1)
        transaction.set_rollback(True)
    began = time.monotonic()
    job = ended(acme, ask(acme, planned=5))
    took = time.monotonic() - began
    assert (job.state, job.done, job.attempt, job.failure) == (JobState.SUCCEEDED, 5, 1, None)
    assert steps_of(acme, job) == [0, 1, 2, 3, 4]
    assert took < 3, "the message wakes the worker, not the sweeper"
    assert steps_of(acme, undone) == []


def test_what_a_worker_writes_is_logged_as_the_person_who_asked(start_worker: StartWorker, committed_world: World):
    acme = committed_world.acme
    start_worker()
    job = ended(acme, ask(acme, planned=1))
    with acme.open():
        event = AuditEvent.objects.get(object_id=job.id, action=STEP)
    assert (event.actor_id, event.actor_name) == (acme.owner.id, str(acme.owner.user))
    assert event.request_id == f"job:{job.id}"


def test_killed_at_random_moments_a_job_still_does_each_step_once(
    start_worker: StartWorker, committed_world: World, settings: Settings
):
    acme = committed_world.acme
    start_worker(JOB_ATTEMPTS=20)
    dice = random.Random(11)  # noqa: S311 - when to kill, not a secret
    job = ask(acme, planned=60)
    for attempt in range(1, 4):
        process = running_in(job, attempt)
        time.sleep(dice.uniform(0.0, 0.4))
        os.kill(process, signal.SIGKILL)
    job = ended(acme, job, 60)
    assert (job.state, job.done, job.attempt) == (JobState.SUCCEEDED, 60, 4)
    assert steps_of(acme, job) == list(range(60))


def test_a_whole_machine_dies_and_another_goes_on(
    start_worker: StartWorker, committed_world: World, room: Path, broker: Broker
):
    acme = committed_world.acme
    first = start_worker()
    (room / "hold").touch()
    job, waiting = ask(acme, planned=4), ask(acme, planned=1)
    running_in(job)
    first.kill()
    broker.lose_everything()
    (room / "hold").unlink()
    start_worker()
    assert ended(acme, job).state == ended(acme, waiting).state == JobState.SUCCEEDED
    assert steps_of(acme, job) == [0, 1, 2, 3]


def test_a_worker_that_wakes_after_its_lease_writes_nothing(
    start_worker: StartWorker, committed_world: World, room: Path
):
    acme = committed_world.acme
    workers = [start_worker(), start_worker()]  # in a pool of threads, a worker falls asleep as a whole
    (room / "hold").touch()
    job = ask(acme, planned=3)
    sleeper = running_in(job)
    os.kill(sleeper, signal.SIGSTOP)
    try:
        running_in(job, attempt=2)
        (room / "hold").unlink()
        assert ended(acme, job).attempt == 2
    finally:
        os.kill(sleeper, signal.SIGCONT)
    until(lambda: any(b"was overtaken" in worker.log.read_bytes() for worker in workers), "the sleeper notices")
    assert steps_of(acme, job) == [0, 1, 2]
    assert now(acme, job).state == JobState.SUCCEEDED


def test_a_job_whose_message_never_left_is_found(start_worker: StartWorker, committed_world: World, settings: Settings):
    settings.CELERY_BROKER_URL = ""
    job = ask(committed_world.acme)
    start_worker()
    assert ended(committed_world.acme, job).state == JobState.SUCCEEDED


def test_a_running_job_stops_when_asked(start_worker: StartWorker, committed_world: World, room: Path):
    acme = committed_world.acme
    start_worker()
    (room / "hold").touch()
    job = ask(acme)
    running_in(job)
    with acme.open():
        jobs.cancel(job=job, by=acme.owner)
    assert ended(acme, job).state == JobState.CANCELLED
    assert steps_of(acme, job) == []


def test_poison_fails_with_a_sentence_and_others_go_on(start_worker: StartWorker, committed_world: World):
    acme, globex = committed_world.acme, committed_world.globex
    start_worker()
    poison, healthy = ask(acme, "test.poison"), ask(globex)
    assert ended(globex, healthy).state == JobState.SUCCEEDED
    poison = ended(acme, poison, 60)
    assert (poison.state, poison.attempt) == (JobState.FAILED, 3)
    assert "3 times" in poison.failure["en"]
    assert "3回" in poison.failure["ja"]
