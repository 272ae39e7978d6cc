"""kill -9 in the middle of the work: what was acknowledged is there, what was under way ends once."""

import json
import random
import threading
import time
import urllib.error
import urllib.request
from dataclasses import dataclass, field
from http.client import HTTPException
from uuid import UUID

import pytest
from pytest_django import Settings

from assessments.actions import audit, reviews, tokens
from assessments.models import Answer, AnswerVersion, AuditEvent, Evidence, Job, JobState, Review
from integrations.actions import connections, runs, verification
from integrations.models import AwsConnection, CollectionRun, PlanItem
from tests.e2e.stack import FAKE_KEY, Stack
from tests.processes import until
from tests.world import Tenant, World

pytestmark = [pytest.mark.worker, pytest.mark.slow]
QUESTIONS = ("GENOPS01", "GENSEC01", "GENREL01", "GENCOST01")
KILLS = 3
#: What a client sees of a server that is killed: no connection, half an answer, or half a text in it.
BROKEN = (OSError, HTTPException, ValueError)


@dataclass
class Writer:
    """Somebody who saves one question again and again, and keeps a ledger of what the server acknowledged."""

    stack: Stack
    token: str
    review_id: UUID
    question_id: str
    stop: threading.Event
    ledger: dict[int, str] = field(default_factory=dict)
    broken: int = 0
    refused: list[str] = field(default_factory=list)

    def run(self) -> None:
        """Save until told to stop. After a broken request, ask what the version is and go on."""
        version, count = 0, 0
        while not self.stop.is_set():
            count += 1
            notes = f"{self.question_id} save {count}"
            try:
                version = self._save(version, notes)
                self.ledger[version] = notes
            except (urllib.error.HTTPError, AssertionError) as error:
                self.refused.append(repr(error))
                return
            except BROKEN:
                self.broken += 1
                version = self._version()

    def _save(self, version: int, notes: str) -> int:
        body = {"applicable": True, "reason": "NONE", "notes": notes, "choices": {}}
        answer = self._ask("PUT", body, {"If-Match": f'"{version}"'})
        assert answer["notes"] == notes
        return int(answer["version"])

    def _version(self) -> int:
        while not self.stop.is_set():
            try:
                return int(self._ask("GET")["version"])
            except BROKEN:
                time.sleep(0.05)
        return 0

    def _ask(self, method: str, body: object = None, headers: dict[str, str] | None = None) -> dict:
        address = f"{self.stack.url}/api/v1/reviews/{self.review_id}/answers/{self.question_id}"
        named = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"} | (headers or {})
        content = None if body is None else json.dumps(body).encode()
        with urllib.request.urlopen(
            urllib.request.Request(address, content, named, method=method), timeout=5
        ) as answer:
            return json.load(answer)


def test_a_killed_web_server_loses_nothing_it_acknowledged(committed_world: World, stack: Stack) -> None:
    acme = committed_world.acme
    with acme.open():
        _token, text = tokens.issue(name="e2e", scopes=["answers:read", "answers:write"], days=1, by=acme.owner)
    stack.environment["API_RATE"] = "1000000/min"
    stop = threading.Event()
    writers = [Writer(stack, text, acme.review.id, question, stop) for question in QUESTIONS]
    stack.start_web()
    threads = [threading.Thread(target=writer.run) for writer in writers]
    for thread in threads:
        thread.start()
    dice = random.Random(7)  # noqa: S311 - when to kill, not a secret
    for _ in range(KILLS):
        written = sum(len(writer.ledger) for writer in writers)
        until(lambda: sum(len(writer.ledger) for writer in writers) > written + 20, "saves go on")  # noqa: B023
        time.sleep(dice.uniform(0.0, 0.2))
        stack.kill("web")
        stack.start_web()
    time.sleep(0.5)
    stop.set()
    for thread in threads:
        thread.join(20)
    assert [writer.refused for writer in writers] == [[]] * len(writers)
    assert sum(writer.broken for writer in writers) > 0, "no save was interrupted: the test proves nothing"
    for writer in writers:
        _holds(acme, writer)
    _counters_and_audit_hold(acme)


