"""What the facts of a workload say about its answers: what to leave out, and what to look at again.

Both are proposals; a person confirms them. What a machine saw in AWS outweighs a fact: an agent in a workload
"without agents" casts doubt on leaving the practice out, and brings one that was left out up again.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from enum import StrEnum

from assessments.rules import applicability
from assessments.rules.applicability import Facts
from assessments.rules.lens import Choice, LensDocument, Question
from assessments.rules.merge import AnswerContent, ChoiceAnswer, Said
from assessments.rules.vocabulary import ChoiceState, Reason, Text, in_language

#: The reasons that a scope fact gives. Who gave another reason meant something that facts do not know.
BY_FACTS = frozenset({Reason.ARCHITECTURE_CONSTRAINTS, Reason.OUT_OF_SCOPE})


class Doubt(StrEnum):
    """What speaks against leaving something out: it is ticked as in place, or a check saw it in AWS."""

    IN_PLACE = "IN_PLACE"
    SEEN = "SEEN"


@dataclass(frozen=True, slots=True)
class Item:
    """One proposal: about a practice, or about a whole question when none of its practices is left.

    ``practices`` is the one practice, or all that the question has. ``reason`` is what would be, or is, recorded.
    """

    question: Question
    practices: tuple[Choice, ...]
    whole: bool
    reason: Reason
    doubts: frozenset[Doubt] = frozenset()

    @property
    def key(self) -> str:
        """What names the proposal in its review: ``GENSEC05``, or ``GENOPS03/GENOPS03_BP02``."""
        return self.question.id if self.whole else f"{self.question.id}/{self.practices[0].id}"

    @property
    def requires_any(self) -> tuple[str, ...]:
        """The facts that would bring it into scope, each alternative once."""
        return tuple(dict.fromkeys(one for practice in self.practices for one in practice.requires_any))

    @property
    def because(self) -> tuple[Text, ...]:
        """The lens's sentences on why it does not apply, each once."""
        found: list[Text] = []
        for practice in self.practices:
            if practice.outside and practice.outside not in found:
                found.append(practice.outside)
        return tuple(found)


@dataclass(frozen=True, slots=True)
class Scoping:
    """The proposals of a review, in the lens's order.

    ``later`` are practices of questions that nobody has answered yet: a practice that does not apply is an answer, so
    confirming it now would count the question as answered, and what is not ticked yet as missing.
    """

    leave_out: tuple[Item, ...]
    look_again: tuple[Item, ...]
    later: tuple[Item, ...] = ()

    def __bool__(self) -> bool:
        """Whether anything is proposed, now or later."""
        return bool(self.leave_out or self.look_again or self.later)

    @property
    def waiting(self) -> int:
        """How many proposals wait for a person: what speaks for itself, and what is to be looked at again."""
        return sum(not item.doubts for item in self.leave_out) + len(self.look_again)


def scoping(lens: LensDocument, facts: Facts, said: Said, seen: AbstractSet[str]) -> Scoping:
    """Read the facts against what was said. ``seen`` are the ids of practices whose subject a check found in AWS."""
    leave_out: list[Item] = []
    look_again: list[Item] = []
    later: list[Item] = []
    for question in lens.questions():
        content = said.get(question.id, AnswerContent())
        for item in _leave_out(question, content, facts, seen):
            (leave_out if item.whole or _answered(content) else later).append(item)
        look_again += _look_again(question, content, facts, seen)
    return Scoping(tuple(leave_out), tuple(look_again), tuple(later))


def left_out(content: AnswerContent, item: Item, language: str) -> AnswerContent:
    """The answer with the proposal confirmed; the reason is noted in ``language`` where nothing was noted yet."""
    note = _sentence(item, language)
    if item.whole:
        return replace(content, applicable=False, reason=item.reason, notes=content.notes or note)
    (practice,) = item.practices
    before = content.choices.get(practice.id, ChoiceAnswer())
    out = ChoiceAnswer(ChoiceState.NOT_APPLICABLE, item.reason, before.note or note)
    return replace(content, choices={**content.choices, practice.id: out})


def brought_back(content: AnswerContent, item: Item) -> AnswerContent:
    """The answer with the question or practice open again. A note goes when it is the lens's own sentence."""
    if item.whole:
        return replace(content, applicable=True, reason=Reason.NONE, notes=_own(content.notes, item))
    (practice,) = item.practices
    open_again = ChoiceAnswer(note=_own(content.choices[practice.id].note, item))
    return replace(content, choices={**content.choices, practice.id: open_again})


def _leave_out(question: Question, content: AnswerContent, facts: Facts, seen: AbstractSet[str]) -> Iterator[Item]:
    if not content.applicable:
        return
    out = {one.choice_id: one.reason for one in applicability.out_of_scope(question, facts)}
    practices = tuple(one for one in question.practices if one.id in out)
    if practices and len(practices) == len(question.practices):
        reasons = set(out.values())
        reason = reasons.pop() if len(reasons) == 1 else Reason.ARCHITECTURE_CONSTRAINTS
        yield Item(question, practices, True, reason, _doubts(practices, content, seen))
        return
    for practice in practices:
        if _state(content, practice) is not ChoiceState.NOT_APPLICABLE:
            yield Item(question, (practice,), False, out[practice.id], _doubts((practice,), content, seen))


def _look_again(question: Question, content: AnswerContent, facts: Facts, seen: AbstractSet[str]) -> Iterator[Item]:
    """What is left out by a reason that facts give, although they do not say so any more or a check saw it."""
    if not content.applicable:
        depends = all(practice.requires_any for practice in question.practices)
        if depends and content.reason in BY_FACTS and _speaks_again(question.practices, facts, seen):
            yield Item(question, question.practices, True, content.reason, _doubts(question.practices, content, seen))
        return
    for practice in question.practices:
        choice = content.choices.get(practice.id, ChoiceAnswer())
        left = choice.state is ChoiceState.NOT_APPLICABLE and choice.reason in BY_FACTS
        if left and practice.requires_any and _speaks_again((practice,), facts, seen):
            yield Item(question, (practice,), False, choice.reason, _doubts((practice,), content, seen))


def _speaks_again(practices: Iterable[Choice], facts: Facts, seen: AbstractSet[str]) -> bool:
    return any(practice.id in seen or applicability.holds(practice.requires_any, facts) for practice in practices)


def _doubts(practices: Iterable[Choice], content: AnswerContent, seen: AbstractSet[str]) -> frozenset[Doubt]:
    found = set()
    for practice in practices:
        if _state(content, practice) is ChoiceState.SELECTED:
            found.add(Doubt.IN_PLACE)
        if practice.id in seen:
            found.add(Doubt.SEEN)
    return frozenset(found)


def _answered(content: AnswerContent) -> bool:
    return any(choice.state is not ChoiceState.UNSELECTED for choice in content.choices.values())


def _state(content: AnswerContent, practice: Choice) -> ChoiceState:
    return content.choices.get(practice.id, ChoiceAnswer()).state


def _sentence(item: Item, language: str) -> str:
    """The reasons in one language, one after the other: Japanese sentences stand without a space between them."""
    return ("" if language == "ja" else " ").join(in_language(text, language) for text in item.because)


def _own(note: str, item: Item) -> str:
    """The note, unless it is what `left_out` wrote, in whichever language."""
    languages = {language for text in item.because for language in text}
    return "" if note in {_sentence(item, language) for language in languages} else note
