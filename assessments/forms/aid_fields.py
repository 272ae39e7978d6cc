"""One field of a decision aid as a field of a Django form."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.names import NameField
from assessments.forms.numbers import NumberField
from assessments.rules.aid_words import FieldWords
from assessments.rules.aids.aid import Field, FieldKind, Figure
from assessments.rules.vocabulary import in_language

#: Beyond so many values a list is easier to choose from than buttons.
RADIOS_MAX = 6
#: How long a text may be where the aid does not say.
TEXT_MAX = 200
INPUT, SELECT, RADIO, CHECK = ({"class": css} for css in ("input", "select", "radio", "check"))


def made(one: Field, words: FieldWords, language: str, *, in_table: bool = False) -> forms.Field:
    """The field. Whether it has to be answered is the form's matter: that depends on what is asked at all."""
    label = in_language(words.label, language)
    if one.kind is FieldKind.NUMBER:
        number = NumberField(least=one.least, most=one.most, whole=one.whole, label=label, required=False)
        number.widget.attrs |= INPUT
        return number
    if one.kind is FieldKind.TEXT:
        shortest = int(one.least) if one.least else None
        longest = int(one.most or TEXT_MAX)
        line = forms.TextInput(attrs=INPUT)
        return NameField(label=label, required=False, min_length=shortest, max_length=longest, widget=line)
    values = [(code, in_language(words.values[code], language)) for code in one.values]
    if one.kind is FieldKind.SEVERAL:
        boxes = forms.CheckboxSelectMultiple(attrs=CHECK)
        return forms.MultipleChoiceField(label=label, choices=values, required=False, widget=boxes)
    if in_buttons(one) and not in_table:
        # Whoever need not answer can take their answer back.
        choices = values if one.required else [*values, ("", _("No answer"))]
        return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.RadioSelect(attrs=RADIO))
    choices = [("", _("Choose…")), *values]
    return forms.ChoiceField(label=label, choices=choices, required=False, widget=forms.Select(attrs=SELECT))


def typed(value: Figure | None) -> str:
    """A kept value as a person would type it."""
    if isinstance(value, float):
        return f"{value:.12f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)


def in_buttons(one: Field) -> bool:
    """Whether a ONE field shows its values as buttons, and not as a list."""
    return one.kind is FieldKind.ONE and len(one.values) <= RADIOS_MAX
