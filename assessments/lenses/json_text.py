"""Read JSON text into nodes that know where they stand, and name everything that is wrong with it.

Python's own parser accepts NaN and duplicate keys, gives no line for a value and follows any nesting; this
one is for documents from strangers: bounded in size, depth and number of values, linear in time. RFC 8259.
"""

import json
import math
import re
from dataclasses import dataclass
from json.decoder import scanstring  # type: ignore[attr-defined]  # the C scanner, unknown to typeshed
from typing import NoReturn

from django.utils.translation import gettext_lazy as _

from assessments.lenses.encoding import decode, is_wide
from assessments.lenses.problems import Findings, Message, Problem, quoted

#: As the AWS service (ImportLens: 500,000 characters of JSON).
MAX_BYTES = 500_000
MAX_DEPTH = 32
#: No lens within the other limits comes near; what does is an attack on the reader's time.
MAX_VALUES = 30_000
#: Integers beyond 64 bits do not survive a database or another language.
MAX_INTEGER = 2**63 - 1
INTEGER_DIGITS = len(str(-MAX_INTEGER))

SPACE = re.compile(r"[ \t\r\n]*")
NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
#: A key as almost all are, without escapes, and its colon.
KEY = re.compile(r'"([^"\\\x00-\x1f]*)"[ \t\r\n]*:[ \t\r\n]*')
COLON = re.compile(r"[ \t\r\n]*:[ \t\r\n]*")
AFTER = re.compile(r"[ \t\r\n]*([,}\]])[ \t\r\n]*")
WORD = re.compile(r"-?[A-Za-z]+")
SIMPLE_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,127}\Z")
LITERALS = {"true": True, "false": False, "null": None}
NOT_NUMBERS = ("NaN", "Infinity", "-Infinity")
#: The escapes by which a character gets into a text that no UTF-8 has room for, or no database.
ODD_ESCAPE = re.compile(r"\\u(?:0000|[dD][89a-fA-F])")
SURROGATE = re.compile("[\ud800-\udfff]")


class Refused:
    """The value of a node that was refused where it stood; checks of its type stay silent."""


REFUSED = Refused()


@dataclass(slots=True)
class Node:
    """A JSON value and its position in the text. Objects are dicts of nodes, arrays lists of nodes."""

    value: "Value"
    position: int

    def at(self, steps: list[str | int]) -> "Node":
        """The node at the end of the steps. Raises LookupError where a step leads nowhere."""
        node = self
        for step in steps:
            match node.value, step:
                case dict() as members, str():
                    node = members[step]
                case list() as items, int():
                    node = items[step]
                case _:
                    raise LookupError(step)
        return node

    def plain(self) -> object:
        """The value without positions; what was refused becomes None."""
        match self.value:
            case dict():
                return {key: node.plain() for key, node in self.value.items()}
            case list():
                return [node.plain() for node in self.value]
            case Refused():
                return None
            case _:
                return self.value


Value = dict[str, Node] | list[Node] | str | int | float | bool | Refused | None


@dataclass(frozen=True, slots=True)
class Reading:
    """The tree of a text, as far as it could be read, and what is wrong with the text."""

    root: Node | None
    findings: Findings

    @property
    def problems(self) -> list[Problem]:
        """What was found so far, in the order of the text."""
        return self.findings.problems


def read(document: bytes, *, limit: int = MAX_BYTES) -> Reading:
    """Read a document. Never raises: everything wrong is in the findings; ``root`` is None if nothing could be read."""
    text, findings = decode(document, limit)
    root = None if findings.problems else _Reader(text, findings).document()
    if root is None and _is_something_else(document):
        findings.preface(_("This is not JSON: {reason}"))
    return Reading(root, findings)


def _is_something_else(document: bytes) -> bool:
    """Whether a document does not even begin as JSON objects and lists do: a table, a picture, a page."""
    start = document[:512].lstrip(b"\xef\xbb\xbf \t\r\n")[:1]
    return bool(start) and start not in b"{[" and not is_wide(document)


class _UnreadableError(Exception):
    """The text is not JSON from here on; the finding is already noted."""


