"""Warn a lens author about rules that are allowed but hardly meant. Reads parsed questions; refuses nothing."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product

from django.utils.translation import gettext_lazy as _

from assessments.lenses.problems import Message
from assessments.rules.condition import Default, names
from assessments.rules.lens import Question
from assessments.rules.risk import assess
from assessments.rules.vocabulary import ChoiceState, Risk

#: How much work one question may cause when every answer is tried: answers times characters of its rules.
MAX_WORK = 20_000


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to look at. ``where`` are the steps below the question: ``("riskRules", 2)``."""

    where: tuple[str | int, ...]
    rule: str
    message: Message
    values: dict[str, object] = field(default_factory=dict)


def lint(question: Question) -> Iterator[Remark]:
    """Every remark on one question."""
    yield from _default(question)
    yield from _none_of_these(question)
    yield from _unused_choices(question)
    yield from _idle_rules(question)


def _default(question: Question) -> Iterator[Remark]:
    defaults = [i for i, rule in enumerate(question.rules) if isinstance(rule.condition, Default)]
    if not defaults:
        message = _("No rule is “default”. An answer that no rule describes counts as high risk.")
        yield Remark(("riskRules",), "no_default", message)
    elif defaults[0] < len(question.rules) - 1:
        message = _("“default” always holds, so the rules below it never decide. Move it to the end.")
        yield Remark(("riskRules", defaults[0]), "default_not_last", message)


def _none_of_these(question: Question) -> Iterator[Remark]:
    everything = {choice.id: ChoiceState.SELECTED for choice in question.choices}
    for index, choice in enumerate(question.choices):
        if choice.none_of_these and Risk.NONE in (
            assess(question, everything).risk,
            assess(question, {choice.id: ChoiceState.SELECTED}).risk,
        ):
            message = _("“{found}” selected can still give no risk. Add && !{found} to the rule for NO_RISK.")
            yield Remark(("choices", index), "none_of_these_without_risk", message, {"found": choice.id})


def _unused_choices(question: Question) -> Iterator[Remark]:
    used = frozenset[str]().union(*(names(rule.condition) for rule in question.rules))
    for index, choice in enumerate(question.choices):
        if choice.id not in used and not choice.none_of_these:
            message = _("No rule names “{found}”, so it never changes the risk.")
            yield Remark(("choices", index), "choice_in_no_rule", message, {"found": choice.id})


def _idle_rules(question: Question) -> Iterator[Remark]:
    """Rules that decide no answer, where every answer can be tried. What stands after a default was named before."""
    used = sorted(frozenset[str]().union(*(names(rule.condition) for rule in question.rules)))
    if 2 ** len(used) * sum(len(rule.source) for rule in question.rules) > MAX_WORK:
        return
    # A choice that no rule names stands for "answered, and nothing that matters is selected".
    other = next((choice.id for choice in question.choices if choice.id not in used), None)
    decided = set[int | None]()
    for picked in product((False, True), repeat=len(used)):
        selected = [id for id, is_selected in zip(used, picked, strict=True) if is_selected]
        answer = dict.fromkeys([*selected, *([other] if other else [])], ChoiceState.SELECTED)
        decided.add(assess(question, answer).rule)
    for index, rule in enumerate(question.rules):
        if index in decided or _after_default(question, index):
            continue
        if isinstance(rule.condition, Default):
            # With one choice an answer is always that choice, so the default that the format asks for stays idle.
            if len(question.choices) > 1:
                message = _("“default” never decides: the rules above it already describe every answer.")
                yield Remark(("riskRules", index), "default_never_decides", message)
        else:
            message = _("This rule ({found}) never decides: an earlier rule holds for every answer it describes.")
            yield Remark(("riskRules", index), "rule_never_decides", message, {"found": rule.risk.value})


def _after_default(question: Question, index: int) -> bool:
    return any(isinstance(rule.condition, Default) for rule in question.rules[:index])
