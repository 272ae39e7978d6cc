"""What a new version of a lens changes for those who answered the old one: compared by ids, as answers are carried."""

from collections.abc import Mapping
from dataclasses import dataclass

from assessments.rules.lens import Choice, LensDocument, Question


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question of both versions that says or judges something else now."""

    before: Question
    after: Question
    added: tuple[Choice, ...]
    dropped: tuple[Choice, ...]
    reworded: tuple[Choice, ...]
    told_anew: bool
    judged_anew: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Questions by what happened to them; ``kept`` counts all that are in both versions, changed or not."""

    kept: int
    added: tuple[Question, ...]
    dropped: tuple[Question, ...]
    changed: tuple[QuestionChange, ...]

    @property
    def choices_dropped(self) -> int:
        """How many choices of kept questions are gone: answers lose these ticks."""
        return sum(len(change.dropped) for change in self.changed)

    @property
    def choices_added(self) -> int:
        """How many choices kept questions have gained."""
        return sum(len(change.added) for change in self.changed)


def difference(before: LensDocument, after: LensDocument) -> Difference:
    """From one version to the other."""
    old = {question.id: question for question in before.questions()}
    new = {question.id: question for question in after.questions()}
    both = [(old[id], question) for id, question in new.items() if id in old]
    changes = (_change(one, other) for one, other in both)
    return Difference(
        kept=len(both),
        added=tuple(question for id, question in new.items() if id not in old),
        dropped=tuple(question for id, question in old.items() if id not in new),
        changed=tuple(change for change in changes if _matters(change)),
    )


def _change(before: Question, after: Question) -> QuestionChange:
    old, new = _by_id(before), _by_id(after)
    return QuestionChange(
        before=before,
        after=after,
        added=tuple(choice for id, choice in new.items() if id not in old),
        dropped=tuple(choice for id, choice in old.items() if id not in new),
        reworded=tuple(choice for id, choice in new.items() if id in old and _said(choice) != _said(old[id])),
        told_anew=_told(before) != _told(after),
        judged_anew=[(r.source, r.risk) for r in before.rules] != [(r.source, r.risk) for r in after.rules],
    )


def _matters(change: QuestionChange) -> bool:
    return bool(change.added or change.dropped or change.reworded or change.told_anew or change.judged_anew)


def _told(question: Question) -> tuple[object, ...]:
    """What a page says of a question, without its choices."""
    return question.title, question.name, question.description, question.focus, question.helpful, question.url


def _said(choice: Choice) -> tuple[object, ...]:
    """What a page says of a choice. Classes and checks are no words."""
    return (
        choice.title, choice.intent, choice.why, choice.steps, choice.evidence, choice.shows, choice.improvement,
        choice.url, choice.improvement_url, choice.resources,
    )  # fmt: skip


def _by_id(question: Question) -> Mapping[str, Choice]:
    return {choice.id: choice for choice in question.choices}
