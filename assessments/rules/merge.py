"""Two people changed one answer: bring both together where they do not collide.

``base`` is the version that both started from, ``mine`` the one to save, ``theirs`` the one saved meanwhile. Per
field the side that changed it wins; the same change on both sides is no collision; two different changes
are, and then a person has to look. Nothing is ever dropped silently.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeVar

from assessments.rules.vocabulary import ChoiceState, Reason

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class ChoiceAnswer:
    """What was said about one choice."""

    state: ChoiceState = ChoiceState.UNSELECTED
    reason: Reason = Reason.NONE
    note: str = ""


@dataclass(frozen=True, slots=True)
class AnswerContent:
    """What people edit of an answer. A choice that is missing is as untouched: not selected, no note."""

    applicable: bool = True
    reason: Reason = Reason.NONE
    notes: str = ""
    choices: Mapping[str, ChoiceAnswer] = field(default_factory=dict)


#: What is said in a review, by question id; a question without an answer is missing.
Said = Mapping[str, AnswerContent]


@dataclass(frozen=True, slots=True)
class Collision:
    """One field that both changed differently: ``notes``, ``choices.GENSEC01_BP01.state``, and the two values."""

    path: str
    base: object
    mine: object
    theirs: object


@dataclass(frozen=True, slots=True)
class Merged:
    """The result. ``content`` takes theirs where the two collide; use it only when ``collisions`` is empty."""

    content: AnswerContent
    collisions: tuple[Collision, ...]


def merge(base: AnswerContent, mine: AnswerContent, theirs: AnswerContent) -> Merged:
    """Merge three ways, field by field; collisions in the order of the fields, then of the choice ids."""
    fields = _Fields()
    applicable = fields.pick("applicable", base.applicable, mine.applicable, theirs.applicable)
    reason = fields.pick("reason", base.reason, mine.reason, theirs.reason)
    notes = fields.pick("notes", base.notes, mine.notes, theirs.notes)
    choices = _choices(fields, base.choices, mine.choices, theirs.choices)
    return Merged(AnswerContent(applicable, reason, notes, choices), tuple(fields.collisions))


def taking(content: AnswerContent, paths: Iterable[str], source: AnswerContent) -> AnswerContent:
    """``content`` with the fields at these paths (as a Collision names them) as they are in ``source``."""
    untouched = ChoiceAnswer()
    for path in paths:
        if path.startswith("choices."):
            choice_id, _, name = path.removeprefix("choices.").rpartition(".")
            theirs = getattr(source.choices.get(choice_id, untouched), name)
            said = replace(content.choices.get(choice_id, untouched), **{name: theirs})
            content = replace(content, choices={**content.choices, choice_id: said})
        else:
            content = replace(content, **{path: getattr(source, path)})
    return content


class _Fields:
    """Picks one value per field and remembers what collided."""

    def __init__(self) -> None:
        self.collisions: list[Collision] = []

    def pick(self, path: str, base: T, mine: T, theirs: T) -> T:
        if mine in (theirs, base):
            return theirs
        if theirs == base:
            return mine
        self.collisions.append(Collision(path, base, mine, theirs))
        return theirs


def _choices(
    fields: _Fields,
    base: Mapping[str, ChoiceAnswer],
    mine: Mapping[str, ChoiceAnswer],
    theirs: Mapping[str, ChoiceAnswer],
) -> dict[str, ChoiceAnswer]:
    untouched = ChoiceAnswer()
    return {
        id: _choice(fields, id, *(side.get(id, untouched) for side in (base, mine, theirs)))
        for id in sorted({*base, *mine, *theirs})
    }


def _choice(fields: _Fields, id: str, base: ChoiceAnswer, mine: ChoiceAnswer, theirs: ChoiceAnswer) -> ChoiceAnswer:
    return ChoiceAnswer(
        state=fields.pick(f"choices.{id}.state", base.state, mine.state, theirs.state),
        reason=fields.pick(f"choices.{id}.reason", base.reason, mine.reason, theirs.reason),
        note=fields.pick(f"choices.{id}.note", base.note, mine.note, theirs.note),
    )
