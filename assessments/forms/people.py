"""Forms about people: their organization, invitations, roles, tokens, and themselves."""

import zoneinfo
from functools import cache
from typing import Any

from django import forms
from django.conf import settings
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from assessments import words
from assessments.access import Permission, roles_below
from assessments.actions.tokens import LONGEST, SCOPES
from assessments.forms.names import NameField

#: How many days a new token may live.
LIVES = (7, 30, 90, 180, LONGEST)
#: Stands for "no language of my own" in a form: an empty value would look like a field left out.
BROWSER = "browser"


@cache
def time_zones() -> list[tuple[str, str]]:
    """The time zones people live in: ``Area/City`` of the IANA database, and UTC."""
    apart = ("Etc/", "SystemV/", "US/", "posix/", "right/")
    places = sorted(name for name in zoneinfo.available_timezones() if "/" in name and not name.startswith(apart))
    return [("UTC", "UTC"), *((name, name.replace("_", " ")) for name in places)]


class OrganizationForm(forms.Form):
    """What an organization is called, and the language it invites and reports in."""

    name = NameField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "organization"}))
    language = forms.ChoiceField(
        label=_("Language"), help_text=_("For new invitations and reports. Everyone chooses their own for the pages.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _field(self, "language").choices = words.choices("language")


class InviteForm(forms.Form):
    """Whom to invite, as what, and in which language to write."""

    email = forms.EmailField(label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "off"}))
    role = forms.ChoiceField(label=_("Role"))
    language = forms.ChoiceField(label=_("Language of the mail"))

    def __init__(self, *args: Any, role: str, **kwargs: Any) -> None:
        """``role`` is the inviter's own: it bounds what they can offer."""
        super().__init__(*args, **kwargs)
        _field(self, "role").choices = role_choices(role)
        _field(self, "language").choices = words.choices("language")


class TokenForm(forms.Form):
    """What a new token is for, what it may do, and how long."""

    name = NameField(
        label=_("Name"),
        max_length=100,
        help_text=_("What will use it, for example: nightly export"),
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    scopes = forms.MultipleChoiceField(label=_("What it may do"), widget=forms.CheckboxSelectMultiple)
    days = forms.TypedChoiceField(label=_("Ends after"), coerce=int, initial=90)

    def __init__(self, *args: Any, can: frozenset[Permission], **kwargs: Any) -> None:
        """``can`` bounds the scopes that are offered: a token cannot do more than its maker."""
        super().__init__(*args, **kwargs)
        _field(self, "scopes").choices = [(one, f.label) for one, f in SCOPES.items() if f.permission in can]
        _field(self, "days").choices = [(days, ngettext("%d day", "%d days", days) % days) for days in LIVES]


class PersonForm(forms.Form):
    """What people say about themselves."""

    name = NameField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    language = forms.ChoiceField(label=_("Language"))
    time_zone = forms.ChoiceField(label=_("Time zone"), help_text=_("Times on every page are in this zone."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _field(self, "language").choices = [(BROWSER, _("As the browser says")), *words.choices("language")]
        _field(self, "time_zone").choices = time_zones()

    def clean_language(self) -> str:
        """The language, or nothing for what the browser says."""
        language: str = self.cleaned_data["language"]
        return "" if language == BROWSER else language


class LanguageForm(forms.Form):
    """One of the languages we speak."""

    language = forms.ChoiceField(choices=settings.LANGUAGES)


def role_choices(role: str) -> list[tuple[str, str | Promise]]:
    """The roles that a person of this role may give, the strongest first."""
    return [(one.name.value, one.label) for one in roles_below(role)]


def _field(form: forms.Form, name: str) -> Any:
    return form.fields[name]
