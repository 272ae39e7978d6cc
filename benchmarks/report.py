"""Ratios as lines of a table."""

from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.load import Pace, Script, press


@dataclass(frozen=True, slots=True)
class Measure:
    """One measured ratio or figure. ``most``: the aim is an upper bound, else a lower one; no aim: only told."""

    what: str
    value: float
    aim: float | None
    most: bool
    unit: str = ""
    detail: str = ""

    @property
    def met(self) -> bool:
        """Whether the aim is reached."""
        return self.aim is None or (self.value <= self.aim if self.most else self.value >= self.aim)

    def line(self) -> str:
        """One line of the table."""
        sign = "" if self.aim is None else f"{'≤' if self.most else '≥'} {self.aim:g}{self.unit}"
        verdict = "    " if self.aim is None else ("ok  " if self.met else "MISS")
        return f"{verdict} {self.what:58} {self.value:8.2f}{self.unit:4} {sign:10} {self.detail}"


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two that are compared: its address and what its clients ask."""

    address: str
    scripts: Callable[[], list[Script]]


def interleaved(ours: Side, twin: Side, rounds: int, seconds: float) -> tuple[Pace, Pace]:
    """The best pace of each over some rounds, taken in turns, so that a busy neighbour disturbs both alike."""
    for side in (ours, twin):
        press(side.address, side.scripts(), seconds / 2)
    paces = [[press(side.address, side.scripts(), seconds) for side in (ours, twin)] for _ in range(rounds)]
    mine, theirs = zip(*paces, strict=True)
    return max(mine, key=lambda pace: pace.per_second), max(theirs, key=lambda pace: pace.per_second)
