"""Answers of one review for another of the same workload, whose lens asks the same under the same or another spelling.

AWS's own Generative AI Lens file and the built-in lens are such a pair: what was answered under the one holds under
the other.
"""

from dataclasses import dataclass, replace

from assessments.rules.ids import canonical
from assessments.rules.lens import LensDocument, Question
from assessments.rules.merge import AnswerContent, ChoiceAnswer, Said


@dataclass(frozen=True, slots=True)
class Match:
    """A question that both lenses ask.

    ``content`` is what the other review says, in the ids of this one; ``lost`` are the ids of choices it speaks about
    that this lens does not have. ``before`` is what this review says so far.
    """

    question: Question
    content: AnswerContent
    lost: tuple[str, ...]
    before: AnswerContent | None

    @property
    def replaces(self) -> bool:
        """Whether something would be replaced."""
        return self.before is not None


def same_questions(one: LensDocument, other: LensDocument) -> int:
    """How many questions both lenses ask."""
    return len(set(_questions(one)) & set(_questions(other)))


def matches(source: LensDocument, said: Said, target: LensDocument, there: Said) -> tuple[Match, ...]:
    """What ``source``'s review says and ``target``'s does not say already, in the order of ``target``."""
    asked = _questions(source)
    found: list[Match] = []
    for key, question in _questions(target).items():
        content = said.get(asked[key].id) if key in asked else None
        if content is None:
            continue
        match = _match(question, content, there.get(question.id))
        if match.content != (match.before or AnswerContent()):
            found.append(match)
    return tuple(found)


def _match(question: Question, content: AnswerContent, before: AnswerContent | None) -> Match:
    choices = {canonical(choice.id): choice.id for choice in question.choices}
    kept: dict[str, ChoiceAnswer] = {}
    lost: list[str] = []
    for choice_id, said in content.choices.items():
        if canonical(choice_id) in choices:
            kept[choices[canonical(choice_id)]] = said
        else:
            lost.append(choice_id)
    return Match(question, replace(content, choices=kept), tuple(lost), before)


def _questions(lens: LensDocument) -> dict[str, Question]:
    return {canonical(question.id): question for question in lens.questions()}
