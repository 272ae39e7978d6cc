"""A workload with an account and runs, as rows: what the pages show does not depend on how it came to be."""

from collections.abc import Callable

import pytest
from django.db import connection as database
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from assessments.models import Job
from integrations.actions import connections
from integrations.models import AwsConnection, CollectionRun, PlanItem
from tests.world import Tenant, World, signed_in

WORKS = {"ok": True, "trust": "guarded", "reason": "", "statement": {"en": "It works.", "ja": "動きます。"}, "gaps": []}


@pytest.fixture(autouse=True)
def own(settings: Settings) -> None:
    """An installation that has an AWS identity."""
    settings.AWS_BASE = {
        "access_key_id": "AKIALENSBOARD", "secret_access_key": "base-secret-canary", "session_token": "",
        "account_id": "999988887777", "partition": "aws", "endpoint_url": "http://127.0.0.1:9",
    }  # fmt: skip
    settings.CELERY_BROKER_URL = ""


@pytest.fixture
def browser(world: World) -> Callable[..., Client]:
    """A browser of Acme's member with this role."""

    def of(role: str = "owner", language: str = "en") -> Client:
        user = world.acme.user(role)
        user.language = language
        user.save()
        return signed_in(user)

    return of


def account(
    tenant: Tenant, name: str = "claims-prod", account_id: str = "111122223333", **facts: object
) -> AwsConnection:
    """A connection, tested unless ``facts`` say otherwise, attached to nothing."""
    with tenant.open():
        made = connections.connect(
            name=name, role_arn=account_id, regions=["us-east-1"], stage="PRODUCTION", by=tenant.owner
        )
        AwsConnection.objects.filter(pk=made.pk).update(**{"verification": WORKS} | facts)
        return AwsConnection.objects.get(pk=made.pk)


def attach(tenant: Tenant, *accounts: AwsConnection) -> None:
    """Let these accounts run the tenant's workload."""
    with tenant.open():
        connections.attach(workload=tenant.workload, connections=list(accounts), by=tenant.owner)


def seen(verdict: str, statement: str, reason: str = "") -> dict[str, object]:
    """The outcome of one step."""
    finding = {
        "verdict": verdict,
        "statement": {"en": statement, "ja": f"日本語：{statement}"},
        "resource": "",
        "reason": reason,
    }
    call = {
        "operation": "bedrock:ListGuardrails", "region": "us-east-1", "request_id": "request-1",
        "at": "2026-11-21T00:00:00+00:00", "sha256": "ab" * 32, "error": reason,
    }  # fmt: skip
    return {"findings": [finding], "milliseconds": 1200, "calls": [call]}


def run(
    tenant: Tenant, connection: AwsConnection, *outcomes: dict[str, object] | None, state: str = "SUCCEEDED"
) -> CollectionRun:
    """A run whose steps gave these outcomes; None: not looked at yet."""
    with tenant.open():
        number = CollectionRun.objects.filter(workload=tenant.workload).count() + 1
        done = sum(outcome is not None for outcome in outcomes)
        job = Job.objects.create(
            kind="collect", subject_id=tenant.workload.id, state=state, asked_by=tenant.owner,
            planned=len(outcomes), done=done,
        )  # fmt: skip
        made = CollectionRun.objects.create(workload=tenant.workload, number=number, job=job, asked_by=tenant.owner)
        for position, outcome in enumerate(outcomes, start=1):
            PlanItem.objects.create(
                run=made, position=position, connection=connection, region="us-east-1", check_id="GRD-EXIST",
                outcome=outcome,
            )  # fmt: skip
        return made


def cost(client: Client, address: str) -> int:
    """How many statements a page costs, signing in and the gate included."""
    with CaptureQueriesContext(database) as asked:
        assert client.get(address).status_code == 200
    begun = ("SAVEPOINT", "RELEASE")
    return sum(not query["sql"].startswith(begun) for query in asked.captured_queries)
