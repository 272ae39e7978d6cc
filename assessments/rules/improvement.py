"""The improvement plan of a snapshot: what to put in place next, and in which order.

As in the Well-Architected Tool: questions of high risk first, then of medium; within a risk by pillar, in the
workload's priorities where it has them; per question every practice that applies and is not in place,
whether or not it moves the risk. Unanswered questions and "none of these" are never part of a plan.
Ours: inside a question the practice with the higher exposure comes first, then the one with less effort.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from assessments.rules.snapshot import ChoiceFact, PillarFact, QuestionFact, ReviewFact, WorkloadSnapshot
from assessments.rules.vocabulary import ChoiceState, Exposure, Risk, Text

#: The risks that a plan acts on, worst first.
PLANNED = (Risk.HIGH, Risk.MEDIUM)
EXPOSURE_ORDER: Mapping[Exposure | None, int] = {Exposure.HIGH: 0, Exposure.MEDIUM: 1, Exposure.LOW: 2, None: 3}

#: (review id, question id, choice id): what an effort is known by.
ItemKey = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class PlanItem:
    """One practice to put in place, under the question whose risk it answers."""

    review_id: str
    lens_name: Text
    pillar_id: str
    pillar_name: Text
    question: QuestionFact
    choice: ChoiceFact
    effort: int | None = None

    @property
    def risk(self) -> Risk:
        """The risk of the question: HIGH or MEDIUM."""
        return self.question.risk

    @property
    def key(self) -> ItemKey:
        """What the human part of the item (owner, due date, acceptance) is stored by."""
        return self.review_id, self.question.id, self.choice.id


def plan(
    snapshot: WorkloadSnapshot, *, pillars: Sequence[str] = (), efforts: Mapping[ItemKey, int] | None = None
) -> tuple[PlanItem, ...]:
    """The ordered plan.

    ``pillars`` are the workload's priorities (pillar ids, first is first; the others follow in the lens's order);
    ``efforts`` is the effort people gave an item, any positive number, less is easier; unknown comes last.
    """
    rank = {pillar_id: index for index, pillar_id in enumerate(pillars)}
    items = list(_items(snapshot, efforts or {}))
    # Sorting is stable: what the key does not tell apart keeps the order of reviews, pillars and questions.
    return tuple(sorted(items, key=lambda item: (PLANNED.index(item.risk), rank.get(item.pillar_id, len(rank)))))


def _items(snapshot: WorkloadSnapshot, efforts: Mapping[ItemKey, int]) -> Iterator[PlanItem]:
    for review in snapshot.reviews:
        for pillar in review.pillars:
            for question in pillar.questions:
                if question.risk in PLANNED:
                    yield from _of_question(review, pillar, question, efforts)


def _of_question(
    review: ReviewFact, pillar: PillarFact, question: QuestionFact, efforts: Mapping[ItemKey, int]
) -> list[PlanItem]:
    items = [
        PlanItem(
            review_id=review.id,
            lens_name=review.lens_name,
            pillar_id=pillar.id,
            pillar_name=pillar.name,
            question=question,
            choice=choice,
            effort=efforts.get((review.id, question.id, choice.id)),
        )
        for choice in question.practices
        if choice.state is ChoiceState.UNSELECTED
    ]
    return sorted(items, key=_within_question)


def _within_question(item: PlanItem) -> tuple[int, bool, int]:
    return EXPOSURE_ORDER[item.choice.exposure], item.effort is None, item.effort or 0
