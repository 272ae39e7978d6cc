"""The database roles, as in production: who owns, who serves, who backs up, who queues.

The application's role may neither change the schema nor look past row-level security; migrations and backups must
look past it, because a table's owner under forced row-level security silently updates nothing and dumps nothing.
"""

import importlib.resources

import psycopg
from psycopg import sql

from lens_app.stack.credentials import Credentials

DATABASE = "lensboard"
OWNER = "lensboard_owner"
APP = "lensboard_app"
BACKUP = "lensboard_backup"
QUEUE = "lensboard_queue"
QUEUE_DATABASE = "lensboard_queue"
#: The server's own, where databases are made from.
MAINTENANCE = "postgres"
PLAIN = "LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION NOINHERIT"
ATTRIBUTES = {
    OWNER: f"{PLAIN} BYPASSRLS",
    APP: f"{PLAIN} NOBYPASSRLS NOCREATEDB",
    BACKUP: "LOGIN NOSUPERUSER NOCREATEROLE NOREPLICATION INHERIT BYPASSRLS NOCREATEDB",
    QUEUE: f"{PLAIN} NOBYPASSRLS NOCREATEDB",
}


def ensure(superuser_url: str, credentials: Credentials, *, owner_creates_databases: bool = False) -> None:
    """Make the roles and the two databases, or bring them to this state: each role enters its own only. Safe to repeat.

    ``owner_creates_databases`` is for the test run, which makes its databases from a template.
    """
    passwords = {
        OWNER: credentials.owner,
        APP: credentials.app,
        BACKUP: credentials.backup,
        QUEUE: credentials.queue,
    }
    with psycopg.connect(superuser_url, autocommit=True) as connection:
        for role, password in passwords.items():
            _ensure_role(connection, role, password)
        creating = sql.SQL("CREATEDB" if owner_creates_databases else "NOCREATEDB")
        connection.execute(sql.SQL("ALTER ROLE {} {}").format(sql.Identifier(OWNER), creating))
        connection.execute(sql.SQL("GRANT pg_read_all_data TO {}").format(sql.Identifier(BACKUP)))
        _ensure_database(connection, DATABASE, OWNER)
        _ensure_database(connection, QUEUE_DATABASE, QUEUE)
        _let_in(connection, DATABASE, OWNER, APP, BACKUP)
        _let_in(connection, QUEUE_DATABASE, QUEUE)
        _let_in(connection, MAINTENANCE, *([OWNER] if owner_creates_databases else []))
        _let_in(connection, "template1")


def ensure_queue(queue_url: str, *, release: bool = False) -> None:
    """Install the message queue into its database, as the role that owns it.

    ``release`` makes every message that a dead worker had taken visible at once; only for a start at which no worker
    can be alive. Jobs are safe to deliver twice.
    """
    with psycopg.connect(queue_url) as connection:
        if connection.execute("SELECT to_regclass('pgmq.meta')").fetchone() == (None,):
            connection.execute(importlib.resources.files("pgmq.sql").joinpath("pgmq.sql").read_bytes())
        if release:
            for (queue,) in connection.execute("SELECT queue_name FROM pgmq.meta").fetchall():
                table = sql.Identifier("pgmq", f"q_{queue}")
                connection.execute(sql.SQL("UPDATE {} SET vt = now() WHERE vt > now()").format(table))


def _ensure_role(connection: psycopg.Connection, role: str, password: str) -> None:
    exists = connection.execute("SELECT 1 FROM pg_roles WHERE rolname = %s", [role]).fetchone()
    connection.execute(
        sql.SQL("{} ROLE {} WITH {} PASSWORD {}").format(
            sql.SQL("ALTER" if exists else "CREATE"),
            sql.Identifier(role),
            sql.SQL(ATTRIBUTES[role]),
            sql.Literal(password),
        )
    )


def _ensure_database(connection: psycopg.Connection, name: str, owner: str) -> None:
    database = sql.Identifier(name)
    if not connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, sql.Identifier(owner)))


def _let_in(connection: psycopg.Connection, name: str, *guests: str) -> None:
    """Of our roles, only these may enter a database, and nobody as PUBLIC: PostgreSQL lets in everybody."""
    database = sql.Identifier(name)
    outside = sql.SQL(", ").join(sql.Identifier(role) for role in ATTRIBUTES if role not in guests)
    connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC, {}").format(database, outside))
    for guest in guests:
        connection.execute(sql.SQL("GRANT CONNECT ON DATABASE {} TO {}").format(database, sql.Identifier(guest)))
