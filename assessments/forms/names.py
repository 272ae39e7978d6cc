"""The field for what something or someone is called."""

from typing import Any

from django import forms

from assessments.actions import names


class NameField(forms.CharField):
    """A name on one line: line breaks and runs of spaces become one space; what misleads is refused."""

    default_validators = [names.validate]

    def to_python(self, value: Any) -> str:
        """As CharField's, on one line."""
        return " ".join(super().to_python(value).split())
