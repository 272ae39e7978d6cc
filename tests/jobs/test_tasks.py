"""Tasks say for whom they work, and Celery is told what each broker needs."""

import threading
import uuid

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from assessments import tasks
from lens_app import celery


def test_a_task_without_an_organization_refuses():
    with pytest.raises(tasks.MissingOrganization):
        tasks.work(job_id=str(uuid.uuid4()))
    with pytest.raises(tasks.MissingOrganization):
        tasks.work(str(uuid.uuid4()), str(uuid.uuid4()))


def test_every_task_of_ours_has_the_careful_base():
    celery.app.loader.import_default_modules()
    ours = [task for name, task in celery.app.tasks.items() if name.startswith(("assessments.", "integrations."))]
    assert ours
    assert all(isinstance(task, tasks.OrganizationTask) for task in ours)
    assert {task.name for task in ours if task.across_organizations} == {celery.SWEEP, celery.SEAL}


def test_a_task_never_outlives_its_message():
    made = celery.configuration("pgmq://queue:secret@localhost:5432/queue")
    assert made["task_time_limit"] < made["broker_transport_options"]["visibility_timeout"]
    address, _, options = made["broker_transport_options"]["conn_string"].partition("?")
    assert address == "postgresql://queue:secret@localhost:5432/queue"
    assert "idle_in_transaction_session_timeout" in options, "a worker that is stopped lets go of its messages"
    assert made["worker_enable_remote_control"] is False


@pytest.mark.parametrize("url", ["redis://localhost/0", "rediss://localhost/0", "pgmq://u:p@localhost/q", ""])
def test_other_brokers_are_known(url: str):
    made = celery.configuration(url)
    assert made["accept_content"] == ["json"]
    assert len({(queue.exchange.name, queue.routing_key) for queue in made["task_queues"]}) == 2


@pytest.mark.parametrize("url", ["sqs://", "amqp://localhost//", "kafka://localhost", "localhost:6379", "redis"])
def test_a_broker_we_have_not_tried_is_refused_with_those_we_have(url: str):
    with pytest.raises(ImproperlyConfigured, match=r"CELERY_BROKER_URL.*pgmq://.*redis://"):
        celery.configuration(url)


def test_the_sign_of_life_outlasts_a_cache_that_is_away(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    """Every quarter of a minute another try: the thread must not end with the first that fails."""
    settings.CACHES = {
        "default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": "redis://127.0.0.1:1/0"}
    }
    stopping = threading.Event()
    stopping.set()
    monkeypatch.setattr(celery, "_stopping", stopping)
    celery._show_life()


def test_upkeep_does_not_wait_behind_long_work():
    made = celery.configuration("redis://localhost/0")
    jobs, upkeep = (queue.name for queue in made["task_queues"])
    assert made["task_default_queue"] == jobs
    assert {route["queue"] for route in made["task_routes"].values()} == {upkeep}
    assert all(entry["options"]["expires"] == entry["schedule"] for entry in made["beat_schedule"].values())
