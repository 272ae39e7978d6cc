"""What may be told to a person when something cannot be done.

A `DomainError` carries a sentence in the reader's language that says what was wrong and what to do. Edges
(the gate, the API, tasks) show it and nothing else; any other exception is our fault and stays in the log.
Concrete errors are defined beside the function that raises them.
"""

from typing import Any

from django.utils.translation import gettext_lazy as _

NOTHING_HERE = _("There is nothing here.")


class DomainError(Exception):
    """Something a person asked for that cannot be done, and why.

    ``message`` is a (lazily) translated sentence; ``code`` a stable slug for machines; ``status`` the HTTP
    status an edge answers with; ``details`` what a caller needs to go on, for example the other's state.
    """

    code = "not_possible"
    status = 422

    def __init__(self, message: object, **details: Any) -> None:
        super().__init__(message)
        self.message = message
        self.details = details

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The person may see this, but their role may not do that."""

    code = "not_allowed"
    status = 403


class NotFound(DomainError):
    """There is no such thing here: the same answer for a stranger's id as for a random one."""

    code = "not_found"
    status = 404

    def __init__(self, message: object = NOTHING_HERE, **details: Any) -> None:
        """Without a message it says what it says for every address that leads nowhere."""
        super().__init__(message, **details)


class Clash(DomainError):
    """Someone else changed it first. ``details["current"]`` holds the other's state."""

    code = "clash"
    status = 409
