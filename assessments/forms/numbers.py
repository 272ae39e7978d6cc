"""A field for numbers as people type them: with commas between thousands, and in full-width digits."""

import re
import unicodedata
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.rules.aids.telling import figure

NUMBER = re.compile(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
#: Longer than any bound of ours, and short enough to read.
LONGEST = 40


class NumberField(forms.CharField):
    """A number within bounds, as int when it has no fraction. ``whole`` numbers must not have one."""

    def __init__(self, *, least: float | None, most: float | None, whole: bool, **kwargs: Any) -> None:
        attributes = {"inputmode": "numeric" if whole else "decimal", "autocomplete": "off"}
        super().__init__(widget=forms.TextInput(attrs=attributes), max_length=LONGEST, **kwargs)
        self.least, self.most, self.whole = least, most, whole

    def clean(self, value: Any) -> int | float | None:  # type: ignore[override]
        """The number, or None for nothing. Raises ValidationError."""
        typed = _narrow(super().clean(value) or "").strip().replace("\N{MINUS SIGN}", "-")
        if not typed:
            return None
        if not NUMBER.fullmatch(typed):
            wrong = _("“%(value)s” is not a number. Write it like 1200 or 0.5.")
            raise forms.ValidationError(wrong, params={"value": value})
        number = float(typed.replace(",", ""))
        self._check(number)
        return int(number) if number.is_integer() else number

    def _check(self, number: float) -> None:
        if self.whole and not number.is_integer():
            raise forms.ValidationError(_("This is counted: give a whole number."))
        if (self.least is not None and number < self.least) or (self.most is not None and number > self.most):
            raise forms.ValidationError(self._bounds())

    def _bounds(self) -> str:
        bounds = {"least": figure(self.least or 0), "most": figure(self.most or 0)}
        if self.most is None:
            return _("Give a number from %(least)s on.") % bounds
        if self.least is None:
            return _("Give a number up to %(most)s.") % bounds
        return _("Give a number from %(least)s to %(most)s.") % bounds


def _narrow(text: str) -> str:
    """The text with full-width characters as the plain ones. Nothing else is folded: 10² is not 102."""
    return "".join(unicodedata.normalize("NFKC", one) if _wide(one) else one for one in text)


def _wide(one: str) -> bool:
    return unicodedata.east_asian_width(one) == "F"
