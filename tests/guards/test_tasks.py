"""Every Celery task can only be called for one organization, and every kind of job has someone who carries it out."""

import ast
import inspect
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from celery import Task
from django.utils import translation

from assessments import words
from assessments.tasks import MissingOrganization, OrganizationTask
from lens_app.celery import app
from tests.guards.files import ROOT, modules

app.loader.import_default_modules()
OURS = [task for name, task in sorted(app.tasks.items()) if name.split(".")[0] in {"assessments", "integrations"}]
REGISTERED = """
import django; django.setup()
from assessments import tasks
from integrations import tasks
from assessments.actions import jobs
print(*jobs._handlers)
"""


def by_name(task: Task) -> str:
    """The task's name, for the list of tests."""
    return str(task.name)


def enqueued() -> Iterator[tuple[str, str]]:
    """Every kind the code enqueues and the module that does: the value of ``kind=`` there."""
    for path in modules():
        if path.parts[0] not in {"assessments", "integrations"}:
            continue
        tree = ast.parse((ROOT / path).read_text("utf-8"))
        constants = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "enqueue":
                kinds = [keyword.value for keyword in node.keywords if keyword.arg == "kind"]
                assert kinds, f"{path}:{node.lineno} enqueues without saying what"
                yield _value(kinds[0], constants), str(path)


def _value(node: ast.expr, constants: dict[str, Any]) -> str:
    return str(node.value) if isinstance(node, ast.Constant) else str(constants[getattr(node, "id", "")])


def registered() -> list[str]:
    """Every kind that a worker carries out, as a process of its own finds them: tests register more."""
    asked = subprocess.run(
        [sys.executable, "-c", REGISTERED], cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True
    )
    return asked.stdout.split()


def test_there_are_tasks():
    assert len(OURS) >= 3


@pytest.mark.parametrize("task", OURS, ids=by_name)
def test_a_task_takes_keywords_only(task: Task):
    assert isinstance(task, OrganizationTask)
    parameters = [p for name, p in inspect.signature(task.run).parameters.items() if name != "self"]
    assert {parameter.kind for parameter in parameters} <= {inspect.Parameter.KEYWORD_ONLY}
    named = {parameter.name for parameter in parameters}
    assert task.across_organizations or "organization_id" in named
    assert all(name.endswith("_id") for name in named), "a task takes ids, nothing that can be out of date"


@pytest.mark.parametrize("task", OURS, ids=by_name)
def test_a_task_goes_to_a_queue_that_workers_read(task: Task):
    sent_to = app.amqp.router.route({}, task.name)["queue"]
    assert sent_to.name in app.amqp.queues
    assert not app.conf.task_create_missing_queues or sent_to.name in {queue.name for queue in app.conf.task_queues}


@pytest.mark.parametrize("task", [task for task in OURS if not task.across_organizations], ids=by_name)
@pytest.mark.parametrize("arguments", [{}, {"organization_id": None}, {"organization_id": ""}], ids=str)
def test_a_task_refuses_to_run_for_nobody(task: Task, arguments: dict[str, Any]):
    others = {name: str(uuid4()) for name in inspect.signature(task.run).parameters if name not in {"organization_id"}}
    with pytest.raises(MissingOrganization):
        task(**others | arguments)
    with pytest.raises(MissingOrganization):
        task(str(uuid4()), **others)


def test_only_sweepers_serve_every_organization():
    assert {task.name for task in OURS if task.across_organizations} == {
        entry["task"] for entry in app.conf.beat_schedule.values()
    }


def test_every_kind_of_job_has_a_handler_where_a_worker_looks():
    kinds = dict(enqueued())
    assert len(kinds) >= 3
    known = registered()
    assert {kind: where for kind, where in kinds.items() if kind not in known} == {}


def test_every_kind_of_job_has_a_name_for_people_in_both_languages():
    kinds = registered()
    assert set(words.WORK) == set(kinds), "a kind without a name, or a name for what nobody does"
    for kind in kinds:
        with translation.override("en"):
            english = str(words.called("work", kind))
        with translation.override("ja"):
            japanese = str(words.called("work", kind))
        assert kind != english
        assert re.search("[ぁ-んァ-ヶ一-龠]", japanese), f"{kind} has no Japanese name: {japanese}"
