"""Tests that must not run beside each other do not: `xdist_group` is a promise that a new pytest has broken before."""

import subprocess
import sys
from pathlib import Path

from lens_app.stack.suite import pytest_options

GROUPED = """
import os
import pytest

@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(8))
def test_who_runs_it(number):
    print("run by", os.environ["PYTEST_XDIST_WORKER"])
"""


def test_a_group_is_run_by_one_process(tmp_path: Path) -> None:
    """pytest 9.2 with pytest-xdist 3.8 spreads it without a word: pytest-dev/pytest-xdist#1386."""
    (tmp_path / "test_grouped.py").write_text(GROUPED)
    (tmp_path / "pytest.ini").write_text("[pytest]\n")
    command = [sys.executable, "-m", "pytest", *pytest_options([]), "-p", "no:django", "-rP", str(tmp_path)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    runs = [line for line in done.stdout.splitlines() if line.startswith("run by ")]
    assert len(runs) == 8
    assert len(set(runs)) == 1, runs
