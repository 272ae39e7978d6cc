"""What people say about themselves. A person is not a tenant's: no organization is open here, and none can do this."""

from assessments.actions import names
from assessments.models import User


def change(*, user: User, name: str, language: str, time_zone: str) -> User:
    """Keep the person's name, language and time zone (an IANA name). Raises NameRefused."""
    user.name, user.language, user.time_zone = names.checked(name), language, time_zone
    user.save(update_fields=["name", "language", "time_zone"])
    return user


def speak(*, user: User, language: str) -> User:
    """Show everything to this person in this language from now on."""
    user.language = language
    user.save(update_fields=["language"])
    return user
