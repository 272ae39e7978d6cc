"""The answers that an aid reaches: all of its fields, with those that nobody answered or was asked."""

from collections.abc import Mapping

from assessments.rules.aids.aid import Aid, Answer, Field, FieldKind, Inputs

MANY = frozenset({FieldKind.SEVERAL, FieldKind.ORDER, FieldKind.TABLE})


def complete(aid: Aid, said: Mapping[str, Answer]) -> Inputs:
    """Every field of the aid with what was said, or as not answered. What was said to a field not asked is left out."""
    inputs: dict[str, Answer] = {}
    for field in aid.fields:
        untouched: Answer = () if field.kind in MANY else None
        inputs[field.name] = said.get(field.name, untouched) if asked(field, inputs) else untouched
    return inputs


def asked(field: Field, inputs: Inputs) -> bool:
    """Whether a field is asked, given the answers to those before it."""
    if field.shown_if is None:
        return True
    name, codes = field.shown_if
    answer = inputs.get(name)
    return any(code in codes for code in (answer if isinstance(answer, tuple) else (answer,)))
