"""Homes for clusters of a test's own."""

import os
import secrets
import shutil
import tempfile
from collections.abc import Iterator
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
