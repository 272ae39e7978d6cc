"""What changed from one state of an answer to the next, for people who read its history."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from assessments.rules.merge import AnswerContent, ChoiceAnswer

#: A run of Latin letters and digits is one piece, a run of spaces is one, any other character stands alone:
#: Japanese has no spaces, so its text is compared character by character.
PIECES = re.compile(r"[A-Za-z0-9_À-ɏ]+|\s+|.", re.DOTALL)


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


def changes(before: AnswerContent, after: AnswerContent) -> tuple[Change, ...]:
    """Every field that differs: the question's own first, then the choices by id."""
    return (*_of_question(before, after), *_of_choices(before, after))


def effort(before: str, after: str) -> int:
    """How much work the difference of two texts is: every piece of the one beside every piece of the other."""
    return len(PIECES.findall(before)) * len(PIECES.findall(after))


def whole(before: str, after: str) -> tuple[Segment, ...]:
    """Two texts as a difference in which nothing was kept: for texts of which nobody looks for the words in common."""
    return tuple(Segment(kind, text) for kind, text in (("removed", before), ("added", after)) if text)


def segments(before: str, after: str) -> tuple[Segment, ...]:
    """The difference of two texts, word by word, in reading order."""
    old, new = PIECES.findall(before), PIECES.findall(after)
    found: list[Segment] = []
    for what, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            found.append(Segment("kept", "".join(old[i:j])))
            continue
        if i < j:
            found.append(Segment("removed", "".join(old[i:j])))
        if k < m:
            found.append(Segment("added", "".join(new[k:m])))
    return tuple(found)


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
