"""The three commands of a checkout: their options, then the step into the local stack with its packages."""

import argparse
import os
import sys
from typing import NoReturn

from bootstrap import libraries, packages

SERVER = """Start Lensboard on this machine: PostgreSQL, the web server, a worker, the scheduler and, for the demo, an
AWS of its own. The first start installs what is missing under var/ and fills in a demo; Ctrl-C stops everything."""
MANAGE = """Run a management command with the local database, which is started for that long if need be.
`script/manage help` lists the commands."""
TEST = """Run the linters, the type checker and the tests against a throw-away PostgreSQL. Everything else on the
command line goes to pytest: script/test tests/rules -k risk"""


def server(arguments: list[str]) -> NoReturn:
    """Start the local stack."""
    options = argparse.ArgumentParser(prog="script/server", description=SERVER)
    options.add_argument("--port", type=port, default=8000, help="the port of the web server (default: 8000)")
    options.add_argument("--host", default="127.0.0.1", help="the address to listen on (default: 127.0.0.1)")
    options.add_argument("--no-demo", action="store_true", help="no demo data, no logins of the demo and no fake AWS")
    chosen = options.parse_args(arguments)
    demo = ["--no-demo"] if chosen.no_demo else []
    stack("serve", [f"--port={chosen.port}", f"--host={chosen.host}", *demo])


def manage(arguments: list[str]) -> NoReturn:
    """Run one management command."""
    if arguments[:1] in ([], ["--help"], ["-h"]):
        argparse.ArgumentParser(
            prog="script/manage", usage="script/manage COMMAND …", description=MANAGE, add_help=False
        ).print_help()
        sys.exit(0 if arguments else 2)
    stack("manage", arguments)


def test(arguments: list[str]) -> NoReturn:
    """Run the whole test run, or the part named by ``--only``."""
    options = argparse.ArgumentParser(prog="script/test", description=TEST, allow_abbrev=False)
    options.add_argument("--only", choices=("lint", "pytest"), help="run only the linters, or only the tests")
    chosen, rest = options.parse_known_args(arguments)
    stack("test", [chosen.only or "all", *rest], lock="development")


def mutate(arguments: list[str]) -> NoReturn:
    """Try the guards against spoiled walls, with a throw-away database."""
    python = str(packages.environment("development"))
    stack("with-database", [python, "-m", "tests.mutation", *arguments], lock="development")


def bench(arguments: list[str]) -> NoReturn:
    """Measure against bare twins, with a throw-away database."""
    python = str(packages.environment("development"))
    stack("with-database", [python, "-m", "benchmarks", "run", *arguments], lock="development")


def port(text: str) -> int:
    """A TCP port number. Raises ArgumentTypeError on anything else."""
    if not text.isdecimal() or not 0 < int(text) < 65536:
        raise argparse.ArgumentTypeError(f"{text!r} is not a port number between 1 and 65535")
    return int(text)


def stack(command: str, arguments: list[str], lock: str = "local") -> NoReturn:
    """Become ``python -m lens_app.stack <command> …`` with the packages of ``lock``. It does not return."""
    try:
        python = str(packages.environment(lock))
        os.environ.update(libraries.ensure())
    except KeyboardInterrupt:
        sys.exit(130)
    os.environ["PYTHONPATH"] = str(packages.ROOT)
    os.execv(python, [python, "-m", "lens_app.stack", command, *arguments])  # noqa: S606 - becoming the stack is the point
