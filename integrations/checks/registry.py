"""The checks there are. A check is one file that registers itself; a wrong one is refused when it is imported.

The author judges one thing; the loop over things, the account's facts, and what happens when something cannot
be read are here, once: no check has a ``try``.
"""

import importlib
import pkgutil
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any, Literal

from assessments.rules.vocabulary import LANGUAGES, Text
from integrations.aws import operations as aws
from integrations.aws.account import Place
from integrations.aws.policy import reads
from integrations.checks.finding import Judgement

Scope = Literal["regional", "global"]
GLOBAL = "global"

_PRACTICE = re.compile(r"[A-Z]{3,}[0-9]{2}_BP[0-9]{2}")
_ID = re.compile(r"[A-Z]+(-[A-Z]+)+")
_CHECKS: dict[str, "Check"] = {}


class IncoherentError(Exception):
    """A check whose declaration does not hold together. Says which check and what is wrong."""


@dataclass(frozen=True, slots=True)
class Check:
    """One evidence check.

    ``operations`` are botocore's (``service:Operation``), all that it may call.
    ``speaks_to``: the practices of the built-in lens, as choice ids. ``messages``: every sentence it can say.
    ``version`` rises with every change of its rule. ``each`` lists the things to judge one by one (None: the
    place as a whole); when it lists none, the message "absent" is said.
    """

    id: str
    title: Text
    scope: Scope
    operations: tuple[str, ...]
    speaks_to: tuple[str, ...]
    messages: Mapping[str, Text]
    version: int
    judge: Callable[..., Judgement]
    each: Callable[[Place], Iterable[Any]] | None = None

    @property
    def actions(self) -> tuple[str, ...]:
        """The IAM actions its operations need."""
        return tuple(aws.action(operation) for operation in self.operations)


def check(
    *,
    id: str,
    title: Text,
    scope: Scope,
    operations: tuple[str, ...],
    speaks_to: tuple[str, ...],
    messages: Mapping[str, Text],
    version: int = 1,
    each: Callable[[Place], Iterable[Any]] | None = None,
) -> Callable[[Callable[..., Judgement]], Callable[..., Judgement]]:
    """Register a judging function as a check. Raises `IncoherentError` when the declaration does not hold together."""

    def register(judge: Callable[..., Judgement]) -> Callable[..., Judgement]:
        made = Check(id, title, scope, operations, speaks_to, messages, version, judge, each)
        for wrong in _wrong(made):
            raise IncoherentError(f"{id}: {wrong}")
        _CHECKS[id] = made
        return judge

    return register


@cache
def catalogue() -> Mapping[str, Check]:
    """Every check by id, in the order of ids. Imports the files of this package on the first call."""
    package = importlib.import_module("integrations.checks")
    for module in pkgutil.iter_modules(package.__path__):
        importlib.import_module(f"integrations.checks.{module.name}")
    return dict(sorted(_CHECKS.items()))


def actions_of(checks: Iterable[Check]) -> tuple[str, ...]:
    """The IAM actions these checks need together, sorted."""
    return tuple(sorted({action for each in checks for action in each.actions}))


def every_action() -> tuple[str, ...]:
    """The IAM actions that all checks need together, sorted: what a role must allow, and a session asks for."""
    return actions_of(catalogue().values())


def _wrong(made: Check) -> Iterable[str]:
    file = made.judge.__module__.rpartition(".")[2]
    if not _ID.fullmatch(made.id):
        yield "the id is not like LOG-INV"
    if file != made.id.lower().replace("-", "_") or made.judge.__name__ != file:
        yield f"the file and its function must be called {made.id.lower().replace('-', '_')}"
    if (other := _CHECKS.get(made.id)) and other.judge.__module__ != made.judge.__module__:
        yield "the id is taken"
    if made.scope not in ("regional", "global"):
        yield f"unknown scope {made.scope}"
    yield from _wrong_calls(made)
    yield from _wrong_words(made)


def _wrong_calls(made: Check) -> Iterable[str]:
    if not made.operations:
        yield "it calls nothing"
    for operation in made.operations:
        if not aws.known(operation):
            yield f"AWS has no operation {operation}"
    for action in made.actions:
        if not reads(action):
            yield f"{action} is not a reading action"


def _wrong_words(made: Check) -> Iterable[str]:
    if not made.speaks_to:
        yield "it speaks to no practice"
    for practice in made.speaks_to:
        if not _PRACTICE.fullmatch(practice):
            yield f"{practice} is not a choice id"
    if made.each and "absent" not in made.messages:
        yield "it judges things one by one and says nothing when there are none"
    for key, text in {"title": made.title, **made.messages}.items():
        if any(not text.get(language) for language in LANGUAGES):
            yield f"{key} is not in every language"
        elif len({_placeholders(text[language]) for language in LANGUAGES}) > 1:
            yield f"{key} takes different values in different languages"


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(name for _, name, _, _ in Formatter().parse(text) if name)
