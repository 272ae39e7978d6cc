"""A question's risk rules as people read them: which practices each asks for, and which one decides now."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from assessments.rules.condition import All, Any, Condition, Default, Name, Not, holds
from assessments.rules.lens import Question
from assessments.rules.risk import Judgement
from assessments.rules.vocabulary import ChoiceState, Risk

States = Mapping[str, ChoiceState]


@dataclass(frozen=True, slots=True)
class Term:
    """A word of a condition: a practice (``text`` is its short code), or ``and``, ``or``, ``not``, ``(``, ``)``.

    ``missing`` marks a practice that keeps the condition from holding.
    """

    kind: str
    text: str = ""
    missing: bool = False


@dataclass(frozen=True, slots=True)
class RuleItem:
    """One rule of the question: the risk it gives, what it asks for, and whether it decides now."""

    risk: Risk
    source: str
    terms: tuple[Term, ...]
    holds: bool
    otherwise: bool

    @property
    def missing(self) -> int:
        """How many practices keep it from holding."""
        return sum(term.missing for term in self.terms)


def rule_items(question: Question, states: States, judgement: Judgement) -> tuple[RuleItem, ...]:
    """The rules in their order. That "none of these" must not be ticked is left unsaid: it goes without saying."""
    unsaid = {choice.id for choice in question.choices if choice.none_of_these}
    codes = {choice.id: choice.code.removeprefix(f"{question.id}-") for choice in question.choices}
    return tuple(
        RuleItem(
            risk=rule.risk,
            source=rule.source,
            terms=tuple(_terms(_spoken(rule.condition, unsaid), codes, states)),
            holds=judgement.rule == index,
            otherwise=isinstance(rule.condition, Default),
        )
        for index, rule in enumerate(question.rules)
    )


def _spoken(condition: Condition, unsaid: set[str]) -> Condition:
    """The condition without "and not none of these"."""
    if not isinstance(condition, All):
        return condition
    kept = tuple(one for one in condition.operands if not _is_negated(one, unsaid))
    return kept[0] if len(kept) == 1 else All(kept) if kept else condition


def _is_negated(condition: Condition, ids: set[str]) -> bool:
    return isinstance(condition, Not) and isinstance(condition.operand, Name) and condition.operand.id in ids


def _terms(condition: Condition, codes: Mapping[str, str], states: States) -> Iterator[Term]:
    match condition:
        case Name(id):
            yield Term("practice", codes.get(id, id), missing=not holds(condition, states))
        case Not(operand):
            yield Term("not")
            yield from _terms(operand, codes, states)
        case All(operands) | Any(operands):
            word = "and" if isinstance(condition, All) else "or"
            for place, operand in enumerate(operands):
                if place:
                    yield Term(word)
                yield from _grouped(operand, codes, states)


def _grouped(condition: Condition, codes: Mapping[str, str], states: States) -> Iterator[Term]:
    inner = isinstance(condition, (All, Any))
    if inner:
        yield Term("(")
    yield from _terms(condition, codes, states)
    if inner:
        yield Term(")")
