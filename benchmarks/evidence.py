"""A whole evidence run, job and rows included, against an AWS whose every answer takes a while."""

import resource
import time
from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.test.utils import override_settings

from assessments.actions import jobs
from assessments.models import JobState, Workload
from assessments.tenancy import scope
from benchmarks import far_away, seed
from benchmarks.report import Measure
from integrations.actions import connections, runs
from integrations.models import AwsConnection
from lens_app.stack.fake_aws import worlds

DELAY = 0.05
REGIONS = ("us-east-1", "us-east-2", "us-west-1", "us-west-2", "ap-northeast-1", "ap-northeast-3", "ap-southeast-1",
           "eu-central-1", "eu-west-1", "eu-west-2")  # fmt: skip


def run(seeded: seed.Seeded, accounts: int, regions: int) -> Iterator[Measure]:
    """A run's time against its calls' latency alone, as many at a time as it makes; and its time at our pace."""
    numbers = tuple(f"{number:012}" for number in range(100000000000, 100000000000 + accounts))
    with far_away.aws(numbers, REGIONS[:regions], DELAY) as aws:
        _attach(seeded, numbers, regions, aws)
        hasty = _timed(seeded, aws, calls_per_second=10_000.0)
        calls = aws.calls()
        polite = _timed(seeded, aws)
    at_once = settings.AWS_LOOKS_AT_ONCE
    ideal = calls * DELAY / at_once
    what = f"evidence run, {accounts} accounts × {regions} Regions"
    detail = f"{calls} calls of {1000 * DELAY:.0f} ms, {at_once} at a time: {ideal:.1f} s, took {hasty:.1f} s"
    yield Measure(f"{what} ÷ ideal", 100 * ideal / hasty, 85, False, " %", detail)
    yield Measure(f"{what}, at our pace", polite, None, True, " s")
    yield Measure("evidence run, memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 500, True, " MB")


def _timed(seeded: seed.Seeded, aws: far_away.Aws, **manners: Any) -> float:
    """How long (s) one run takes, from a worker's taking the job to its end. Raises RuntimeError when it fails."""
    member, reviewed = seeded.membership, seeded.reviews[0]
    keys = {"access_key_id": "AKIALENSBOARD", "secret_access_key": "bench", "endpoint_url": aws.url}
    with override_settings(AWS_BASE=settings.AWS_BASE | keys | manners, CELERY_BROKER_URL=""):
        with scope.organization(seeded.organization.id, actor_id=member.id, actor_name="bench"):
            job = runs.start(workload=Workload.objects.get(id=reviewed.workload_id), by=member).job
        begun = time.perf_counter()
        jobs.run(organization_id=seeded.organization.id, job_id=job.id, worker="bench")
        spent = time.perf_counter() - begun
    with scope.organization(seeded.organization.id):
        job.refresh_from_db()
    if job.state != JobState.SUCCEEDED:
        raise RuntimeError(f"the run ended {job.state}")
    return spent


def _attach(seeded: seed.Seeded, numbers: tuple[str, ...], regions: int, aws: far_away.Aws) -> None:
    """Connect these accounts, all tested, and attach them to the first workload."""
    member = seeded.membership
    with scope.organization(seeded.organization.id, actor_id=member.id, actor_name="bench"):
        made = []
        for number in numbers:
            role = f"arn:aws:iam::{number}:role/{worlds.ROLE}"
            one = connections.connect(
                name=number, role_arn=role, regions=REGIONS[:regions], stage="PRODUCTION", by=member
            )
            AwsConnection.objects.filter(pk=one.pk).update(verification={"ok": True})
            aws.trust(role, str(one.external_id))
            made.append(one)
        connections.attach(workload=Workload.objects.get(id=seeded.reviews[0].workload_id), connections=made, by=member)
