"""Offering a lens to another organization, and answering an offer."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.names import NameField
from assessments.models import Membership


class OfferForm(forms.Form):
    """Whom the offer is meant for."""

    label = NameField(
        label=_("For whom"), max_length=100, help_text=_("A note for yourselves, for example a company and a person.")
    )


class AnswerForm(forms.Form):
    """For which organization of the reader's, and yes or no."""

    organization = forms.ChoiceField(label=_("For which organization"))
    answer = forms.ChoiceField(choices=[("accept", "accept"), ("decline", "decline")])

    def __init__(self, *arguments: Any, takers: Sequence[Membership], **options: Any) -> None:
        super().__init__(*arguments, **options)
        named = [(str(one.organization_id), one.organization.name) for one in takers]
        self.fields["organization"].choices = named  # type: ignore[attr-defined]
