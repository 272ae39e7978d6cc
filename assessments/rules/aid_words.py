"""What a lens says about a decision aid: labels, hints, sentences and background, in every language it speaks.

The aid itself (`rules.aids`) knows codes and figures only; here are the words for them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from assessments.rules.vocabulary import Text, Texts

#: In the place of questions: the aid belongs to every question of the lens.
EVERY = "*"


@dataclass(frozen=True, slots=True)
class FieldWords:
    """How a field is asked: its label, a hint, what its values are called, and the columns of a table."""

    label: Text
    hint: Text = field(default_factory=dict)
    values: Mapping[str, Text] = field(default_factory=dict)
    columns: Mapping[str, "FieldWords"] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CardPart:
    """One part of an aid's background: a heading and its points."""

    heading: Text
    points: Texts


@dataclass(frozen=True, slots=True)
class AidWords:
    """Everything a lens says about one aid.

    ``questions`` are the ids of those it helps with (`EVERY`: all), ``practices`` those its result is evidence for;
    an edition of the lens may lack some of them. ``said`` has a sentence for every code of an outcome.
    """

    key: str
    title: Text
    purpose: Text
    questions: tuple[str, ...] = ()
    practices: tuple[str, ...] = ()
    card: tuple[CardPart, ...] = ()
    fields: Mapping[str, FieldWords] = field(default_factory=dict)
    said: Mapping[str, Text] = field(default_factory=dict)

    def helps(self, question_id: str) -> bool:
        """Whether the aid belongs to this question."""
        return EVERY in self.questions or question_id in self.questions
