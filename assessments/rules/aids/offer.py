"""Which aids a lens offers, and what a result of one speaks to there."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from assessments.rules.aid_words import EVERY, AidWords
from assessments.rules.aids.aid import Aid
from assessments.rules.aids.registry import AIDS
from assessments.rules.lens import LensDocument, Question


@dataclass(frozen=True, slots=True)
class Offer:
    """An aid with the words of a lens for it."""

    aid: Aid
    words: AidWords
    lens: LensDocument

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions it helps with that this lens has, in the lens's order."""
        return tuple(question for question in self.lens.questions() if self.words.helps(question.id))

    @property
    def for_all(self) -> bool:
        """Whether it belongs to every question."""
        return EVERY in self.words.questions


def offers(lens: LensDocument) -> list[Offer]:
    """Every aid that the lens has words for, in the order in which a team meets them."""
    return [Offer(aid, lens.aids[aid.key], lens) for aid in AIDS if aid.key in lens.aids]


def offer(lens: LensDocument, key: str) -> Offer | None:
    """The aid of this key, if the lens has words for it."""
    return next((one for one in offers(lens) if one.aid.key == key), None)


def spoken_to(words: AidWords, lenses: Iterable[LensDocument]) -> Iterator[tuple[str, str]]:
    """What a result is linked to, as pairs of question and practice: each named practice, and each named question
    without one as a whole (an empty practice). What none of the lenses has is left out, and so is `EVERY`.
    """
    reached: set[str] = set()
    questions = [question for lens in lenses for question in lens.questions()]
    pairs = [(q.id, choice.id) for q in questions for choice in q.practices if choice.id in words.practices]
    for question_id, choice_id in dict.fromkeys(pairs):
        reached.add(question_id)
        yield question_id, choice_id
    for question_id in dict.fromkeys(q.id for q in questions if q.id in words.questions):
        if question_id not in reached:
            yield question_id, ""
