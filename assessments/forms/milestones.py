"""The forms that take a milestone."""

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments.forms.names import NameField


class TakeForm(forms.Form):
    """What the milestone is called, and a word on why it was taken."""

    name = NameField(
        label=_("Name"),
        max_length=100,
        help_text=_("What ended or was decided: Design review, Pilot exit, Go live."),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    note = forms.CharField(label=_("Note"), max_length=2000, required=False, widget=forms.Textarea(attrs={"rows": 2}))


class UpgradeForm(TakeForm):
    """The milestone before an upgrade, and the lens version that the person was shown."""

    to = forms.UUIDField(widget=forms.HiddenInput)
