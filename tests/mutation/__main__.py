"""``python -m tests.mutation [--only database|code] [--sample N] [--match TEXT]``: needs the test run's environment."""

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

from tests.mutation import policies, sources, trial

Mutant = policies.DatabaseMutant | sources.SourceMutant
SURVIVED, KILLED, STALE = "SURVIVED", "killed", "STALE"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one mutant: killed by a failing test, survived, or stale (nothing of it was found)."""

    name: str
    verdict: str
    seconds: float
    by: str = ""


def main(arguments: list[str]) -> int:
    """Try the mutants, print a table; 1 when one survived or is stale."""
    options = argparse.ArgumentParser(prog="script/mutate", description=__doc__)
    options.add_argument("--only", choices=("database", "code"), help="only these mutants")
    options.add_argument("--sample", type=int, metavar="N", help="only so many, drawn at random")
    options.add_argument("--match", default="", metavar="TEXT", help="only those with this text in their name")
    chosen = options.parse_args(arguments)
    owner_url, template = os.environ["DATABASE_OWNER_URL"], trial.template_name()
    app_role = urlsplit(os.environ["DATABASE_URL"]).username or ""
    with psycopg.connect(owner_url, dbname=template) as connection:
        found = [*policies.mutants(connection, app_role), *sources.MUTANTS]
    wanted = [each for each in found if chosen.match in each.name and _is(each, chosen.only)]
    if chosen.sample:
        wanted = random.sample(wanted, min(chosen.sample, len(wanted)))
    outcomes = []
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        tree = sources.copy_of_the_tree(Path(folder))
        if failing := baseline(wanted, tree, template):
            say(f"The tests fail without any mutant, so they would prove nothing: {failing}")
            return 1
        for outcome in tried(wanted, tree, template, owner_url):
            say(f"{outcome.verdict:8} {outcome.seconds:5.1f} s  {outcome.name:70} {outcome.by}")
            outcomes.append(outcome)
    killed = sum(outcome.verdict == KILLED for outcome in outcomes)
    say(f"{killed} of {len(outcomes)} killed, {sum(outcome.seconds for outcome in outcomes):.0f} s")
    return 0 if killed == len(outcomes) else 1


def _is(mutant: Mutant, kind: str | None) -> bool:
    return kind is None or isinstance(mutant, sources.SourceMutant) == (kind == "code")


def baseline(mutants: list[Mutant], tree: Path, template: str) -> str:
    """The first failing test when nothing is spoiled; empty when all pass."""
    suites = sorted({mutant.tests for mutant in mutants})
    return next((failing for tests in suites if (failing := trial.in_tree(tests, tree, template))), "")


def tried(mutants: list[Mutant], tree: Path, template: str, owner_url: str) -> Iterator[Outcome]:
    """What became of each mutant."""
    for mutant in mutants:
        begun = time.monotonic()
        try:
            if isinstance(mutant, policies.DatabaseMutant):
                with policies.spoiled(mutant, template, owner_url) as database:
                    failing = trial.in_fork(mutant.tests, database)
            else:
                with sources.spoiled(mutant, tree):
                    failing = trial.in_tree(mutant.tests, tree, template)
            verdict = KILLED if failing else SURVIVED
        except LookupError as error:
            verdict, failing = STALE, str(error)
        yield Outcome(mutant.name, verdict, time.monotonic() - begun, failing)


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
