"""``python -m benchmarks seed …`` fills the database of the environment; ``run`` measures in one of its own."""

import argparse
import os
import subprocess
import sys
import tempfile
import uuid

import django


def main(arguments: list[str]) -> int:
    """Seed or run; 1 when an aim is missed."""
    options = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = options.add_subparsers(dest="command", required=True)
    filling = commands.add_parser("seed", help="organizations of any size, in the database of the environment")
    filling.add_argument("--organizations", type=int, default=1)
    filling.add_argument("--workloads", type=int, default=100)
    filling.add_argument("--milestones", type=int, default=1)
    for name in ("run", "measure"):
        running = commands.add_parser(
            name, help="measure against the bare twins" if name == "run" else "what run starts"
        )
        running.add_argument("--quick", action="store_true", help="small, for a look")
        running.add_argument(
            "--only", default="", metavar="NAME", help="question, answer, workloads, rows, portfolio, …"
        )
    chosen = options.parse_args(arguments)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lens_app.settings")
    django.setup()
    if chosen.command == "seed":
        return fill(chosen.organizations, chosen.workloads, chosen.milestones)
    return measure(chosen.quick, chosen.only) if chosen.command == "measure" else run(arguments[1:])


def fill(organizations: int, workloads: int, milestones: int) -> int:
    """One organization from objects, the others as copies of it."""
    from benchmarks import seed  # noqa: PLC0415 - its models need Django to be set up

    seeded = seed.seed(workloads=workloads, milestones=milestones)
    seed.copies(seeded.organization, organizations - 1)
    print(f"{organizations} × {workloads} workloads; the first organization is {seeded.organization.slug}")
    return 0


def run(arguments: list[str]) -> int:
    """Measure in a fresh copy of the test run's template, which is dropped afterwards."""
    from tests.conftest import Database, copy_of, maintenance, make_template  # noqa: PLC0415 - as above

    name = f"lensboard_bench_{uuid.uuid4().hex[:8]}"
    copy_of(make_template(), name)
    try:
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            place = {"LENSBOARD_VAR": folder, "MEDIA_ROOT": f"{folder}/media", "LENSBOARD_LOCAL": "1"}
            environment = Database(name).environment | place | {"XDG_CACHE_HOME": f"{folder}/cache"}
            command = [sys.executable, "-m", "benchmarks", "measure", *arguments]
            return subprocess.run(command, env=environment).returncode
    finally:
        with maintenance() as server:
            server.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')  # type: ignore[call-overload]


def measure(quick: bool, only: str) -> int:
    """Print each measure as it is known."""
    from django.core.management import call_command  # noqa: PLC0415 - as above

    from benchmarks import measures  # noqa: PLC0415

    call_command("collectstatic", interactive=False, verbosity=0)
    missed = 0
    for one in measures.every(measures.QUICK if quick else measures.FULL, only):
        print(one.line(), flush=True)
        missed += not one.met
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
