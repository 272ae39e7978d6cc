"""The database of this checkout for as long as somebody needs it: the server, a management command, a test run."""

import fcntl
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from lens_app.stack import binaries, credentials, environment, roles
from lens_app.stack.credentials import Credentials
from lens_app.stack.errors import StackError
from lens_app.stack.places import Places
from lens_app.stack.postgres import Cluster, Running, data_version

GIVEN = ("DATABASE_URL", "DATABASE_OWNER_URL", "CELERY_BROKER_URL")


def given() -> dict[str, str] | None:
    """The addresses of a PostgreSQL that the person runs, when DATABASE_URL names one; None otherwise.

    Raises StackError when only some of the addresses are given.
    """
    if not os.environ.get("DATABASE_URL"):
        return None
    if missing := [name for name in GIVEN if not os.environ.get(name)]:
        raise StackError(f"DATABASE_URL is set, so {' and '.join(missing)} must be too: see docs/settings.md.")
    return {name: os.environ[name] for name in GIVEN}


def open_cluster(places: Places) -> Cluster:
    """The cluster of this checkout, not started."""
    secrets = credentials.ensure(places.home)
    programs = usable(places, binaries.find(data_version(places.home)))
    return Cluster(places.home, programs, secrets.superuser, log=places.logs / "postgresql.log")


def usable(places: Places, programs: binaries.Binaries) -> binaries.Binaries:
    """The programs where the account that runs PostgreSQL can reach them."""
    return binaries.copy_to(places.home, programs) if os.geteuid() == 0 else programs


@dataclass(frozen=True)
class InUse:
    """A database that is up: the environment for Django, and our cluster unless the person gave a database."""

    environment: dict[str, str]
    cluster: Cluster | None = None
    port: int = 0


@contextmanager
def in_use(places: Places, *, patient: bool = True) -> Iterator[InUse]:
    """The database of this checkout, which runs at least until the block ends.

    The first user starts it and the others use the same one; the first waits for them before it stops it, unless it
    is not ``patient``.
    """
    secrets = credentials.ensure(places.home)
    if addresses := given():
        yield InUse(environment.of(places, secrets, addresses))
        return
    with (places.home / "users.lock").open("w") as users:
        cluster, running = _join(places, users.fileno())
        own = {"LENSBOARD_PG_BINDIR": str(cluster.binaries.directory)}
        addresses = environment.urls(running.port, secrets) | own
        try:
            yield InUse(environment.of(places, secrets, addresses), cluster, running.port)
        finally:
            if cluster.process:
                if patient:
                    _wait_for_others(users.fileno())
                cluster.stop()


def _join(places: Places, users: int) -> tuple[Cluster, Running]:
    """Start the cluster, or find the one another command started. The lock is held shared afterwards."""
    cluster = open_cluster(places)
    with (places.home / "start.lock").open("w") as start:
        fcntl.flock(start, fcntl.LOCK_EX)
        if _alone(users):
            cluster.stop()  # one that outlived its supervisor, or is still on its way out
        fcntl.flock(users, fcntl.LOCK_SH)
        running = cluster.ensure()
        if cluster.process:
            prepare(cluster, running, credentials.ensure(places.home))
    return cluster, running


def prepare(cluster: Cluster, running: Running, secrets: Credentials, *, owner_creates_databases: bool = False) -> None:
    """Bring a server that was just started to the state the application expects: roles, databases, queue.

    No worker can be alive at this moment, so what a dead one had taken is given back at once.
    """
    superuser = cluster.superuser_url(running.port)
    roles.ensure(superuser, secrets, owner_creates_databases=owner_creates_databases)
    broker = environment.urls(running.port, secrets)["CELERY_BROKER_URL"]
    roles.ensure_queue(broker.replace("pgmq://", "postgresql://", 1), release=True)


def _alone(users: int) -> bool:
    """Whether nobody else uses the database; when so, nobody can begin to before the lock is shared or closed."""
    try:
        fcntl.flock(users, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _wait_for_others(users: int) -> None:
    if not _alone(users):
        print("Waiting for another command that uses the database …", file=sys.stderr, flush=True)
        fcntl.flock(users, fcntl.LOCK_EX)


@contextmanager
def throw_away(places: Places) -> Iterator[dict[str, str]]:
    """The environment of a test run with a cluster of its own, empty at the start and gone at the end."""
    home = Path(tempfile.mkdtemp(prefix="test-", dir=places.home))
    home.chmod(0o755)
    secrets = credentials.ensure(home)
    programs = usable(places, binaries.find())
    cluster = Cluster(home, programs, secrets.superuser, log=home / "postgresql.log", durable=False)
    try:
        running = cluster.ensure()
        prepare(cluster, running, secrets, owner_creates_databases=True)
        addresses = environment.urls(running.port, secrets)
        test_places = Places(places.root, home / "var", home).make()
        own = {"LENSBOARD_PG_BINDIR": str(cluster.binaries.directory)}
        yield environment.of(test_places, secrets, addresses | own)
    finally:
        cluster.stop()
        shutil.rmtree(home, ignore_errors=True)
