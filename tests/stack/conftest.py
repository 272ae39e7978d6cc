"""Homes for clusters of a test's own."""

import os
import secrets
import shutil
import signal
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from lens_app.stack import binaries
from lens_app.stack.binaries import Binaries
from lens_app.stack.postgres import Cluster

STACK_SETTINGS = ("DATABASE_", "CELERY_", "LENSBOARD_", "SECRET_KEY", "MEDIA_ROOT", "DJANGO_", "AWS_")


@pytest.fixture(scope="session")
def programs() -> Iterator[Binaries]:
    """PostgreSQL's programs where the account that runs them can reach them."""
    found = binaries.find()
    if os.geteuid() != 0:
        yield found
        return
    directory = Path(tempfile.mkdtemp(prefix="lensboard-programs-", dir="/tmp"))
    directory.chmod(0o755)
    yield binaries.copy_to(directory, found)
    shutil.rmtree(directory)


@pytest.fixture
def home() -> Iterator[Path]:
    """An empty home; pytest's own directories cannot be entered by the account that PostgreSQL runs as."""
    directory = Path(tempfile.mkdtemp(prefix="lensboard-home-", dir="/tmp"))
    directory.chmod(0o755)
    yield directory
    shutil.rmtree(directory, ignore_errors=True)


@pytest.fixture
def cluster(home: Path, programs: Binaries) -> Iterator[Cluster]:
    """A cluster that is made and stopped, not started. It syncs to disk, as a laptop's does."""
    made = Cluster(home, programs, secrets.token_urlsafe(24), log=home / "postgresql.log")
    yield made
    made.stop()


@pytest.fixture
def shell() -> dict[str, str]:
    """The environment of a person's shell: nothing of the test run's own database."""
    return {name: value for name, value in os.environ.items() if not name.startswith(STACK_SETTINGS)}


def eventually(condition: Callable[[], object], within: float, what: str) -> None:
    """Return as soon as the condition holds; fail when it does not ``within`` seconds."""
    deadline = time.monotonic() + within
    while not condition():
        assert time.monotonic() < deadline, f"not within {within} s: {what}"
        time.sleep(0.05)


def alive(pid: int) -> bool:
    """Whether a process is there and not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill(pid: int) -> None:
    """The end that no process can prepare for."""
    os.kill(pid, signal.SIGKILL)
