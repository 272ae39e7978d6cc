"""The life of a job, without a worker: who may have it, who may write, and how it ends."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import DatabaseError, connections, transaction
from django.utils import timezone
from pytest_django import Settings

from assessments.actions import jobs, locks, waking
from assessments.errors import NotAllowed
from assessments.models import AuditEvent, Job, JobState
from assessments.tenancy import scope
from tests.jobs import handlers
from tests.jobs.conftest import ask, now
from tests.processes import until
from tests.world import Tenant, World


def claim(tenant: Tenant, job: Job) -> jobs.Claim | None:
    """What a worker gets that is told about this job."""
    return jobs.claim(tenant.organization.id, job.id, "tests")


def let_lease_end(tenant: Tenant, job: Job) -> None:
    """As if its worker had been silent for long."""
    with tenant.open():
        Job.objects.filter(id=job.id).update(lease_until=timezone.now() - timedelta(seconds=1))


def at_once(times: int, act: object) -> list[object]:
    """Run ``act`` in so many threads at the same moment, each with its own connection."""
    gate = threading.Barrier(times)

    def one(_: int) -> object:
        gate.wait()
        try:
            return act()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(times) as pool:
        return list(pool.map(one, range(times)))


def test_one_of_many_workers_gets_the_job(committed_world: World):
    acme = committed_world.acme
    job = ask(acme)
    claims = [one for one in at_once(8, lambda: claim(acme, job)) if one]
    assert [one.attempt for one in claims] == [1]


def test_an_organization_has_only_so_many_jobs_running(committed_world: World, settings: Settings):
    settings.JOBS_PER_ORGANIZATION = 3
    acme, globex = committed_world.acme, committed_world.globex
    waiting = [ask(acme) for _ in range(8)]
    remaining = iter(waiting)
    claims = at_once(8, lambda: claim(acme, next(remaining)))
    assert sum(one is not None for one in claims) == 3
    assert claim(globex, ask(globex)) is not None, "another organization does not wait"
    next(one for one in claims if one).finish()
    left = [job for job in waiting if now(acme, job).state == JobState.QUEUED]
    assert claim(acme, left[0]) is not None, "one that ended made room"


def test_a_stranger_cannot_take_the_job(world: World):
    job = ask(world.acme)
    assert claim(world.globex, job) is None
    assert now(world.acme, job).state == JobState.QUEUED


def test_a_job_may_not_start_before_its_time(world: World):
    job = ask(world.acme, run_after=timezone.now() + timedelta(hours=1))
    assert job.sent_at is None
    assert claim(world.acme, job) is None


def test_only_the_newest_attempt_writes(world: World):
    acme = world.acme
    job = ask(acme)
    first = claim(acme, job)
    assert claim(acme, job) is None
    let_lease_end(acme, job)
    second = claim(acme, job)
    assert second.attempt == 2
    with pytest.raises(jobs.LostLease), first.fence():
        pytest.fail("the first attempt may not get in")
    for write in (lambda: first.progress(1), first.finish, lambda: first.fail("no", "いいえ"), first.put_back):
        with pytest.raises(jobs.LostLease), transaction.atomic():
            write()
    with second.fence():
        second.finish()
    assert now(acme, job).state == JobState.SUCCEEDED


def test_what_is_written_behind_the_fence_is_whole_or_not_there(world: World):
    acme = world.acme
    mine = claim(acme, ask(acme, "test.broken"))
    with pytest.raises(RuntimeError):
        handlers.broken(mine)
    with acme.open():
        assert not AuditEvent.objects.filter(action=handlers.STEP).exists()


def test_a_long_step_outlives_its_lease_by_heartbeat(committed_world: World):
    acme = committed_world.acme
    job = ask(acme)
    mine = claim(acme, job)
    with mine.heartbeat():
        time.sleep(3.5)
        assert claim(acme, job) is None, "the lease of 2 s was renewed"
        with mine.fence():
            mine.finish()
    assert now(acme, job).state == JobState.SUCCEEDED


def test_an_error_is_tried_again_later_and_then_given_up(world: World, settings: Settings):
    settings.JOB_RETRY_SECONDS = 0
    acme = world.acme
    job = ask(acme, "test.broken")
    for attempt in (1, 2, 3):
        jobs.run(organization_id=acme.organization.id, job_id=job.id, worker="tests")
        job = now(acme, job)
        assert (job.state, job.attempt) == (JobState.FAILED if attempt == 3 else JobState.QUEUED, attempt)
    assert set(job.failure) == {"en", "ja"}


def test_the_pause_before_another_try_grows(world: World, settings: Settings):
    settings.JOB_RETRY_SECONDS = 60
    acme = world.acme
    job = ask(acme)
    mine = claim(acme, job)
    mine.put_back()
    job = now(acme, job)
    assert 50 < (job.run_after - timezone.now()).total_seconds() < 70
    assert claim(acme, job) is None


def test_a_refusal_is_told_in_both_languages_and_not_tried_again(world: World):
    acme = world.acme
    job = ask(acme, "test.refused")
    jobs.run(organization_id=acme.organization.id, job_id=job.id, worker="tests")
    job = now(acme, job)
    assert (job.state, job.attempt, job.failure["en"]) == (JobState.FAILED, 1, "There is nothing here.")
    assert job.failure["ja"]


def test_a_kind_nobody_here_knows_is_left_for_a_newer_worker(world: World):
    job = ask(world.acme, "test.from-the-future")
    jobs.run(organization_id=world.acme.organization.id, job_id=job.id, worker="tests")
    assert now(world.acme, job).attempt == 0


def test_the_same_work_is_open_only_once(committed_world: World):
    acme = committed_world.acme
    asked = at_once(6, lambda: ask(acme, dedupe="one"))
    assert len({job.id for job in asked}) == 1
    mine = claim(acme, asked[0])
    assert ask(acme, dedupe="one").id == asked[0].id
    mine.finish()
    assert ask(acme, dedupe="one").id != asked[0].id


def test_a_broker_that_is_down_fails_no_request(committed_world: World, settings: Settings):
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1/0"
    settings.CELERY_APP = "tests.jobs.brokers.app"
    from lens_app import celery
    from tests.jobs import brokers

    brokers.app = celery.make(settings.CELERY_BROKER_URL)
    began = time.monotonic()
    job = ask(committed_world.acme)
    assert now(committed_world.acme, job).state == JobState.QUEUED
    assert time.monotonic() - began < 5


def test_a_waiting_job_is_cancelled_at_once(world: World):
    acme = world.acme
    job = ask(acme)
    with acme.open():
        assert jobs.cancel(job=job, by=acme.owner).state == JobState.CANCELLED
        assert jobs.cancel(job=job, by=acme.owner).state == JobState.CANCELLED, "again changes nothing"
    assert claim(acme, job) is None


def test_a_lost_job_whose_end_was_asked_is_not_started_again(world: World):
    acme = world.acme
    job = ask(acme)
    claim(acme, job)
    with acme.open():
        jobs.cancel(job=job, by=acme.owner)
    assert now(acme, job).state == JobState.RUNNING, "its worker stops it"
    let_lease_end(acme, job)
    assert claim(acme, job) is None
    assert now(acme, job).state == JobState.CANCELLED


def test_only_the_asker_or_a_lead_cancels(world: World):
    acme = world.acme
    job = ask(acme)
    with acme.open("viewer"), pytest.raises(NotAllowed):
        jobs.cancel(job=job, by=acme.members["viewer"])
    with acme.open("lead"):
        assert jobs.cancel(job=job, by=acme.members["lead"]).state == JobState.CANCELLED


def test_the_sweeper_sends_again_in_turns_and_not_too_often(committed_world: World):
    acme, globex = committed_world.acme, committed_world.globex
    crowd, single = [ask(acme) for _ in range(5)], ask(globex)
    assert waking.wake_lost() == 0, "they were sent a moment ago"
    for tenant in (acme, globex):
        with tenant.open():
            Job.objects.update(sent_at=timezone.now() - timedelta(minutes=1))
    assert waking.wake_lost(at_most=2) == 2
    assert now(globex, single).sent_at > timezone.now() - timedelta(seconds=10), "the small one has its turn"
    assert waking.wake_lost() == 4
    assert waking.wake_lost() == 0
    lost = claim(acme, crowd[0])
    let_lease_end(acme, crowd[0])
    with acme.open():
        Job.objects.filter(id=crowd[0].id).update(sent_at=None)
    assert waking.wake_lost() == 1
    assert lost.attempt == 1


def test_two_sweepers_do_not_send_twice(committed_world: World):
    acme = committed_world.acme
    for _ in range(4):
        ask(acme)
    with acme.open():
        Job.objects.update(sent_at=None)
    assert sum(at_once(3, waking.wake_lost)) == 4


def test_the_sweeper_does_not_wait_for_a_worker_that_stopped_in_its_fence(committed_world: World):
    acme = committed_world.acme
    stuck, other = ask(acme), ask(acme)
    mine = claim(acme, stuck)
    with acme.open():
        Job.objects.update(sent_at=None)
    with mine.fence():
        began = time.monotonic()
        assert at_once(1, waking.wake_lost) == [1]
        assert time.monotonic() - began < 1
    assert now(acme, other).sent_at is not None


@pytest.mark.parametrize("lock", ["jobs.sweep", "jobs.claim"])
def test_who_stands_still_with_a_lock_loses_it_after_a_lease(committed_world: World, lock: str):
    acme = committed_world.acme
    job = ask(acme)
    held, over = threading.Event(), threading.Event()

    def stand_still() -> None:
        with transaction.atomic():
            locks.wait_for(lock if lock == "jobs.sweep" else f"{lock} {acme.organization.id}")
            held.set()
            over.wait(20)

    def sweep() -> int:
        held.wait(5)
        return until(waking.wake_lost, "the sweeper has its lock", 10)

    def work() -> jobs.Claim | None:
        held.wait(5)
        return claim(acme, job)

    with acme.open():
        Job.objects.update(sent_at=None)
    with ThreadPoolExecutor(1) as pool:
        stopped = pool.submit(at_once, 1, stand_still)
        assert at_once(1, sweep if lock == "jobs.sweep" else work)[0]
        over.set()
        assert isinstance(stopped.exception(), DatabaseError)


def test_who_stands_still_on_a_row_loses_it_after_a_lease(committed_world: World):
    acme = committed_world.acme
    mine = claim(acme, ask(acme))
    held, over = threading.Event(), threading.Event()

    def stand_still() -> None:
        with mine.organization():
            Job.objects.filter(id=mine.job_id).update(done=1)
            held.set()
            over.wait(20)

    with ThreadPoolExecutor(1) as pool:
        stopped = pool.submit(at_once, 1, stand_still)
        held.wait(5)
        at_once(1, mine.finish)
        over.set()
        assert isinstance(stopped.exception(), DatabaseError)
    assert mine.finished


def test_progress_and_heartbeats_leave_no_trail_in_the_audit_log(world: World):
    acme = world.acme
    job = ask(acme)
    mine = claim(acme, job)
    mine.progress(1, planned=2)
    mine.progress(2)
    mine.finish()
    with acme.open():
        actions = AuditEvent.objects.filter(object_id=job.id).order_by("sequence").values_list("action", flat=True)
        assert list(actions) == ["jobs.enqueue", "jobs.claim", "jobs.finish"]


def test_nothing_stays_open_after_a_job(world: World):
    jobs.run(organization_id=world.acme.organization.id, job_id=ask(world.acme, "test.refused").id, worker="tests")
    with pytest.raises(scope.NoScope):
        scope.current()
