"""The condition of a risk rule: read once into a frozen tree, then evaluated. Never `eval`.

Grammar (AWS custom-lens format, "Risk rules"): choice ids of the same question, ``!``, ``&&``, ``||`` and
parentheses, ``!`` before ``&&`` before ``||``; or the word ``default`` alone, which always holds.

A choice marked NOT_APPLICABLE is neutral: as an operand of ``&&`` it is satisfied, as an operand of ``||``
it is not, and ``!`` leaves it neutral. A condition that is one id behaves like ``&&`` of one, and its
negation is the opposite of that: so "not a" never turns a practice that does not apply into a risk.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from assessments.rules.vocabulary import ChoiceState

#: A condition that needs more than this was not written by a person.
MAX_NODES = 500
MAX_DEPTH = 50
NAME_LENGTH = range(3, 129)
NAME_CHARACTERS = frozenset("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_")
SPACES = frozenset(" \t\r\n")
#: The longest source that is read at all; no condition within the limits above needs it.
MAX_SOURCE = 100_000


@dataclass(frozen=True, slots=True)
class Name:
    """Holds when the choice with this id is selected."""

    id: str


@dataclass(frozen=True, slots=True)
class Not:
    """Holds when the operand does not."""

    operand: "Condition"


@dataclass(frozen=True, slots=True)
class All:
    """Operands joined by ``&&``: two or more."""

    operands: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Any:
    """Operands joined by ``||``: two or more."""

    operands: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Default:
    """The word ``default``: always holds."""


T = TypeVar("T")

Condition = Name | Not | All | Any | Default


class Fault(StrEnum):
    """What can be wrong with the text of a condition."""

    EMPTY = "empty"
    CHARACTER = "character"
    UNEXPECTED = "unexpected"
    UNFINISHED = "unfinished"
    NAME = "name"
    DEFAULT = "default"
    TOO_DEEP = "too_deep"
    TOO_LARGE = "too_large"


class ConditionError(ValueError):
    """The text is not a condition. ``position`` counts characters from 0; ``found`` is what stood there."""

    def __init__(self, fault: Fault, position: int, found: str = "") -> None:
        super().__init__(f"{fault.value} at {position}: {found!r}")
        self.fault = fault
        self.position = position
        self.found = found


def parse(source: str) -> Condition:
    """Read a condition. Linear in the length of ``source``; raises ConditionError."""
    if len(source) > MAX_SOURCE:
        raise ConditionError(Fault.TOO_LARGE, MAX_SOURCE)
    return _Parser(source).condition()


def holds(condition: Condition, states: Mapping[str, ChoiceState]) -> bool:
    """Whether the condition holds; a choice that ``states`` does not name is not selected."""
    value = _value(condition, states)
    return _alone(condition) if value is None else value


def names(condition: Condition) -> frozenset[str]:
    """The choice ids that the condition mentions."""
    match condition:
        case Name(id):
            return frozenset((id,))
        case Not(operand):
            return names(operand)
        case All(operands) | Any(operands):
            return frozenset().union(*map(names, operands))
        case Default():
            return frozenset()


def _value(condition: Condition, states: Mapping[str, ChoiceState]) -> bool | None:
    """True, False, or None for neutral. Only a name and its negations can be neutral."""
    match condition:
        case Name(id):
            state = states.get(id, ChoiceState.UNSELECTED)
            return None if state is ChoiceState.NOT_APPLICABLE else state is ChoiceState.SELECTED
        case Not(operand):
            value = _value(operand, states)
            return None if value is None else not value
        case All(operands):
            return all(_value(operand, states) is not False for operand in operands)
        case Any(operands):
            return any(_value(operand, states) is True for operand in operands)
        case Default():
            return True


def _alone(condition: Condition) -> bool:
    """What a neutral condition means when nothing stands beside it: the id holds, its negation does not."""
    result = True
    while isinstance(condition, Not):
        condition, result = condition.operand, not result
    return result


@dataclass(frozen=True, slots=True)
class _Token:
    """A word, an operator, or "" at the end."""

    text: str
    position: int
    word: bool = False


def _tokens(source: str) -> Iterator[_Token]:
    position, end = 0, len(source)
    while position < end:
        character = source[position]
        if character in SPACES:
            position += 1
        elif character in "!()":
            yield _Token(character, position)
            position += 1
        elif character in "&|" and source.startswith(character * 2, position):
            yield _Token(character * 2, position)
            position += 2
        elif character in NAME_CHARACTERS:
            start = position
            while position < end and source[position] in NAME_CHARACTERS:
                position += 1
            yield _Token(source[start:position], start, word=True)
        else:
            raise ConditionError(Fault.CHARACTER, position, character)
    yield _Token("", end)


class _Parser:
    """Recursive descent, one token ahead; nesting is counted, so the call stack is bounded too."""

    def __init__(self, source: str) -> None:
        self._tokens = _tokens(source)
        self._token = next(self._tokens)
        self._nodes = 0
        self._depth = 0

    def condition(self) -> Condition:
        if not self._token.text:
            raise ConditionError(Fault.EMPTY, 0)
        if self._token.text == "default":
            condition: Condition = self._default()
        else:
            condition = self._any()
        if self._token.text:
            raise ConditionError(Fault.UNEXPECTED, self._token.position, self._token.text)
        return condition

    def _default(self) -> Default:
        word = self._take()
        if self._token.text:
            raise ConditionError(Fault.DEFAULT, word.position, word.text)
        return Default()

    def _any(self) -> Condition:
        operands = [self._all()]
        while self._token.text == "||":
            self._take()
            operands.append(self._all())
        return operands[0] if len(operands) == 1 else self._counted(Any(tuple(operands)))

    def _all(self) -> Condition:
        operands = [self._operand()]
        while self._token.text == "&&":
            self._take()
            operands.append(self._operand())
        return operands[0] if len(operands) == 1 else self._counted(All(tuple(operands)))

    def _operand(self) -> Condition:
        token = self._take()
        if token.word:
            return self._name(token)
        if token.text not in ("!", "("):
            raise ConditionError(Fault.UNEXPECTED if token.text else Fault.UNFINISHED, token.position, token.text)
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise ConditionError(Fault.TOO_DEEP, token.position, token.text)
        inner = self._counted(Not(self._operand())) if token.text == "!" else self._group()
        self._depth -= 1
        return inner

    def _group(self) -> Condition:
        inner = self._any()
        closing = self._take()
        if closing.text != ")":
            raise ConditionError(Fault.UNEXPECTED if closing.text else Fault.UNFINISHED, closing.position, closing.text)
        return inner

    def _name(self, token: _Token) -> Name:
        if token.text == "default":
            raise ConditionError(Fault.DEFAULT, token.position, token.text)
        if len(token.text) not in NAME_LENGTH:
            raise ConditionError(Fault.NAME, token.position, token.text[:128])
        name = Name(token.text)
        self._counted(name)
        return name

    def _counted(self, node: T) -> T:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise ConditionError(Fault.TOO_LARGE, self._token.position, self._token.text)
        return node

    def _take(self) -> _Token:
        token = self._token
        if token.text:
            self._token = next(self._tokens)
        return token
