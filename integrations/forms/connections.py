"""Forms about AWS accounts: what a connection is, and which of them run a workload."""

import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

from django import forms
from django.utils.translation import gettext_lazy as _

from assessments import words
from assessments.errors import DomainError
from assessments.forms.names import NameField
from integrations.actions import connections
from integrations.models import AwsConnection

T = TypeVar("T")
#: In the order in which people think of them.
STAGES = ("PRODUCTION", "PREPRODUCTION", "DEVELOPMENT")


class RegionsField(forms.CharField):
    """Region codes on one line, apart by commas or spaces."""

    def prepare_value(self, value: Any) -> Any:
        """A list as the line that people edit."""
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value: Any) -> Any:
        """The codes as a list, each a Region of our partition."""
        named = [part.lower() for part in re.split(r"[\s,;、，]+", super().clean(value)) if part]
        return _checked(connections.checked_regions, named)


class ConnectionForm(forms.Form):
    """What an account is called, which role is read there, where, and which of the environments it is."""

    name = NameField(
        label=_("Name"),
        max_length=100,
        help_text=_("As your team calls the account, for example: claims-prod"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    role_arn = forms.CharField(
        label=_("Account id or role ARN"),
        max_length=2048,
        help_text=_(
            "The 12-digit account id is enough: our template makes the role LensboardEvidence there. "
            "Enter an ARN if the role has another name. The role need not exist yet."
        ),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "mono"}),
    )
    regions = RegionsField(
        label=_("Regions to look into"),
        max_length=1000,
        help_text=_("Region codes, for example: ap-northeast-1, us-east-1"),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "class": "mono"}),
    )
    stage = forms.ChoiceField(label=_("Environment"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stage: Any = self.fields["stage"]
        stage.choices = words.choices("environment", STAGES)

    def clean_role_arn(self) -> str:
        """The ARN of the role, read and accepted."""
        return str(_checked(connections.checked_role, self.cleaned_data["role_arn"]))


class AccountsForm(forms.Form):
    """Which accounts run a workload."""

    accounts = forms.MultipleChoiceField(label=_("Accounts"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args: Any, offered: Iterable[AwsConnection], **kwargs: Any) -> None:
        """``offered`` are the organization's connections; only these can be chosen."""
        super().__init__(*args, **kwargs)
        self.offered = {str(one.id): one for one in offered}
        accounts: Any = self.fields["accounts"]
        accounts.choices = [(key, one.name) for key, one in self.offered.items()]

    def chosen(self) -> list[AwsConnection]:
        """The connections that were ticked."""
        return [self.offered[key] for key in self.cleaned_data["accounts"]]


def _checked(check: Callable[[Any], T], entered: Any) -> T:
    """What the action's own check says, as a form says it."""
    try:
        return check(entered)
    except DomainError as error:
        raise forms.ValidationError(str(error), code=error.code) from error
