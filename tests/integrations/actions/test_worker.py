"""A whole run by real Celery workers that read the fake over HTTP: killed, resumed, cancelled, searched for keys."""

import os
import signal
import time
from collections import Counter
from collections.abc import Callable

import pytest

from assessments.actions import jobs
from assessments.models import Evidence, Job, JobState, Proposal
from integrations.actions import runs, verification
from integrations.models import AwsConnection, CollectionRun, PlanItem
from lens_app.stack.fake_aws.faults import Fault
from lens_app.stack.fake_aws.server import FakeAws
from tests.integrations.actions.conftest import SECRET, connected
from tests.jobs.brokers import Worker
from tests.jobs.conftest import now
from tests.processes import until
from tests.world import Tenant, World

pytestmark = [pytest.mark.worker, pytest.mark.slow]
StartWorker = Callable[..., Worker]


def start(tenant: Tenant) -> CollectionRun:
    with tenant.open():
        return runs.start(workload=tenant.workload, by=tenant.owner)


def ended(tenant: Tenant, job: Job, seconds: float = 60) -> Job:
    return until(lambda: (found := now(tenant, job)).finished and found, "the run ends", seconds)


def looked_at(tenant: Tenant) -> list[tuple[str, str]]:
    """What has an outcome, in the order of the plan; not the order in which it was looked at."""
    with tenant.open():
        done = PlanItem.objects.filter(outcome__isnull=False).order_by("position")
        return list(done.values_list("check_id", "region"))


def recorded(tenant: Tenant) -> Counter[tuple[str, str]]:
    """How many observations there are per step, superseded ones too."""
    with tenant.open():
        rows = Evidence.objects.filter(kind="OBSERVATION").values_list("observation", flat=True)
        return Counter((row["check"], row["region"]) for row in rows)


def test_a_worker_collects_evidence_and_proposals(start_worker: StartWorker, committed_world: World, fake: FakeAws):
    acme = committed_world.acme
    connection = connected(acme, fake)
    worker = start_worker()
    with acme.open():
        AwsConnection.objects.filter(pk=connection.pk).update(verification=None)
        test = verification.ask(connection=connection, by=acme.owner)
    assert ended(acme, test).state == JobState.SUCCEEDED
    job = ended(acme, start(acme).job)
    assert (job.state, job.done, job.planned, job.attempt) == (JobState.SUCCEEDED, 9, 9, 1)
    assert len(looked_at(acme)) == 9
    assert set(recorded(acme).values()) == {1}
    with acme.open():
        assert Proposal.objects.filter(status="PENDING", stance="FOR").count() > 3
    keys = {seen.access_key for seen in fake.seen if seen.access_key.startswith("ASIA")}
    log = worker.log.read_text()
    assert keys
    assert not [secret for secret in {*keys, SECRET, str(connection.external_id)} if secret in log]


def test_killed_in_the_middle_another_worker_goes_on_and_nothing_is_recorded_twice(
    start_worker: StartWorker, committed_world: World, fake: FakeAws
):
    acme = committed_world.acme
    connected(acme, fake)
    fake.faults.switch_on(Fault("delay", "*", seconds=0.1))
    first = start_worker()
    run = start(acme)
    until(lambda: len(looked_at(acme)) >= 3, "three steps are done")
    first.kill()
    before = looked_at(acme)
    assert len(before) < 9, "it died in the middle"
    fake.faults.clear()
    mark = len(fake.seen)
    start_worker()
    job = ended(acme, run.job)
    assert (job.state, job.done, job.planned) == (JobState.SUCCEEDED, 9, 9)
    assert job.attempt >= 2
    assert set(before) < set(looked_at(acme))
    assert recorded(acme) == Counter(dict.fromkeys(looked_at(acme), 1))
    with acme.open():
        assert Job.objects.filter(kind=runs.KIND).count() == 1
    again = {(seen.operation, seen.region) for seen in fake.seen[mark:]}
    guarded = {region for check, region in before if check == "GRD-EXIST"}
    asked_again = {region for operation, region in again if operation == "bedrock:ListGuardrails"}
    assert guarded, "the first Region's guardrails are among the first three steps"
    assert asked_again == {"eu-west-1", "us-east-1"} - guarded, "what was done is not looked at again"


def test_a_worker_stopped_past_its_lease_writes_nothing_when_it_wakes(
    start_worker: StartWorker, committed_world: World, fake: FakeAws
):
    acme = committed_world.acme
    connected(acme, fake)
    fake.faults.switch_on(Fault("delay", "*", seconds=0.1))
    first = start_worker()
    run = start(acme)
    until(lambda: len(looked_at(acme)) >= 2, "two steps are done")
    os.killpg(first.process.pid, signal.SIGSTOP)
    start_worker()
    fake.faults.clear()
    job = ended(acme, run.job)
    os.killpg(first.process.pid, signal.SIGCONT)
    time.sleep(2)
    assert (job.state, job.attempt) == (JobState.SUCCEEDED, 2)
    assert recorded(acme) == Counter(dict.fromkeys(looked_at(acme), 1))
    assert len(looked_at(acme)) == 9


def test_cancelled_it_stops_at_the_next_step_and_keeps_what_it_has(
    start_worker: StartWorker, committed_world: World, fake: FakeAws
):
    acme = committed_world.acme
    connected(acme, fake)
    fake.faults.switch_on(Fault("delay", "*", seconds=0.2))
    start_worker()
    run = start(acme)
    until(lambda: len(looked_at(acme)) >= 2, "two steps are done")
    with acme.open():
        jobs.cancel(job=Job.objects.get(pk=run.job_id), by=acme.owner)
    job = ended(acme, run.job)
    assert job.state == JobState.CANCELLED
    done = looked_at(acme)
    assert 2 <= len(done) < 9
    assert recorded(acme) == Counter(dict.fromkeys(done, 1))
    fake.faults.clear()
    again = ended(acme, start(acme).job)
    assert (again.state, again.done) == (JobState.SUCCEEDED, 9)
