"""Run some tests against something spoiled, and say which of them noticed first."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import django
import pytest

from tests.mutation.sources import ROOT

LONGEST = 300
OPTIONS = ("-x", "-q", "--no-header", "--tb=no", "-p", "no:xdist")
TEMPLATE = """
import django; django.setup()
from tests.conftest import make_template
print(make_template())
"""


class FirstFailure:
    """Remembers the first test that failed, in whichever phase."""

    name = ""

    def pytest_runtest_logreport(self, report: Any) -> None:
        """Called by pytest for each phase of each test."""
        if report.failed and not self.name:
            self.name = report.nodeid


def template_name() -> str:
    """The migrated template of the test run; it is made when it is not there."""
    made = subprocess.run([sys.executable, "-c", TEMPLATE], cwd=ROOT, capture_output=True, text=True, check=True)
    return made.stdout.split()[-1]


def in_fork(tests: tuple[str, ...], template: str) -> str:
    """The first of these tests that fails with databases copied from this template; empty if none does.

    In a child of this process, which has the application loaded already: there are many of these trials.
    Raises RuntimeError when pytest could not run them.
    """
    django.setup()
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(read)
        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        os.chdir(ROOT)
        os.environ["LENSBOARD_TEST_TEMPLATE"] = template
        failure, code = FirstFailure(), 3
        try:
            code = int(pytest.main([*OPTIONS, *tests], plugins=[failure]))
        finally:
            os.write(write, f"{code} {failure.name}".encode())
            os._exit(0)
    os.close(write)
    with os.fdopen(read) as answer:
        code, _, failing = answer.read().partition(" ")
    os.waitpid(child, 0)
    if code not in {"0", "1"} or (code == "1" and not failing):
        raise RuntimeError(f"pytest ended with {code or 'nothing'} for {' '.join(tests)}")
    return failing


def in_tree(tests: tuple[str, ...], tree: Path, template: str) -> str:
    """The same for a tree of spoiled sources, which a process of its own has to load."""
    result = subprocess.run(
        [sys.executable, "-m", "pytest", *OPTIONS, *tests],
        cwd=tree,
        env=os.environ | {"PYTHONPATH": str(tree), "LENSBOARD_TEST_TEMPLATE": template},
        capture_output=True,
        text=True,
        timeout=LONGEST,
    )
    if result.returncode == 0:
        return ""
    if result.returncode != 1:
        raise RuntimeError(f"pytest could not run {' '.join(tests)}:\n{result.stdout}\n{result.stderr}")
    named = (line for line in result.stdout.splitlines() if line.startswith(("FAILED", "ERROR")))
    return next(named).split(" - ")[0].split(" ", 1)[1]
