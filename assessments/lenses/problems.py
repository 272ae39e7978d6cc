"""What is wrong with a lens document: one problem per place, all of them at once, in the reader's language."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from assessments.errors import DomainError

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

#: A sentence, translated when it is shown.
Message: TypeAlias = "str | _StrPromise"

#: Enough to see what is wrong; a document with more is not repaired line by line.
MAX_PROBLEMS = 200
#: How much of what was found a message quotes.
QUOTED = 60


class Level(StrEnum):
    """How much a problem matters: ERROR refuses the document, AWS means that only the AWS service would."""

    ERROR = "error"
    AWS = "aws"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem. ``path`` is a JSON path (``$.pillars[0].name``), ``line`` counts from 1, ``rule`` is a stable slug.

    ``message`` is a lazily translated sentence that says what was found and what is allowed.
    """

    path: str
    line: int
    rule: str
    message: Message
    level: Level = Level.ERROR


class LensInvalid(DomainError):
    """The document cannot become a lens; ``problems`` says why, in the order of the document."""

    code = "lens_invalid"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__(_("This lens document cannot be used yet. Correct the listed problems and import it again."))


class Findings:
    """Collects problems of one text and knows which line a position is on.

    At most `MAX_PROBLEMS` errors and as many of what is no error: a sound lens may have any number of those.
    """

    def __init__(self, text: str = "") -> None:
        self.problems: list[Problem] = []
        self._text = text
        self._noted = {True: 0, False: 0}

    @property
    def full(self) -> bool:
        """Whether no more errors are noted."""
        return self._noted[True] > MAX_PROBLEMS

    def line(self, position: int) -> int:
        """The line of a character position, from 1."""
        return self._text.count("\n", 0, position) + 1

    def add(
        self,
        path: str,
        position: int,
        rule: str,
        message: Message,
        level: Level = Level.ERROR,
        **values: object,
    ) -> None:
        """Note a problem; ``values`` fill the ``{braces}`` of the message in the reader's language."""
        refuses = level is Level.ERROR
        if self._noted[refuses] > MAX_PROBLEMS:
            return
        if self._noted[refuses] == MAX_PROBLEMS:
            rule, level, values = "too_many", Level.ERROR if refuses else Level.WARNING, {"limit": MAX_PROBLEMS}
            message = _("There are more than {limit} problems; only the first ones are listed.")
        self._noted[refuses] += 1
        text = format_lazy(message, **values) if values else message
        self.problems.append(Problem(path, self.line(position), rule, text, level))

    def preface(self, message: Message) -> None:
        """Say the last problem as the ``{reason}`` of another sentence."""
        last = self.problems[-1]
        self.problems[-1] = replace(last, message=format_lazy(message, reason=last.message))


def quoted(text: str) -> str:
    """The beginning of what was found, safe to print: no control characters, no lone surrogates."""
    shown = text if len(text) <= QUOTED else text[: QUOTED - 1] + "…"
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in shown)
