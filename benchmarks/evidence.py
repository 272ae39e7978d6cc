"""A whole evidence run, job and rows included, against an AWS whose every answer takes a while."""

import resource
import time
from collections.abc import Iterator

from django.conf import settings
from django.test.utils import override_settings

from assessments.actions import jobs
from assessments.models import Job, JobState, Workload
from assessments.tenancy import scope
from benchmarks import seed
from benchmarks.report import Measure
from integrations.actions import connections, runs
from integrations.aws.credentials import Base
from integrations.models import AwsConnection
from lens_app.stack.fake_aws import server, worlds
from lens_app.stack.fake_aws.faults import Fault

DELAY = 0.05
REGIONS = ("us-east-1", "us-east-2", "us-west-1", "us-west-2", "ap-northeast-1", "ap-northeast-3", "ap-southeast-1",
           "eu-central-1", "eu-west-1", "eu-west-2")  # fmt: skip


def run(seeded: seed.Seeded, accounts: int, regions: int) -> Iterator[Measure]:
    """The time a run takes against the least its pace and the latency allow, one call after the other."""
    numbers = [f"{number:012}" for number in range(100000000000, 100000000000 + accounts)]
    known = dict.fromkeys(REGIONS[:regions], worlds.RegionWorld(quotas=worlds.QUOTAS))
    world = worlds.World(tuple(worlds.AccountWorld(number, number, known) for number in numbers))
    with server.start(world) as fake:
        fake.faults.switch_on(Fault("delay", "*", seconds=DELAY))
        base = settings.AWS_BASE | {
            "access_key_id": "AKIALENSBOARD", "secret_access_key": "bench", "endpoint_url": fake.url,
        }  # fmt: skip
        with override_settings(AWS_BASE=base, CELERY_BROKER_URL=""):
            job = _asked(seeded, numbers, regions, fake)
            begun = time.perf_counter()
            jobs.run(organization_id=seeded.organization.id, job_id=job.id, worker="bench")
            spent = time.perf_counter() - begun
        calls = len(fake.seen)
    with scope.organization(seeded.organization.id):
        job.refresh_from_db()
    if job.state != JobState.SUCCEEDED:
        raise RuntimeError(f"the run ended {job.state}")
    ideal = calls * max(DELAY, 1 / Base("", "").calls_per_second)
    detail = f"{calls} calls, {spent:.1f} s; without our pace {calls * DELAY:.1f} s"
    yield Measure(
        f"evidence run, {accounts} accounts × {regions} Regions ÷ ideal", 100 * ideal / spent, 85, False, " %", detail
    )
    yield Measure("evidence run, memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 500, True, " MB")


def _asked(seeded: seed.Seeded, numbers: list[str], regions: int, fake: server.FakeAws) -> Job:
    """The job of a run over these accounts, all tested."""
    member = seeded.membership
    with scope.organization(seeded.organization.id, actor_id=member.id, actor_name="bench"):
        workload = Workload.objects.get(id=seeded.reviews[0].workload_id)
        made = []
        for number in numbers:
            role = f"arn:aws:iam::{number}:role/{worlds.ROLE}"
            one = connections.connect(
                name=number, role_arn=role, regions=REGIONS[:regions], stage="PRODUCTION", by=member
            )
            AwsConnection.objects.filter(pk=one.pk).update(verification={"ok": True})
            fake.roles.register(role, str(one.external_id))
            made.append(one)
        connections.attach(workload=workload, connections=made, by=member)
        return runs.start(workload=workload, by=member).job
