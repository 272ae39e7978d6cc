"""Log lines without the secrets that stand in addresses, whoever writes them.

Such a link is a key: who reads it in a log could join an organization, take a lens that is meant for others or set a
person's password. Django, gunicorn and others log paths, whole addresses and referrers with loggers and handlers of
their own, so the mask is where all of them pass: in the record.
"""

import logging
import logging.config
import re
import traceback
from typing import Any

MASK = "***"
STARTS = ("/join", "/shared-lens", "/accounts/confirm-email", "/accounts/password/reset/key")


def _however_written(address: str) -> str:
    """A pattern for an address with any of its characters percent-encoded, once or over and over."""
    codes = {one: "|".join(f"{code:X}" for code in sorted({ord(one), ord(one.upper())})) for one in address}
    return "".join(rf"(?:{re.escape(one)}|%(?:25)*(?:{codes[one]}))" for one in address)


#: Where an address goes on with a secret. Also inside another address, as in ``?next=%2Fjoin%2F…``, however deep.
_SECRET = re.compile(
    rf"((?:{'|'.join(map(_however_written, STARTS))})(?:{_however_written('/')})+)[^\s\"'<>?#&]+", re.IGNORECASE
)


class Record(logging.LogRecord):
    """A log record whose message and traceback hide what follows a secret's address."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(self.exc_info, tuple) and self.exc_info[1] is not None:
            # What formatters would make and keep here themselves.
            self.exc_text = masked("".join(traceback.format_exception(*self.exc_info)).rstrip("\n"))

    def getMessage(self) -> str:  # noqa: N802 - logging's name
        """The message as handlers write it."""
        return masked(super().getMessage())


def masked(text: str) -> str:
    """The text with each secret in an address replaced."""
    return _SECRET.sub(rf"\g<1>{MASK}", text)


def configure(settings: dict[str, Any]) -> None:
    """Django's ``LOGGING_CONFIG``: from here on, every record of this process is one of ours."""
    logging.setLogRecordFactory(Record)
    logging.config.dictConfig(settings)
