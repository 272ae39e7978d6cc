"""The record of what was asked of AWS: enough to find the same call in CloudTrail, and no content."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Call:
    """One API call. ``sha256`` (hex) is of the response body, which is not kept; ``at`` is ISO 8601 in UTC.

    ``operation`` is botocore's spelling (``bedrock:ListGuardrails``); ``error`` is empty when AWS answered.
    """

    operation: str
    region: str
    request_id: str
    at: str
    sha256: str
    error: str = ""


_OPEN: ContextVar[list[Call] | None] = ContextVar("calls", default=None)


@contextmanager
def recording() -> Iterator[list[Call]]:
    """Collect the calls made inside, in this thread; an outer recording gets them too."""
    calls: list[Call] = []
    outer = _OPEN.get()
    token = _OPEN.set(calls)
    try:
        yield calls
    finally:
        _OPEN.reset(token)
        if outer is not None:
            outer.extend(calls)


def note(*calls: Call) -> None:
    """Add calls to the recording under way, if there is one."""
    if (opened := _OPEN.get()) is not None:
        opened.extend(calls)