class _Reader:
    """Recursive descent over the text; the stack is bounded by `MAX_DEPTH`."""

    def __init__(self, text: str, findings: Findings) -> None:
        self._text = text
        self._odd = ODD_ESCAPE.search(text) is not None
        self._findings = findings
        self._path: list[str | int] = []
        self._values = 0

    def document(self) -> Node | None:
        try:
            node, end = self._value(self._skip(0))
            end = self._skip(end)
            if end != len(self._text):
                self._stop(
                    end, "json.trailing", _("The document goes on after its end, with “{found}”."), self._at(end)
                )
        except _UnreadableError:
            return None
        return node

    def _value(self, start: int) -> tuple[Node, int]:
        self._values += 1
        if self._values > MAX_VALUES:
            message = _("The document has more than {found} values; no lens needs as many.")
            self._stop(start, "json.too_many_values", message, MAX_VALUES)
        character = self._text[start : start + 1]
        if character == '"':
            value, end = self._string(start)
            return Node(value, start), end
        if character == "{":
            return self._object(start)
        if character == "[":
            return self._array(start)
        return self._scalar(start)

    def _object(self, start: int) -> tuple[Node, int]:
        self._enter(start)
        members: dict[str, Node] = {}
        end = self._skip(start + 1)
        if self._text.startswith("}", end):
            return Node(members, start), end + 1
        more = True
        while more:
            position = end
            key, end = self._key(position)
            self._path.append(key)
            if key in members:
                message = _("The key “{found}” appears twice in the same object.")
                self._note(position, "json.duplicate_key", message, quoted(key))
            members[key], end = self._value(end)
            self._path.pop()
            more, end = self._goes_on(end, "}")
        return Node(members, start), end

    def _key(self, start: int) -> tuple[str, int]:
        """A key, and the position after its colon."""
        plain = KEY.match(self._text, start)
        if plain is not None:
            return plain[1], plain.end()
        if not self._text.startswith('"', start):
            self._expected(start, '"')
        key, end = self._string(start)
        colon = COLON.match(self._text, end)
        if colon is None:
            self._expected(self._skip(end), ":")
        return key, colon.end()

    def _array(self, start: int) -> tuple[Node, int]:
        self._enter(start)
        items: list[Node] = []
        end = self._skip(start + 1)
        if self._text.startswith("]", end):
            return Node(items, start), end + 1
        more = True
        while more:
            self._path.append(len(items))
            item, end = self._value(end)
            self._path.pop()
            items.append(item)
            more, end = self._goes_on(end, "]")
        return Node(items, start), end

    def _goes_on(self, end: int, closing: str) -> tuple[bool, int]:
        """Whether a comma follows (else the closing bracket does), and the position after it."""
        match = AFTER.match(self._text, end)
        if match is None or match[1] not in (",", closing):
            self._expected(self._skip(end), f", {closing}")
        return match[1] == ",", match.end()

    def _string(self, start: int) -> tuple[str, int]:
        try:
            value, end = scanstring(self._text, start + 1, True)
        except json.JSONDecodeError as error:
            message = _("A text is not closed, or holds a line break or an escape that JSON does not know.")
            self._stop(error.pos, "json.text", message, "")
        if self._odd and ("\x00" in value or SURROGATE.search(value)):
            message = _("The text holds a character that cannot be stored: “{found}”.")
            self._note(start, "json.character", message, quoted(value))
        return value, end

    def _scalar(self, start: int) -> tuple[Node, int]:
        number = NUMBER.match(self._text, start)
        if number is not None:
            return self._number(start, number), number.end()
        if start == len(self._text):
            self._stop(start, "json.unfinished", _("The document ends in the middle."), "")
        word = WORD.match(self._text, start)
        if word is None:
            self._stop(start, "json.syntax", _("“{found}” cannot stand here."), self._at(start))
        return self._word(start, word.group()), word.end()

    def _word(self, start: int, word: str) -> Node:
        if word in LITERALS:
            return Node(LITERALS[word], start)
        if word not in NOT_NUMBERS:
            self._stop(start, "json.syntax", _("“{found}” cannot stand here."), quoted(word))
        self._note(start, "json.not_a_number", _("{found} is not valid JSON. Write a text or leave the key out."), word)
        return Node(REFUSED, start)

    def _number(self, start: int, match: re.Match[str]) -> Node:
        digits = match.group()
        if match.lastindex:
            value: int | float = float(digits)
            fits = math.isfinite(value)
        else:
            value = int(digits) if len(digits) <= INTEGER_DIGITS else MAX_INTEGER + 1
            fits = abs(value) <= MAX_INTEGER
        if fits:
            return Node(value, start)
        self._note(start, "json.number", _("The number {found} is too large."), quoted(digits))
        return Node(REFUSED, start)

    def _enter(self, start: int) -> None:
        if len(self._path) >= MAX_DEPTH:
            message = _("Objects and lists are nested more than {found} deep.")
            self._stop(start, "json.too_deep", message, MAX_DEPTH)

    def _skip(self, position: int) -> int:
        match = SPACE.match(self._text, position)
        return match.end() if match else position

    def _at(self, position: int) -> str:
        return quoted(self._text[position : position + 12])

    def _expected(self, position: int, expected: str) -> NoReturn:
        if position == len(self._text):
            self._stop(position, "json.unfinished", _("The document ends in the middle."), "")
        message = _("Expected one of {expected} and found “{found}”.")
        self._findings.add(
            path(self._path), position, "json.syntax", message, expected=expected, found=self._at(position)
        )
        raise _UnreadableError

    def _note(self, position: int, rule: str, message: Message, found: object) -> None:
        if self._findings.full:
            raise _UnreadableError
        self._findings.add(path(self._path), position, rule, message, found=found)

    def _stop(self, position: int, rule: str, message: Message, found: object) -> NoReturn:
        self._note(position, rule, message, found)
        raise _UnreadableError


def path(steps: list[str | int]) -> str:
    """A JSON path (RFC 9535): ``$.pillars[0].name``; keys that are no plain names in brackets."""
    parts = ["$"]
    for step in steps:
        if isinstance(step, int):
            parts.append(f"[{step}]")
        else:
            parts.append(f".{step}" if SIMPLE_KEY.match(step) else f"[{json.dumps(quoted(step))}]")
    return "".join(parts)
