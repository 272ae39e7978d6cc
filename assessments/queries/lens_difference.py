"""The difference of two versions of a lens as a page shows it: texts side by side, in the reader's language."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessments.rules.changes import MOST_EFFORT, Effort, Segment, segments
from assessments.rules.difference import (
    Difference,
    QuestionChange,
    Wording,
    choice_wordings,
    difference,
    question_wordings,
)
from assessments.rules.lens import Choice, LensDocument
from assessments.rules.vocabulary import in_language

#: How much work a page may put into texts side by side; beyond it, texts stand beside each other without marks.
EFFORT = 5 * MOST_EFFORT


@dataclass(frozen=True, slots=True)
class TextChange:
    """One text then and now. ``field`` is a word of `words.LENS_TEXT`."""

    field: str
    segments: tuple[Segment, ...]


@dataclass(frozen=True, slots=True)
class ChoiceReading:
    """A choice that is worded anew; without texts, where only its links or another language differ."""

    choice: Choice
    texts: tuple[TextChange, ...]


@dataclass(frozen=True, slots=True)
class QuestionReading:
    """A question that changed, with its texts and those of its choices."""

    change: QuestionChange
    texts: tuple[TextChange, ...]
    choices: tuple[ChoiceReading, ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What differs, and the changed questions to read."""

    difference: Difference
    questions: tuple[QuestionReading, ...]


def compared(before: LensDocument, after: LensDocument, language: str) -> Comparison:
    """From one version to the other. No query."""
    found = difference(before, after)
    reader = _Reader(language)
    return Comparison(found, tuple(reader.question(change) for change in found.changed))


class _Reader:
    """Puts texts side by side as long as there is effort left for it."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._effort = Effort(EFFORT)

    def question(self, change: QuestionChange) -> QuestionReading:
        texts = tuple(self._texts(question_wordings(change.before, change.after)))
        choices = ((after, choice_wordings(before, after)) for before, after in change.reworded)
        reworded = tuple(ChoiceReading(choice, tuple(self._texts(found))) for choice, found in choices)
        return QuestionReading(change, texts, reworded)

    def _texts(self, wordings: Iterable[Wording]) -> Iterator[TextChange]:
        for one in wordings:
            then, now = in_language(one.before, self._language), in_language(one.after, self._language)
            if then != now:
                yield TextChange(one.field, segments(then, now, self._effort))
