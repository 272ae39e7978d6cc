"""Check a lens document, and judge answers by its rules: for lens authors and their CI, without a database."""

import json
import os
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from assessments.lenses import answers_file, format
from assessments.lenses.format import Examination, LensInvalid, Level, Problem
from assessments.rules.risk import count
from assessments.rules.vocabulary import LANGUAGES


class Command(BaseCommand):
    """``lens check FILE`` and ``lens risk FILE --answers FILE``; both print JSON when asked to."""

    help = "Check a custom-lens file (check), or judge answers by its risk rules (risk). Needs no database."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What to do, with which files, in which form and language."""
        commands = parser.add_subparsers(dest="what", required=True)
        check = commands.add_parser("check", help="say all that is wrong with a lens file; ends with 1 if refused")
        risk = commands.add_parser("risk", help="the risk of every question under the answers of a file")
        risk.add_argument("--answers", type=Path, required=True, metavar="FILE", help="JSON: answers by question id")
        for command in (check, risk):
            command.add_argument("file", type=Path, help="the lens, as custom-lens JSON")
            command.add_argument("--json", action="store_true", help="print one JSON object")
            command.add_argument("--language", choices=LANGUAGES, default=_own_language(), help="of the messages")

    def handle(self, *, what: str, file: Path, language: str, **options: Any) -> None:
        """Do it in the language asked for."""
        document = _content(file)
        with translation.override(language):
            if what == "check":
                self._check(file, format.examine(document), as_json=options["json"])
            else:
                self._risk(document, options["answers"], as_json=options["json"])

    def _check(self, file: Path, found: Examination, *, as_json: bool) -> None:
        if as_json:
            self.stdout.write(json.dumps(_facts(found), ensure_ascii=False, indent=2))
        else:
            for problem in found.problems:
                self.stdout.write(f"{file}:{problem.line}: {_line(problem)}")
            self.stdout.write(f"{_outcome(found)} ({_size(found)})")
        if not found.accepted:
            sys.exit(1)

    def _risk(self, document: bytes, answers: Path, *, as_json: bool) -> None:
        try:
            lens = format.parse(document)
        except LensInvalid as error:
            raise CommandError("\n".join(["The lens is refused:", *map(_line, error.problems)])) from error
        try:
            risks = answers_file.risks(lens, answers_file.parse(_content(answers), lens))
        except LensInvalid as error:
            raise CommandError("\n".join([f"{answers} cannot be used:", *map(_line, error.problems)])) from error
        counts = count(risks.values())
        if as_json:
            self.stdout.write(json.dumps({"risks": risks, "counts": counts}, indent=2))
            return
        for id, risk in risks.items():
            self.stdout.write(f"{id}  {risk}")
        self.stdout.write(", ".join(f"{risk} {number}" for risk, number in counts.items()))


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as error:
        raise CommandError(f"{file}: {error.strerror}") from error


def _facts(found: Examination) -> dict[str, object]:
    return {
        "accepted": found.accepted,
        "accepted_by_aws": found.accepted_by_aws,
        "pillars": found.pillars,
        "questions": found.questions,
        "choices": found.choices,
        "errors": _listed(found.of(Level.ERROR)),
        "warnings": _listed(found.of(Level.AWS, Level.WARNING)),
    }


def _listed(problems: Iterable[Problem]) -> list[dict[str, object]]:
    return [
        {"path": one.path, "line": one.line, "rule": one.rule, "level": one.level.value, "message": str(one.message)}
        for one in problems
    ]


def _line(problem: Problem) -> str:
    return f"{problem.level.value} {problem.path} [{problem.rule}] {problem.message}"


def _outcome(found: Examination) -> str:
    if not found.accepted:
        return "Refused"
    return "Accepted, here and by AWS" if found.accepted_by_aws else "Accepted here; AWS would refuse it"


def _size(found: Examination) -> str:
    counted = ((found.pillars, "pillar"), (found.questions, "question"), (found.choices, "choice"))
    return ", ".join(f"{number} {noun}" if number == 1 else f"{number} {noun}s" for number, noun in counted)


def _own_language() -> str:
    """The language of the terminal, if it is one of ours."""
    spoken = os.environ.get("LC_ALL") or os.environ.get("LC_MESSAGES") or os.environ.get("LANG") or ""
    return next((language for language in LANGUAGES if spoken.startswith(language)), LANGUAGES[0])
