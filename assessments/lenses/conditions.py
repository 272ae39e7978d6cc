"""Hold the risk rules of a question to the format: risks, conditions, and the choices they name."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from assessments.lenses import limits
from assessments.lenses.fields import Fields, Members
from assessments.lenses.problems import Message, quoted
from assessments.rules.condition import MAX_DEPTH, MAX_NODES, ConditionError, Fault, names, parse

#: What a person reads for each fault of a condition; ``{at}`` counts from 1.
MESSAGES: Mapping[Fault, Message] = {
    Fault.EMPTY: _("The condition is empty. Write choice ids with &&, || and !, or the word default."),
    Fault.CHARACTER: _("“{found}” at character {at} of the condition is not an operator or part of an id."),
    Fault.UNEXPECTED: _("“{found}” at character {at} of the condition is not expected there."),
    Fault.UNFINISHED: _("The condition ends in the middle, at character {at}."),
    Fault.NAME: _("“{found}” at character {at} of the condition is not an id of 3 to 128 characters."),
    Fault.DEFAULT: _("The word default stands alone; it cannot be part of a longer condition."),
    Fault.TOO_DEEP: _("The condition is nested more than {depth} deep."),
    Fault.TOO_LARGE: _("The condition has more than {nodes} parts."),
}


def check_rules(fields: Fields, question: Members, choices: set[str]) -> None:
    """Note what is wrong with ``riskRules``; ``choices`` are the ids the conditions may name."""
    seen: set[str] = set()
    for rule in fields.items(question, "riskRules", most=limits.RULES):
        risk = fields.text(rule, "risk", required=True)
        if risk and risk not in limits.RISKS:
            message = _("The risk is “{found}”; allowed are {allowed}.")
            fields.note(rule, "risk", "risk", message, found=quoted(risk), allowed=", ".join(limits.RISKS))
        elif risk in seen:
            fields.note(rule, "risk", "risk.not_unique", _("A rule for {found} stands above already."), found=risk)
        seen.add(risk)
        source = fields.text(rule, "condition", required=True)
        if source.strip():
            _condition(fields, rule, source, choices)


def _condition(fields: Fields, rule: Members, source: str, choices: set[str]) -> None:
    try:
        named = names(parse(source))
    except ConditionError as error:
        fields.note(
            rule,
            "condition",
            f"condition.{error.fault.value}",
            MESSAGES[error.fault],
            found=quoted(error.found),
            at=error.position + 1,
            depth=MAX_DEPTH,
            nodes=MAX_NODES,
        )
        return
    for unknown in sorted(named - choices):
        message = _("The condition names “{found}”, which is no choice of this question.")
        fields.note(rule, "condition", "condition.unknown_choice", message, found=quoted(unknown))
