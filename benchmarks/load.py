"""A small load generator: threads with one kept-open connection each. It is part of what is measured, on both sides."""

import http.client
import math
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One request to send; ``body`` makes it a POST."""

    path: str
    headers: dict[str, str] = field(default_factory=dict)
    body: str | None = None


@dataclass(frozen=True, slots=True)
class Pace:
    """How many answers a second, and how long one took (seconds)."""

    per_second: float
    latencies: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """The latency (s) that this share of requests stayed within."""
        ordered = sorted(self.latencies)
        return ordered[min(len(ordered) - 1, math.ceil(len(ordered) * share) - 1)]

    @property
    def fastest(self) -> float:
        """The shortest latency (s)."""
        return min(self.latencies)


#: What a client sends next, told the body of the answer before (empty at first).
Script = Callable[[bytes], Request]


def press(address: str, scripts: list[Script], seconds: float) -> Pace:
    """Let one client per script ask for so long. Raises AssertionError on any answer but 200."""
    until = time.perf_counter() + seconds
    spent: list[list[float]] = [[] for _ in scripts]
    faults: list[BaseException] = []

    def client(script: Script, times: list[float]) -> None:
        try:
            times.extend(_ask(address, script, until))
        except BaseException as error:  # noqa: BLE001 - told to whoever waits for the threads
            faults.append(error)

    threads = [threading.Thread(target=client, args=pair) for pair in zip(scripts, spent, strict=True)]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    latencies = tuple(latency for times in spent for latency in times)
    return Pace(len(latencies) / (time.perf_counter() - begun), latencies)


def _ask(address: str, script: Script, until: float) -> Iterator[float]:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=120)
    answered = b""
    first = True
    while first or time.perf_counter() < until:
        first = False
        request = script(answered)
        begun = time.perf_counter()
        connection.request("POST" if request.body is not None else "GET", request.path, request.body, request.headers)
        response = connection.getresponse()
        answered = response.read()
        yield time.perf_counter() - begun
        if response.status != 200:
            raise AssertionError(f"{request.path}: {response.status} {answered[:400]!r}")
    connection.close()


def same(request: Request) -> Script:
    """Always the same request."""
    return lambda _answered: request
