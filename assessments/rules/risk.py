"""The risk of a question, as the AWS Well-Architected Tool judges it (user guide, "Lens format specification").

The order of tests: a question that does not apply; a question nobody answered; the first rule that holds; and
where no rule holds, high: a lens that says nothing about an answer must not make it look safe
(`lenses.lint` warns its author).
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from itertools import product

from assessments.rules.condition import holds
from assessments.rules.lens import Question
from assessments.rules.vocabulary import ChoiceState, Risk

States = Mapping[str, ChoiceState]


class Ground(StrEnum):
    """Why a question has the risk it has."""

    NOT_APPLICABLE = "NOT_APPLICABLE"
    UNANSWERED = "UNANSWERED"
    RULE = "RULE"
    NO_RULE = "NO_RULE"


@dataclass(frozen=True, slots=True)
class Judgement:
    """A risk and why: ``rule`` is the index of the rule that held, when a rule decided."""

    risk: Risk
    ground: Ground
    rule: int | None = None


def assess(question: Question, states: States, applicable: bool = True) -> Judgement:
    """Judge one question. States of choices that the question does not have are ignored, as after an upgrade."""
    if not applicable:
        return Judgement(Risk.NOT_APPLICABLE, Ground.NOT_APPLICABLE)
    if not answered(question, states):
        return Judgement(Risk.UNANSWERED, Ground.UNANSWERED)
    for index, rule in enumerate(question.rules):
        if holds(rule.condition, states):
            return Judgement(rule.risk, Ground.RULE, index)
    return Judgement(Risk.HIGH, Ground.NO_RULE)


def answered(question: Question, states: States) -> bool:
    """Whether at least one choice of the question is selected or does not apply."""
    return any(
        states.get(choice.id, ChoiceState.UNSELECTED) is not ChoiceState.UNSELECTED for choice in question.choices
    )


def count(risks: Iterable[Risk]) -> dict[Risk, int]:
    """How many of each risk; all five words, zeros included, as the tool's RiskCounts."""
    counted = Counter(risks)
    return {risk: counted[risk] for risk in Risk}


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a truth table: what is selected, and what that is judged to be."""

    selected: frozenset[str]
    judgement: Judgement


def truth_table(question: Question) -> Iterator[Row]:
    """Every combination of selected choices, from none to all: 2 to the power of the choices, so lazily."""
    ids = [choice.id for choice in question.choices]
    for picked in product((False, True), repeat=len(ids)):
        yield row(question, frozenset(id for id, is_selected in zip(ids, picked, strict=True) if is_selected))


def row(question: Question, selected: frozenset[str]) -> Row:
    """The row of one answer: these choices selected and nothing else said."""
    return Row(selected, assess(question, dict.fromkeys(selected, ChoiceState.SELECTED)))
