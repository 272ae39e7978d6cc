"""Readiness: told to anybody, so cheap; and never remembered when something is missing."""

import pytest
from django.core.cache import cache
from django.db import connection, connections
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries, Settings

from tests.conftest import Database, point_to
from tests.guards.catalogue import as_owner

READY = {"migrations": "ok", "lens": "ok", "worker": "ok"}
#: A sign that the database is there, and the cache's table for the worker's.
LOOKS = 2
REDIS = "django.core.cache.backends.redis.RedisCache"


@pytest.fixture
def worker(db: None) -> None:
    """A worker was seen just now."""
    cache.set("worker-alive", "1", 60)


def asked(client: Client) -> dict[str, str]:
    """What each part says; the status fits it."""
    answer = client.get("/readyz")
    parts: dict[str, str] = answer.json()
    assert (answer.status_code == 200) is (parts == READY)
    return parts


def test_ready_is_found_out_once_and_then_costs_two_small_queries(
    worker: None, django_assert_num_queries: DjangoAssertNumQueries
):
    client = Client()
    with CaptureQueriesContext(connection) as first:
        assert asked(client) == READY
    assert any("django_migrations" in query["sql"] for query in first)
    for _ in range(2):
        with django_assert_num_queries(LOOKS) as again:
            assert asked(client) == READY
        assert not any("migrations" in query["sql"] or "lensversion" in query["sql"] for query in again)


def test_each_process_finds_out_for_itself(worker: None):
    assert asked(Client()) == READY
    with CaptureQueriesContext(connection) as queries:
        assert asked(Client()) == READY
    assert len(queries) > LOOKS


def test_a_worker_is_looked_for_each_time(worker: None):
    client = Client()
    assert asked(client) == READY
    cache.delete("worker-alive")
    assert asked(client) == READY | {"worker": "no worker seen in the last minute"}
    cache.set("worker-alive", "1", 60)
    assert asked(client) == READY


def test_a_migration_that_waits_is_not_remembered(committed: Database):
    cache.set("worker-alive", "1", 60)
    client = Client()
    with as_owner() as owner:
        [waiting] = owner.execute("""
            DELETE FROM django_migrations WHERE app = 'integrations' AND name LIKE '0001%'
            RETURNING app, name, applied""").fetchall()
        assert asked(client) == READY | {"migrations": "1 migrations to run"}
        owner.execute("INSERT INTO django_migrations (app, name, applied) VALUES (%s, %s, %s)", waiting)
    assert asked(client) == READY


def test_a_lens_that_is_not_there_is_not_remembered(committed: Database):
    cache.set("worker-alive", "1", 60)
    client = Client()
    with as_owner() as owner:
        owner.execute("ALTER TABLE assessments_lensversion DISABLE TRIGGER USER")
        owner.execute("CREATE TEMPORARY TABLE kept AS SELECT * FROM assessments_lensversion")
        owner.execute("DELETE FROM assessments_lensversion")
        assert asked(client) == READY | {"lens": "no lens loaded: run manage.py load_lenses"}
        owner.execute("INSERT INTO assessments_lensversion SELECT * FROM kept")
    assert asked(client) == READY


def test_a_database_that_goes_away_is_noticed_and_comes_back(committed: Database):
    cache.set("worker-alive", "1", 60)
    client = Client()
    assert asked(client) == READY
    before = connections["default"].settings_dict["NAME"]
    point_to("nowhere")
    assert set(asked(client).values()) == {"OperationalError"}
    point_to(before)
    assert asked(client) == READY


def test_a_cache_that_is_away_is_said_like_the_rest(db: None, settings: Settings):
    settings.CACHES = {"default": {"BACKEND": REDIS, "LOCATION": "redis://127.0.0.1:1/0"}}
    assert asked(Client()) == READY | {"worker": "ConnectionError"}
