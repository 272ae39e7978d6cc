"""Mutants of the database: every policy, key, trigger and function of the catalogue, spoiled one at a time."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

POLICIES_TEST = "tests/guards/test_policies.py"
TABLES_TEST = "tests/guards/test_tenant_tables.py"
#: What has to notice which kind of loss. The rest of these files is left out only for time.
BEHAVIOUR = (POLICIES_TEST,)
WRITES = (POLICIES_TEST, "-k", "writes or writable")
REFERENCES = (POLICIES_TEST, "-k", "every_reference")
FUNCTIONS = (POLICIES_TEST, TABLES_TEST, "-k", "see_past_the_walls")
SHAPE = (TABLES_TEST, "-k", "forces_row_level_security or only_read_and_write")
POLICIES = """
    SELECT tablename, policyname, with_check IS NOT NULL FROM pg_policies WHERE schemaname = 'public' ORDER BY 1, 2"""
KEYS = """
    SELECT conrelid::regclass::text, conname FROM pg_constraint
     WHERE contype = 'f' AND pg_get_constraintdef(oid) LIKE 'FOREIGN KEY (organization_id, %' ORDER BY 1, 2"""
TRIGGERS = """
    SELECT tgrelid::regclass::text, tgname FROM pg_trigger
     WHERE tgname LIKE 'b\\_visible\\_%' AND NOT tgisinternal ORDER BY 1, 2"""
DEFINERS = """
    SELECT oid::regprocedure::text FROM pg_proc WHERE prosecdef AND pronamespace = 'public'::regnamespace ORDER BY 1"""
WALLED = "SELECT DISTINCT tablename FROM pg_policies WHERE schemaname = 'public' ORDER BY 1"
FROZEN = """
    SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'a_frozen' ORDER BY 1"""


@dataclass(frozen=True, slots=True)
class DatabaseMutant:
    """One statement that spoils a copy of the test database, and the tests of which one must fail."""

    name: str
    statement: str
    tests: tuple[str, ...] = BEHAVIOUR


def mutants(template: psycopg.Connection[Any], app_role: str) -> Iterator[DatabaseMutant]:
    """Every mutant that the template's catalogue gives rise to."""
    for table, policy, writes in template.execute(POLICIES).fetchall():
        place = f"{policy} of {table}"
        check = " WITH CHECK (true)" if writes else ""
        yield DatabaseMutant(f"{place}: gone", f'DROP POLICY {policy} ON "{table}"')
        yield DatabaseMutant(f"{place}: lets all through", f'ALTER POLICY {policy} ON "{table}" USING (true){check}')
        if writes:
            yield DatabaseMutant(
                f"{place}: lets all be written", f'ALTER POLICY {policy} ON "{table}" WITH CHECK (true)'
            )
    for (table,) in template.execute(WALLED).fetchall():
        yield DatabaseMutant(f"{table}: not secured", f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
        yield DatabaseMutant(f"{table}: not forced", f'ALTER TABLE "{table}" NO FORCE ROW LEVEL SECURITY', SHAPE)
    for table, key in template.execute(KEYS).fetchall():
        yield DatabaseMutant(f"key {key}: gone", f'ALTER TABLE {table} DROP CONSTRAINT "{key}"', REFERENCES)
    for table, trigger in template.execute(TRIGGERS).fetchall():
        yield DatabaseMutant(f"trigger {trigger} of {table}: gone", f"DROP TRIGGER {trigger} ON {table}", REFERENCES)
    for (function,) in template.execute(DEFINERS).fetchall():
        yield DatabaseMutant(f"{function}: for everyone", f"GRANT EXECUTE ON FUNCTION {function} TO PUBLIC", FUNCTIONS)
        yield DatabaseMutant(f"{function}: finds anything", f"ALTER FUNCTION {function} RESET search_path", FUNCTIONS)
    for (table,) in template.execute(FROZEN).fetchall():
        yield DatabaseMutant(f"{table}: can be changed", f'GRANT UPDATE ON {table} TO "{app_role}"', SHAPE)
    yield DatabaseMutant(
        "require_visible(): sees past the walls", "ALTER FUNCTION require_visible() SECURITY DEFINER", FUNCTIONS
    )


@contextmanager
def spoiled(mutant: DatabaseMutant, template: str, owner_url: str) -> Iterator[str]:
    """The name of a copy of the template with the mutant's statement applied; it is dropped afterwards."""
    name = f"{template}_mutant"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with psycopg.connect(owner_url, dbname="postgres", autocommit=True) as server:
        server.execute(drop)
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
        server.execute(copy.format(sql.Identifier(name), sql.Identifier(template)))
        with psycopg.connect(owner_url, dbname=name, autocommit=True) as owner:
            owner.execute(mutant.statement)  # type: ignore[arg-type]
        try:
            yield name
        finally:
            server.execute(drop)
