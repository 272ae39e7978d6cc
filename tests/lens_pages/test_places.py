"""What the migration makes of versions that were there before there were generations."""

import hashlib
from typing import Any

from django.db import connections
from django.db.migrations.executor import MigrationExecutor

from tests.conftest import Database

BEFORE, AFTER = "0003_lens_drafts", "0004_lens_life"
LENS = "INSERT INTO assessments_lens (id, key) VALUES (gen_random_uuid(), 'old') RETURNING id"
VERSION = """
INSERT INTO assessments_lensversion (id, lens_id, version, name, document, enrichment, digest, published_at)
VALUES (gen_random_uuid(), %s, %s, '{}', '{}', '', %s, %s)"""
#: As an installation has them that got new words twice: names in the order in which they were loaded.
LOADED = [("2025.11", "2025-12-01"), ("2025.04", "2025-04-15"), ("2025.11", "2026-01-01"), ("2025.11", "2026-02-01")]


def migrate(to: str) -> None:
    """Bring the schema there, as its owner; without the walls, which are made for the newest."""
    MigrationExecutor(connections["owner"]).migrate([("assessments", to)])


def sql(statement: str, *facts: Any) -> list[tuple[Any, ...]]:
    """What the owner is told."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(statement, facts)
        return list(cursor.fetchall()) if cursor.description else []


def test_versions_of_one_name_become_one_generation_in_the_order_of_time(committed: Database):
    migrate(BEFORE)
    [(lens_id,)] = sql(LENS)
    for name, day in LOADED:
        sql(VERSION, lens_id, name, hashlib.sha256(f"{name} {day}".encode()).hexdigest(), day)
    migrate(AFTER)
    placed = sql(
        "SELECT version, generation, revision, published_at::date::text FROM assessments_lensversion"
        " WHERE lens_id = %s ORDER BY generation, revision",
        lens_id,
    )
    assert placed == [
        ("2025.04", 1, 0, "2025-04-15"),
        ("2025.11", 2, 0, "2025-12-01"),
        ("2025.11", 2, 1, "2026-01-01"),
        ("2025.11", 2, 2, "2026-02-01"),
    ]
    [(enabled,)] = sql(
        "SELECT bool_and(tgenabled = 'O') FROM pg_trigger WHERE tgrelid = 'assessments_lensversion'::regclass"
    )
    assert enabled
