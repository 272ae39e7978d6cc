"""A decision aid at work: its form, filled in now or when it was kept, what follows from it, and what saving asks."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms

from assessments.forms import aid_fields
from assessments.forms.aids import PREFIX, AidForm, Asked
from assessments.rules.aids.aid import Context, FieldKind, Misfit, Outcome
from assessments.rules.aids.offer import Offer
from assessments.rules.aids.telling import told


@dataclass(frozen=True, slots=True)
class Work:
    """The form, and the outcome where it can be worked out: as codes, and ``told`` in words."""

    form: AidForm
    outcome: Outcome | None = None
    told: Mapping[str, Any] | None = None

    @property
    def asked(self) -> Iterator[Asked]:
        """The fields of the form in their order."""
        return self.form.asked()


def work(
    offer: Offer, context: Context, data: Mapping[str, Any] | None, language: str, *, patient: bool = False
) -> Work:
    """Read the form and work the aid out. ``patient``: what was not answered yet is no mistake."""
    form = AidForm(offer, data, language, patient=patient)
    if not form.whole:
        return Work(form)
    try:
        outcome = offer.aid.work_out(form.inputs, context)
    except Misfit as misfit:
        form.refuse(misfit)
        return Work(form)
    return Work(form, outcome, told(offer.aid, offer.words, form.inputs, outcome))


class SavingForm(forms.Form):
    """What is said beside an aid's own fields: how long the result is valid, and which result was seen before."""

    valid_until = forms.DateField(required=False, widget=forms.DateInput(attrs={"type": "date"}))
    seen = forms.UUIDField(required=False, widget=forms.HiddenInput)


def data_of(offer: Offer, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Inputs that were kept, as the form would have sent them; what the aid does not ask any more is left out."""
    found: dict[str, Any] = {}
    for one in offer.aid.fields:
        answer = inputs.get(one.name)
        if one.kind is FieldKind.TABLE:
            for number, row in enumerate(answer or ()):
                found |= {
                    f"{PREFIX}-{one.name}-{number}-{name}": aid_fields.typed(value) for name, value in row.items()
                }
        elif one.kind is FieldKind.ORDER:
            found |= {f"{PREFIX}-{one.name}-{place}": code for place, code in enumerate(answer or (), start=1)}
        elif one.kind is FieldKind.SEVERAL:
            found[f"{PREFIX}-{one.name}"] = list(answer or ())
        else:
            found[f"{PREFIX}-{one.name}"] = aid_fields.typed(answer)
    return found
