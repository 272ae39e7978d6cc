"""Signing up, without telling by the clock who is here already."""

from typing import Any

from allauth.account.forms import SignupForm
from django.contrib.auth.hashers import make_password
from django.http import HttpRequest


class EvenSignUpForm(SignupForm):  # type: ignore[misc]
    """allauth's form with our fields (`accounts.SignUpForm`)."""

    def try_save(self, request: HttpRequest) -> Any:
        """As allauth's. A known address makes no person, but hashes a password as a new one does: that is what takes
        time, and an answer seven times as quick would say what its text keeps to itself.
        """
        if self.account_already_exists:
            make_password(self.cleaned_data["password1"])
        return super().try_save(request)
