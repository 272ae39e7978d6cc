"""A whole installation, and a browser to visit it with."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Database
from tests.e2e.stack import Stack, collected
from tests.jobs import brokers
from tests.processes import CHROMIUM


@pytest.fixture(scope="session")
def static_files(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The static files, collected once."""
    with collected(tmp_path_factory.mktemp("static"), os.environ) as folder:
        yield folder


@pytest.fixture
def stack(committed: Database, static_files: Path, tmp_path: Path) -> Iterator[Stack]:
    """An installation on which nothing runs yet; whatever the test starts is killed at the end."""
    with brokers.pgmq() as broker:
        made = Stack(committed, broker, tmp_path, static_files)
        try:
            yield made
        finally:
            made.stop()


@pytest.fixture
def running(stack: Stack) -> Stack:
    """The installation with everything running."""
    stack.start_aws()
    stack.start_web()
    stack.start_worker()
    return stack


@pytest.fixture
def browser(running: Stack) -> Iterator[object]:
    """The machine's own Chromium.

    For one test only, begun after the database and ended before it: while Playwright's loop runs, Django refuses
    to be called from this thread.
    """
    sync_api = pytest.importorskip("playwright.sync_api")
    if not CHROMIUM:
        pytest.skip("no Chromium on this machine")
    with sync_api.sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-dev-shm-usage"])
        yield opened
        opened.close()
