"""A decision aid at work: its form as it was filled in, and what follows from it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from assessments.forms.aids import AidForm, Asked
from assessments.rules.aids.aid import Context, Misfit, Outcome
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
