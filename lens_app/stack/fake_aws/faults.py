"""What can go wrong with AWS, switched on by a test or declared by a world."""

import itertools
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

KINDS = (
    "deny",
    "scp",
    "throttle",
    "error",
    "malformed",
    "html",
    "delay",
    "expired",
    "disabled",
    "off",
    "loop",
    "partial",
)


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong with calls of ``operation`` (``bedrock:*`` and ``*`` match many).

    ``account`` and ``region`` empty: any. ``every``: only each n-th of the calls it matches. ``seconds``: how
    long a delay is. Kinds: deny and scp (AccessDenied of the role, of the organization), throttle, error (500),
    malformed (a body cut in half), html (502), delay, expired (the session), disabled (the Region), off (the
    service), loop (a token that comes again), partial (metric data that is not all there).
    """

    kind: str
    operation: str
    account: str = ""
    region: str = ""
    every: int = 1
    seconds: float = 0.0

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"unknown fault {self.kind!r}; known: {', '.join(KINDS)}")

    def matches(self, operation: str, account: str, region: str) -> bool:
        """Is this call one of those that may go wrong?"""
        here = self.account in ("", account) and self.region in ("", region)
        return here and fnmatchcase(operation, self.operation)


class Switchboard:
    """The faults that are on."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._on: list[tuple[Fault, Iterator[int]]] = []

    def switch_on(self, fault: Fault) -> None:
        """From now on this goes wrong."""
        with self._lock:
            self._on.append((fault, itertools.count(1)))

    def clear(self) -> None:
        """From now on nothing goes wrong but what a world declares."""
        with self._lock:
            self._on.clear()

    def due(self, operation: str, account: str, region: str, declared: tuple[Fault, ...]) -> Fault | None:
        """The fault this call meets, if any."""
        with self._lock:
            for fault, met in self._on:
                if fault.matches(operation, account, region) and next(met) % fault.every == 0:
                    return fault
        return next((fault for fault in declared if fault.matches(operation, account, region)), None)
