"""What changed from one state of an answer to the next, for people who read its history."""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from enum import StrEnum
from itertools import accumulate

from assessments.rules.merge import AnswerContent, ChoiceAnswer

#: A run of Latin letters and digits is one piece, a run of spaces is one, any other character stands alone:
#: Japanese has no spaces, so its text is compared character by character.
PIECES = re.compile(r"[A-Za-z0-9_À-ɏ]+|\s+|.", re.DOTALL)

#: How much work one difference may be, in pieces looked at: about a tenth of a second. Beyond it a text that repeats
#: itself, or shares many single words with the other one, takes seconds, and a page of them minutes.
MOST_EFFORT = 1_000_000


class Field(StrEnum):
    """The part of an answer that changed."""

    APPLICABLE = "applicable"
    REASON = "reason"
    NOTES = "notes"
    STATE = "state"
    CHOICE_REASON = "choice_reason"
    CHOICE_NOTE = "choice_note"


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs; ``choice_id`` is empty for what belongs to the question as a whole."""

    field: Field
    before: object
    after: object
    choice_id: str = ""

    @property
    def path(self) -> str:
        """The field's path as `merge.Collision` names it: ``notes``, ``choices.GENSEC01_BP01.state``."""
        inside = {Field.STATE: "state", Field.CHOICE_REASON: "reason", Field.CHOICE_NOTE: "note"}
        return f"choices.{self.choice_id}.{inside[self.field]}" if self.choice_id else self.field.value


@dataclass(frozen=True, slots=True)
class Segment:
    """A piece of a text difference: kept, removed or added."""

    kind: str
    text: str


@dataclass(slots=True)
class Effort:
    """How much work differences may still be. A page with many of them gives them one to share."""

    left: int = MOST_EFFORT

    def one(self) -> "Effort":
        """The part of it that one difference may have, taken from it."""
        given = Effort(min(self.left, MOST_EFFORT))
        self.left -= given.left
        return given

    def spend(self, work: int) -> None:
        """Take this much of it. Raises TooMuch when there is not as much left."""
        if work > self.left:
            raise TooMuch
        self.left -= work


class TooMuch(Exception):
    """A difference is more work than there is effort left."""


def changes(before: AnswerContent, after: AnswerContent) -> tuple[Change, ...]:
    """Every field that differs: the question's own first, then the choices by id."""
    return (*_of_question(before, after), *_of_choices(before, after))


def segments(before: str, after: str, effort: Effort | None = None) -> tuple[Segment, ...]:
    """The difference of two texts, word by word, in reading order.

    Where it would take too long to look for the words in common, what stands between the common beginning and the
    common end is told as removed and added. What is done is taken from ``effort``.
    """
    head, old, new, tail = _apart(before, after)
    shared = Effort() if effort is None else effort
    mine = shared.one()
    try:
        found = tuple(_word_by_word(old, new, mine))
    except TooMuch:
        found = tuple(_whole(old, new))
    shared.left += mine.left
    return (*_segment("kept", head), *found, *_segment("kept", tail))


def _apart(before: str, after: str) -> tuple[list[str], list[str], list[str], list[str]]:
    """The pieces of the common beginning, what each text has of its own, and the common end."""
    old, new = PIECES.findall(before), PIECES.findall(after)
    start = _same(old, new)
    end = _same(old[start:][::-1], new[start:][::-1])
    return old[:start], old[start : len(old) - end], new[start : len(new) - end], old[len(old) - end :]


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many pieces two texts have in common from their beginning."""
    pairs = enumerate(zip(one, other, strict=False))
    return next((place for place, (a, b) in pairs if a != b), min(len(one), len(other)))


def _whole(old: Sequence[str], new: Sequence[str]) -> Iterator[Segment]:
    yield from _segment("removed", old)
    yield from _segment("added", new)


class _Matcher(SequenceMatcher[str]):
    """Looks for the words in common as long as there is effort left. Raises TooMuch.

    One look at a stretch of the old text meets each of its pieces and every equal one of the new text. Each match asks
    for two more looks beside it, so a single look tells nothing of the whole: every one is paid for.
    """

    def __init__(self, old: Sequence[str], new: Sequence[str], effort: Effort) -> None:
        super().__init__(None, old, new, autojunk=False)
        self._effort = effort
        times = Counter(new)
        self._work = [0, *accumulate(1 + times[piece] for piece in old)]

    def find_longest_match(self, alo: int = 0, ahi: int | None = None, blo: int = 0, bhi: int | None = None) -> Match:
        """As SequenceMatcher's, for its price."""
        self._effort.spend(self._work[-1 if ahi is None else ahi] - self._work[alo])
        return super().find_longest_match(alo, ahi, blo, bhi)


def _word_by_word(old: Sequence[str], new: Sequence[str], effort: Effort) -> Iterator[Segment]:
    for what, i, j, k, m in _Matcher(old, new, effort).get_opcodes():
        if what == "equal":
            yield from _segment("kept", old[i:j])
        else:
            yield from _whole(old[i:j], new[k:m])


def _segment(kind: str, pieces: Sequence[str]) -> Iterator[Segment]:
    if pieces:
        yield Segment(kind, "".join(pieces))


def _of_question(before: AnswerContent, after: AnswerContent) -> Iterator[Change]:
    if before.applicable != after.applicable:
        yield Change(Field.APPLICABLE, before.applicable, after.applicable)
    if before.reason != after.reason:
        yield Change(Field.REASON, before.reason, after.reason)
    if before.notes != after.notes:
        yield Change(Field.NOTES, before.notes, after.notes)


def _of_choices(before: AnswerContent, after: AnswerContent) -> Iterator[Change]:
    untouched = ChoiceAnswer()
    for choice_id in sorted({*before.choices, *after.choices}):
        old, new = before.choices.get(choice_id, untouched), after.choices.get(choice_id, untouched)
        if old.state != new.state:
            yield Change(Field.STATE, old.state, new.state, choice_id)
        if old.reason != new.reason:
            yield Change(Field.CHOICE_REASON, old.reason, new.reason, choice_id)
        if old.note != new.note:
            yield Change(Field.CHOICE_NOTE, old.note, new.note, choice_id)
