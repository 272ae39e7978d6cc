"""What things and people may be called: the one check behind forms, the API and actions."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from assessments.errors import DomainError
from assessments.rules import names

REFUSED = _(
    "There is an invisible character in it (%(code)s), which can make it look like something else. "
    "Type it instead of pasting it."
)


class NameRefused(DomainError):
    """The name has a character that can mislead who reads it."""

    code = "name_refused"
    status = 422


def checked(name: str) -> str:
    """The name without spaces around it. Raises NameRefused, see `rules.names.hidden`."""
    if code := names.hidden(name.strip()):
        raise NameRefused(REFUSED % {"code": code})
    return name.strip()


def validate(name: str) -> None:
    """The same for a field of a form or of a serializer. Raises ValidationError."""
    if code := names.hidden(name):
        raise ValidationError(REFUSED, code=NameRefused.code, params={"code": code})