def _holds(tenant: Tenant, writer: Writer) -> None:
    """Every acknowledged version is there with its words, in an unbroken count; only broken saves can be beyond it."""
    with tenant.open():
        answer = Answer.objects.get(review=tenant.review, question_id=writer.question_id)
        kept = dict(AnswerVersion.objects.filter(answer=answer).values_list("number", "notes"))
        saves = AuditEvent.objects.filter(object_id=answer.id, action="answers.record").count()
    assert {number: kept.get(number) for number in writer.ledger} == writer.ledger
    assert sorted(kept) == list(range(1, answer.version + 1))
    assert kept[answer.version] == answer.notes
    assert saves == answer.version
    assert len(kept) - len(writer.ledger) <= writer.broken


def _counters_and_audit_hold(tenant: Tenant) -> None:
    with tenant.open():
        before = Review.objects.get(pk=tenant.review.pk)
        counted = reviews.recount(Review.objects.select_related("lens_version").get(pk=tenant.review.pk))
        assert before.counts == counted.counts
        assert before.pillars == counted.pillars
    while audit.seal(tenant.organization.id):
        pass
    assert audit.verify(tenant.organization.id).sound


def test_a_killed_worker_leaves_a_run_that_ends_once(committed_world: World, stack: Stack, settings: Settings) -> None:
    acme = committed_world.acme
    settings.CELERY_BROKER_URL = ""  # nothing is sent from here: the sweeper finds what waits
    stack.environment["LENSBOARD_AWS_LOOKS_AT_ONCE"] = "1"  # so that nine steps last for two kills
    stack.start_aws()
    stack.start_worker()
    _connect(acme, stack, settings)
    _slow(stack, 0.25)
    with acme.open():
        run = runs.start(workload=acme.workload, by=acme.owner)
    seen: dict[int, object] = {}
    for kill in range(1, 3):
        until(lambda: len(_looked(acme, run)) >= 2 * kill, "the run gets on", 60)  # noqa: B023
        stack.kill("worker")
        for position, moment in _looked(acme, run).items():
            assert seen.setdefault(position, moment) == moment, "a step was looked at twice"
        stack.start_worker()
    job = until(lambda: (now := _job(acme, run)).finished and now, "the run ends", 90)
    assert (job.state, job.attempt, job.failure) == (JobState.SUCCEEDED, 3, None)
    after = _looked(acme, run)
    assert seen.items() <= after.items()
    assert job.done == job.planned == len(after)
    with acme.open():
        rows = Evidence.objects.filter(kind="OBSERVATION", workload=acme.workload)
        lineages = list(rows.values_list("lineage", flat=True))
        assert len(lineages) == len(set(lineages)) > 0
        states = AuditEvent.objects.filter(object_id=job.id, after__state="SUCCEEDED")
        assert states.count() == 1


def _connect(tenant: Tenant, stack: Stack, settings: Settings) -> None:
    """Connect the demo's production account; the worker tests it."""
    settings.AWS_BASE = settings.AWS_BASE | {"access_key_id": FAKE_KEY, "secret_access_key": FAKE_KEY}
    with tenant.open():
        connection = connections.connect(
            name="claims-prod",
            role_arn="111122223333",
            regions=["ap-northeast-1", "us-east-1"],
            stage="PRODUCTION",
            by=tenant.owner,
        )
        connections.attach(workload=tenant.workload, connections=[connection], by=tenant.owner)
    stack.tell_aws("roles", role_arn=connection.role_arn, external_id=str(connection.external_id))
    with tenant.open():
        verification.ask(connection=connection, by=tenant.owner)
    until(lambda: _works(tenant, connection), "the connection is tested", 60)


def _works(tenant: Tenant, connection: AwsConnection) -> bool:
    with tenant.open():
        said = AwsConnection.objects.get(pk=connection.pk).verification
    return bool(said and said["ok"])


def _slow(stack: Stack, seconds: float) -> None:
    """Let every call to AWS take a while, so that a run is under way long enough to be hurt."""
    stack.tell_aws("faults", kind="delay", operation="*", seconds=seconds)


def _looked(tenant: Tenant, run: CollectionRun) -> dict[int, object]:
    """The steps of the run that were looked at, with the moment of each."""
    with tenant.open():
        items = PlanItem.objects.filter(run=run).exclude(outcome=None)
        return dict(items.values_list("position", "looked_at"))


def _job(tenant: Tenant, run: CollectionRun) -> Job:
    with tenant.open():
        return Job.objects.get(id=run.job_id)
