"""Test databases and the world that tests live in.

Everything runs as the unprivileged role. One template database is migrated by the owner; each test process
works in a copy of it, and a test that needs real commits gets a copy of its own (`committed`).
"""

import hashlib
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
import pytest
from django.core.management import call_command
from django.db import connections
from psycopg import sql
from pytest_django import DjangoDbBlocker, Settings

from tests.world import World, build

ROOT = Path(__file__).resolve().parent.parent
TEMPLATE_SOURCES = ("assessments/migrations", "integrations/migrations", "assessments/tenancy", "assessments/models",
                    "assessments/lenses", "assessments/management", "integrations/models.py")  # fmt: skip
OWNER_URL = os.environ.get("DATABASE_OWNER_URL", "")


def pytest_addoption(parser: pytest.Parser) -> None:
    """Where the browser tests put pictures of the pages they look at."""
    parser.addoption("--pictures", type=Path, metavar="FOLDER", help="put pictures of every page of the story there")


@contextmanager
def maintenance() -> Iterator[psycopg.Connection[tuple[object, ...]]]:
    """A connection of the owner to the server's own database, for CREATE and DROP DATABASE."""
    with psycopg.connect(OWNER_URL, dbname="postgres", autocommit=True) as connection:
        yield connection


def point_to(name: str) -> None:
    """Let every Django connection of this process use the database of this name."""
    for alias in connections:
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def template_name() -> str:
    """The template's name tells what it was made from, so that a changed migration makes a new one."""
    digest = hashlib.sha256()
    for source in TEMPLATE_SOURCES:
        path = ROOT / source
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.suffix in {".py", ".json"}:
                digest.update(file.read_bytes())
    return f"lensboard_template_{digest.hexdigest()[:16]}"


def copy_of(template: str, name: str) -> None:
    """Make the database ``name`` a fresh copy of the template."""
    with maintenance() as connection:
        connection.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))
        copy = sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template))
        connection.execute(copy)


def make_template() -> str:
    """Migrate the template once for all test processes; the advisory lock lets only one do it."""
    name = template_name()
    with maintenance() as connection:
        connection.execute("SELECT pg_advisory_lock(hashtext('lensboard template'))")
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone()
        if not known:
            unfinished = f"{name}_unfinished"
            drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(unfinished))
            connection.execute(drop)
            connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(unfinished)))
            point_to(unfinished)
            call_command("migrate", verbosity=0)
            call_command("load_lenses", verbosity=0)
            point_to("nowhere")
            rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
            connection.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(name)))
    return name


@pytest.fixture(scope="session")
def template_database(django_db_blocker: DjangoDbBlocker) -> str:
    """The name of the migrated template, or of the spoiled one that `tests.mutation` tries."""
    if given := os.environ.get("LENSBOARD_TEST_TEMPLATE"):
        return given
    with django_db_blocker.unblock():
        return make_template()


@pytest.fixture(scope="session")
def django_db_setup(template_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[None]:
    """This process's own copy, in which each test is rolled back."""
    name = f"lensboard_test_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}_{os.getpid()}"
    with django_db_blocker.unblock():
        copy_of(template_database, name)
        point_to(name)
    yield
    with django_db_blocker.unblock():
        point_to("nowhere")
        with maintenance() as connection:
            # Without FORCE, which needs rights over the application's connections: the server waits for those that end.
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


@dataclass(frozen=True)
class Database:
    """A database of a test's own: its name and how others reach it."""

    name: str

    @property
    def environment(self) -> dict[str, str]:
        """What a process of the application needs to work in this database."""
        urls = {key: value for key, value in os.environ.items() if key.startswith("DATABASE_") and key.endswith("URL")}
        return os.environ | {key: f"{url.rpartition('/')[0]}/{self.name}" for key, url in urls.items()}


@pytest.fixture
def committed(django_db_setup: None, template_database: str, django_db_blocker: DjangoDbBlocker) -> Iterator[Database]:
    """A database of this test's own, where commits are real and other processes see them."""
    before = connections["default"].settings_dict["NAME"]
    name = f"lensboard_own_{uuid.uuid4().hex[:12]}"
    with django_db_blocker.unblock():
        copy_of(template_database, name)
        point_to(name)
        yield Database(name)
        point_to(before)
        with maintenance() as connection:
            # Without FORCE, which needs rights over the application's connections: the server waits for those that end.
            connection.execute(sql.SQL("DROP DATABASE IF EXISTS {}").format(sql.Identifier(name)))


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Settings) -> None:
    """Pages are rendered without `collectstatic`."""
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture
def world(db: None) -> World:
    """Acme and Globex, rolled back after the test."""
    return build()


@pytest.fixture
def committed_world(committed: Database) -> World:
    """Acme and Globex in a database of the test's own, visible to other processes."""
    return build()
