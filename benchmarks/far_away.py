"""An AWS that takes its time, in a process of its own: what it computes is not the run's time."""

import json
import multiprocessing
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from multiprocessing.connection import Connection

from lens_app.stack.fake_aws import server, worlds
from lens_app.stack.fake_aws.faults import Fault


@dataclass(frozen=True, slots=True)
class Aws:
    """The fake at this address."""

    url: str

    def trust(self, role_arn: str, external_id: str) -> None:
        """Let the role be assumed with this external id."""
        body = json.dumps({"role_arn": role_arn, "external_id": external_id}).encode()
        request = urllib.request.Request(f"{self.url}/_fake/roles", body, method="PUT")  # noqa: S310 - our own
        urllib.request.urlopen(request, timeout=10).close()  # noqa: S310

    def calls(self) -> int:
        """How many calls it has answered."""
        with urllib.request.urlopen(f"{self.url}/_fake/calls", timeout=10) as answer:  # noqa: S310
            return len(json.load(answer))


@contextmanager
def aws(accounts: Sequence[str], regions: Sequence[str], delay: float) -> Iterator[Aws]:
    """Serve these accounts, each with all of these Regions; every call takes ``delay`` seconds.

    Raises EOFError when the process does not come up.
    """
    here, there = multiprocessing.Pipe()
    given = (tuple(accounts), tuple(regions), delay, there)
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=given, daemon=True)
    process.start()
    there.close()
    try:
        yield Aws(here.recv())
    finally:
        process.terminate()
        process.join()


def _serve(accounts: tuple[str, ...], regions: tuple[str, ...], delay: float, there: Connection) -> None:
    known = dict.fromkeys(regions, worlds.RegionWorld(quotas=worlds.QUOTAS))
    world = worlds.World(tuple(worlds.AccountWorld(number, number, known) for number in accounts))
    with server.start(world) as fake:
        fake.faults.switch_on(Fault("delay", "*", seconds=delay))
        there.send(fake.url)
        there.poll(None)
