"""What the database itself says about its tables: the guards ask this, never the models."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection

from tests.conftest import OWNER_URL

TENANT_TABLES = """
    SELECT relation.relname FROM pg_class relation
      JOIN pg_attribute attribute ON attribute.attrelid = relation.oid AND attribute.attname = 'organization_id'
     WHERE relation.relkind = 'r' AND relation.relnamespace = 'public'::regnamespace ORDER BY 1"""


def rows(query: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """The answer to a query, as the application's role."""
    with connection.cursor() as cursor:
        cursor.execute(query, parameters or None)
        return cursor.fetchall()


def tenant_tables() -> list[str]:
    """Every table with an organization, by name."""
    return [name for (name,) in rows(TENANT_TABLES)]


@contextmanager
def as_owner() -> Iterator[psycopg.Connection[tuple[Any, ...]]]:
    """A connection of the tables' owner to the test's own database, for what only a migration may do."""
    with psycopg.connect(OWNER_URL, dbname=connection.settings_dict["NAME"], autocommit=True) as owner:
        yield owner
