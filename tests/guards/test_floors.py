"""Who may import whom holds, and the contracts that say so can fail."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guards.files import PACKAGES, ROOT

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command(['--no-cache'])"
#: One import that must not be, per contract: where it is planted, the line, and what the linter then says.
PLANTED = {
    "a check that answers": (
        "integrations/checks/log_inv.py",
        "from assessments.actions import answers",
        "Machines propose, people decide",
    ),
    "a run that decides": (
        "integrations/actions/runs.py",
        "from assessments.actions import decisions",
        "Machines propose, people decide",
    ),
    "a domain that knows AWS": (
        "assessments/actions/answers.py",
        "from integrations import runner",
        "integrations feed assessments, never back",
    ),
    "boto3 in an action": ("integrations/actions/runs.py", "import boto3", "Only integrations.aws speaks boto3"),
    "Django in a rule": ("assessments/rules/risk.py", "import django", "run without Django"),
    "a query in a report": (
        "assessments/reports/document.py",
        "from assessments.queries import snapshots",
        "Reports, exports and charts know snapshots only",
    ),
    "a view in an action": (
        "assessments/actions/answers.py",
        "from assessments.views import home",
        "The floors of assessments",
    ),
    "a task in the AWS inventory": (
        "integrations/aws/arn.py",
        "from integrations import tasks",
        "The floors of integrations",
    ),
}


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """Run the import linter in this tree."""
    return subprocess.run(
        [sys.executable, "-c", LINT],
        cwd=tree,
        env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(tree), "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
    )


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the three packages and their contracts."""
    tree = tmp_path_factory.mktemp("floors")
    shutil.copy(ROOT / "pyproject.toml", tree)
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tree / package, ignore=shutil.ignore_patterns("__pycache__"))
    return tree


def test_the_floors_hold(copy: Path):
    result = lint(copy)
    assert result.returncode == 0, result.stdout
    assert " 0 broken" in result.stdout


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_import_breaks_its_contract(copy: Path, what: str):
    where, line, contract = PLANTED[what]
    file = copy / where
    before = file.read_text("utf-8")
    file.write_text(f"{before}\n{line}\n", "utf-8")
    try:
        result = lint(copy)
    finally:
        file.write_text(before, "utf-8")
    assert result.returncode != 0
    broken = [name for name in result.stdout.splitlines() if name.endswith("BROKEN")]
    assert any(contract in name for name in broken), result.stdout
