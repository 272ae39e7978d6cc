"""How sign-up and sign-in (django-allauth) meet our people."""

from typing import Any
from urllib.parse import urlsplit

from allauth.account.adapter import DefaultAccountAdapter
from django import forms
from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.actions import audit, names
from assessments.models import User


class SignUpForm(forms.Form):
    """What we ask beside address and password."""

    name = forms.CharField(
        label=_("Name"),
        max_length=100,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
        strip=True,
        validators=[names.validate],
    )

    field_order = ["name", "email", "password1"]

    def signup(self, request: HttpRequest, user: User) -> None:
        """Called by allauth with the saved person: keep the name and the language they signed up in."""
        user.name = self.cleaned_data["name"]
        user.language = get_language() or ""
        user.save(update_fields=["name", "language"])


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth's own behaviour, in our words."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _(
            "This address and password do not go together. Check both, or reset the password."
        ),
    }

    def is_safe_url(self, url: str) -> bool:
        """As allauth's; what is no address at all is not a safe one."""
        try:
            return bool(super().is_safe_url(url))
        except ValueError:
            return False

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """As allauth's, with links that begin with PUBLIC_URL: the host of a request is what its sender says it is."""
        ours = {name: _public(value) if name.endswith("_url") else value for name, value in context.items()}
        super().send_mail(template_prefix, email, ours)

    def login(self, request: HttpRequest, user: User) -> None:
        """Sign in, and say so in the audit log of each organization the person belongs to."""
        super().login(request, user)
        _note("sessions.signed_in", request, user)

    def logout(self, request: HttpRequest) -> None:
        """Sign out, and say so there."""
        if isinstance(request.user, User):
            _note("sessions.signed_out", request, request.user)
        super().logout(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Someone tried a person's address with a wrong password: their organizations want to know."""
        person = User.objects.filter(email__iexact=credentials.get("email") or "").first()
        if person is not None:
            _note("sessions.failed", request, person)


def _public(url: str) -> str:
    return settings.PUBLIC_URL + urlsplit(url)._replace(scheme="", netloc="").geturl()


def _note(action: str, request: HttpRequest, person: User) -> None:
    audit.note_for_person(action, person=person, request_id=getattr(request, "request_id", ""))
