"""`script/test`: every check of the house in one run, each shown as it starts, all of them even when one fails."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

from lens_app.stack import database, places
from lens_app.stack.errors import StackError
from lens_app.stack.places import ROOT

# In one process: djlint's pool needs a semaphore, which not every container has, and saves a tenth of a second.
DJLINT = "import os; os.cpu_count = os.process_cpu_count = lambda: 1; from djlint import main; main()"
BROWSERS = ("chromium", "chromium-browser", "google-chrome")


@dataclass(frozen=True)
class Step:
    """One check: its name, its command (modules of this Python), and what it needs in the environment."""

    name: str
    command: tuple[str, ...]
    env: dict[str, str] = field(default_factory=dict)


def run(only: str, arguments: list[str]) -> int:
    """Run the linters and/or pytest with a throw-away database; 0 when everything passed."""
    with database.throw_away(places.here()) as environment:
        environment |= tools()
        results = [(step.name, perform(step, environment)) for step in steps(only, arguments)]
    failed = [name for name, passed in results if not passed]
    if len(results) > 1:
        print(
            f"── {len(results) - len(failed)} of {len(results)} steps passed"
            + (f"; failed: {', '.join(failed)}" if failed else "")
        )
    return 1 if failed else 0


def steps(only: str, arguments: list[str]) -> Iterator[Step]:
    """The checks in order, the quick ones first and pytest last."""
    if only in {"all", "lint"}:
        manage = ("manage.py",)
        yield Step("ruff", ("-m", "ruff", "check", "."))
        yield Step("format", ("-m", "ruff", "format", "--check", "--quiet", "."))
        yield Step("types", ("-m", "mypy"))
        yield Step("templates", ("-c", DJLINT, "templates", "--lint", "--quiet"))
        yield Step("layers", ("-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"))
        yield Step("migrations", (*manage, "makemigrations", "--check", "--dry-run"))
        yield Step("deployment", (*manage, "check", "--deploy", "--fail-level=WARNING"), production())
        yield Step("messages", ("script/messages", "--check"))
    if only in {"all", "pytest"}:
        yield Step("tests", ("-m", "pytest", *pytest_options(arguments), *arguments))


def pytest_options(arguments: list[str]) -> tuple[str, ...]:
    """Two processes, unless the person says how many or wants a debugger."""
    chosen = {"-n", "--numprocesses", "--pdb", "--trace", "-s"}
    if any(argument.split("=")[0] in chosen or argument.startswith("-n") for argument in arguments):
        return ("-q",)
    return ("-q", "-n", "2", "--dist", "loadgroup")


def perform(step: Step, environment: dict[str, str]) -> bool:
    """Run one check with its output on the terminal; whether it passed."""
    print(f"── {step.name}: {' '.join(step.command)}", flush=True)
    begun = time.monotonic()
    code = subprocess.call([sys.executable, *step.command], cwd=ROOT, env=environment | step.env)
    print(f"── {step.name}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - begun:.1f} s", flush=True)
    return code == 0


def tools() -> dict[str, str]:
    """What the tests may use when the machine has it: a browser, a Redis, the shared folder."""
    found = {"LENSBOARD_REDIS_SERVER": shutil.which("redis-server")}
    found["LENSBOARD_CHROMIUM"] = next(filter(None, map(shutil.which, BROWSERS)), None)
    shared = ROOT.parent / "shared"
    found["LENSBOARD_SHARED"] = str(shared) if shared.is_dir() else None
    return {name: value for name, value in found.items() if value and name not in os.environ}


def production() -> dict[str, str]:
    """Settings as a careful operator gives them, for Django's own deployment check."""
    return {
        "LENSBOARD_LOCAL": "0",
        "DEBUG": "0",
        "ALLOWED_HOSTS": "lensboard.example.com",
        "CSRF_TRUSTED_ORIGINS": "https://lensboard.example.com",
        "PUBLIC_URL": "https://lensboard.example.com",
        "EMAIL_HOST": "mail.example.com",
    }


def parse(arguments: list[str]) -> tuple[str, list[str]]:
    """``all|lint|pytest`` and the arguments for pytest. Raises StackError on another word."""
    only, *rest = arguments or ["all"]
    if only not in {"all", "lint", "pytest"}:
        raise StackError(
            f"There is no part {only!r} of the test run. Use all, lint or pytest (or with-database COMMAND)."
        )
    return only, rest
