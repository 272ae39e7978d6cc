"""How fast we ask: a customer's own software must not be throttled because we look."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager


class Pace:
    """At most ``per_second`` calls started a second, evenly spread, and ``at_once`` under way."""

    def __init__(self, per_second: float, at_once: int) -> None:
        self._gap = 1 / per_second
        self._room = threading.BoundedSemaphore(at_once)
        self._lock = threading.Lock()
        self._next = 0.0

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for a turn, and hold it for one call."""
        with self._room:
            with self._lock:
                now = time.monotonic()
                start = max(now, self._next)
                self._next = start + self._gap
            time.sleep(start - now)
            yield
