"""Read checked inputs with the type that their field's kind promises."""

from typing import cast

from assessments.rules.aids.aid import Inputs, Row


def one(inputs: Inputs | Row, name: str) -> str:
    """The chosen code of a ONE field, or the text of a TEXT field; empty when not answered."""
    return cast(str, inputs[name] or "")


def several(inputs: Inputs, name: str) -> tuple[str, ...]:
    """The chosen codes of a SEVERAL field, or the ORDER of one."""
    return cast(tuple[str, ...], inputs[name] or ())


def number(inputs: Inputs | Row, name: str, default: float = 0) -> float:
    """The number of a NUMBER field, or ``default`` when not answered."""
    value = inputs[name]
    return default if value is None else cast(float, value)


def rows(inputs: Inputs, name: str) -> tuple[Row, ...]:
    """The rows of a TABLE field."""
    return cast(tuple[Row, ...], inputs[name] or ())
