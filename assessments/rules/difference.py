"""What a new version of a lens changes for those who answered the old one: compared by ids, as answers are carried."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.rules.lens import Choice, LensDocument, Pillar, Question
from assessments.rules.vocabulary import Text, Texts


@dataclass(frozen=True, slots=True)
class PillarChange:
    """A pillar of both versions that has another name now."""

    before: Pillar
    after: Pillar


@dataclass(frozen=True, slots=True)
class QuestionChange:
    """A question of both versions that says or judges something else now, or stands elsewhere.

    ``other_pillar`` is the pillar it stands in now, where that is another; ``moved``: it changed places in its pillar.
    """

    before: Question
    after: Question
    added: tuple[Choice, ...]
    dropped: tuple[Choice, ...]
    reworded: tuple[tuple[Choice, Choice], ...]
    reordered: bool
    told_anew: bool
    judged_anew: bool
    other_pillar: Pillar | None
    moved: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """Questions by what happened to them; ``kept`` counts all that are in both versions, changed or not."""

    kept: int
    added: tuple[Question, ...]
    dropped: tuple[Question, ...]
    changed: tuple[QuestionChange, ...]
    pillars_added: tuple[Pillar, ...]
    pillars_dropped: tuple[Pillar, ...]
    pillars_renamed: tuple[PillarChange, ...]

    @property
    def nothing(self) -> bool:
        """Whether nothing differs that this looks at."""
        questions = self.added or self.dropped or self.changed
        return not (questions or self.pillars_added or self.pillars_dropped or self.pillars_renamed)

    @property
    def choices_dropped(self) -> int:
        """How many choices of kept questions are gone: answers lose these ticks."""
        return sum(len(change.dropped) for change in self.changed)

    @property
    def choices_added(self) -> int:
        """How many choices kept questions have gained."""
        return sum(len(change.added) for change in self.changed)

    @property
    def moved(self) -> int:
        """How many kept questions stand elsewhere."""
        return sum(change.moved or change.other_pillar is not None for change in self.changed)


@dataclass(frozen=True, slots=True)
class Wording:
    """One text of a question or a choice in both versions; ``field`` is its name in `rules.lens`."""

    field: str
    before: Text
    after: Text


#: The texts of a question and of a choice, in the order in which a page says them.
QUESTION_TEXTS = ("title", "name", "description", "focus", "helpful")
CHOICE_TEXTS = ("title", "intent", "why", "steps", "evidence", "shows", "improvement")


def difference(before: LensDocument, after: LensDocument) -> Difference:
    """From one version to the other."""
    old = {question.id: question for question in before.questions()}
    new = {question.id: question for question in after.questions()}
    pillars = {pillar.id: pillar for pillar in after.pillars}
    then = {pillar.id: pillar for pillar in before.pillars}
    moved = {id for pillar in after.pillars if pillar.id in then for id in _moved(then[pillar.id], pillar)}
    both = [(old[id], question) for id, question in new.items() if id in old]
    changes = (_change(one, other, pillars[other.pillar_id], other.id in moved) for one, other in both)
    renamed = [PillarChange(then[id], pillar) for id, pillar in pillars.items() if id in then]
    return Difference(
        kept=len(both),
        added=tuple(question for id, question in new.items() if id not in old),
        dropped=tuple(question for id, question in old.items() if id not in new),
        changed=tuple(change for change in changes if _matters(change)),
        pillars_added=tuple(pillar for id, pillar in pillars.items() if id not in then),
        pillars_dropped=tuple(pillar for id, pillar in then.items() if id not in pillars),
        pillars_renamed=tuple(change for change in renamed if change.before.name != change.after.name),
    )


def question_wordings(before: Question, after: Question) -> tuple[Wording, ...]:
    """The texts of a question that differ, without its choices."""
    return _wordings(before, after, QUESTION_TEXTS)


def choice_wordings(before: Choice, after: Choice) -> tuple[Wording, ...]:
    """The texts of a choice that differ; items stand one to a line."""
    return _wordings(before, after, CHOICE_TEXTS)


def _change(before: Question, after: Question, pillar: Pillar, moved: bool) -> QuestionChange:
    old, new = _by_id(before), _by_id(after)
    reworded = ((old[id], choice) for id, choice in new.items() if id in old and _said(choice) != _said(old[id]))
    return QuestionChange(
        before=before,
        after=after,
        added=tuple(choice for id, choice in new.items() if id not in old),
        dropped=tuple(choice for id, choice in old.items() if id not in new),
        reworded=tuple(reworded),
        reordered=[id for id in old if id in new] != [id for id in new if id in old],
        told_anew=_told(before) != _told(after),
        judged_anew=[(r.source, r.risk) for r in before.rules] != [(r.source, r.risk) for r in after.rules],
        other_pillar=pillar if before.pillar_id != after.pillar_id else None,
        moved=moved,
    )


def _matters(change: QuestionChange) -> bool:
    said = change.added or change.dropped or change.reworded or change.told_anew
    return bool(said or change.judged_anew or change.reordered or change.moved or change.other_pillar)


def _moved(before: Pillar, after: Pillar) -> set[str]:
    """The questions of a pillar that changed places: the fewest without which the order is what it was."""
    place = {question.id: at for at, question in enumerate(before.questions)}
    kept = [question.id for question in after.questions if question.id in place]
    return set(kept) - _in_order(kept, place)


def _in_order(ids: Sequence[str], place: Mapping[str, int]) -> set[str]:
    """A longest part of ``ids`` whose places rise (patience sorting)."""
    ends: list[str] = []
    before: dict[str, str | None] = {}
    for id in ids:
        at = bisect_left([place[end] for end in ends], place[id])
        before[id] = ends[at - 1] if at else None
        ends[at : at + 1] = [id]
    found: set[str] = set()
    last = ends[-1] if ends else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found


def _told(question: Question) -> tuple[object, ...]:
    """What a page says of a question, without its choices."""
    return (*(getattr(question, name) for name in QUESTION_TEXTS), question.url)


def _said(choice: Choice) -> tuple[object, ...]:
    """What a page says of a choice. Classes and checks are no words."""
    texts = (getattr(choice, name) for name in CHOICE_TEXTS)
    return (*texts, choice.url, choice.improvement_url, choice.resources)


def _wordings(before: object, after: object, names: Sequence[str]) -> tuple[Wording, ...]:
    pairs = ((name, _text(getattr(before, name)), _text(getattr(after, name))) for name in names)
    return tuple(Wording(name, then, now) for name, then, now in pairs if then != now)


def _text(value: Text | Texts) -> Text:
    return {language: said if isinstance(said, str) else "\n".join(said) for language, said in value.items()}


def _by_id(question: Question) -> Mapping[str, Choice]:
    return {choice.id: choice for choice in question.choices}
