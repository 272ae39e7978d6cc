"""A lens as its author sends it, and a lens as every page needs it.

The bare twin of examining a document is `json.loads` of the same bytes; that of having a lens in memory is parsing it.
"""

import json
import time
from collections.abc import Callable, Iterator
from typing import Any

from assessments.lenses import format, loader
from assessments.models import LensVersion
from benchmarks.report import Measure

KILOBYTES = 240
WARM = 10_000


def examined(rounds: int) -> Iterator[Measure]:
    """Validate and lint a document of 240 KB: every error and remark, with path and line."""
    document = _large()
    found = format.examine(document)
    if not found.accepted:
        raise RuntimeError("the document of the benchmark is refused")
    ours = _best(lambda: format.examine(document), rounds, time.process_time)
    bare = _best(lambda: json.loads(document), rounds, time.process_time)
    detail = f"{len(document) / 1024:.0f} KB, {ours * 1000:.0f} ms of CPU, json.loads {bare * 1000:.1f} ms"
    yield Measure("examine a lens, CPU", ours * 1000, 100, True, " ms", detail)
    yield Measure("examine a lens ÷ json.loads", ours / bare, None, True, "×")


def in_memory(rounds: int) -> Iterator[Measure]:
    """The built-in lens out of the database, once per process, and what each page pays for it after that."""
    version = LensVersion.built_in().filter(lens__key="generative_ai").latest("generation", "revision")
    parsing = _best(lambda: _parsed(version), rounds, time.perf_counter)
    loader.document(version)
    begun = time.perf_counter()
    for _ in range(WARM):
        loader.document(version)
    warm = (time.perf_counter() - begun) / WARM
    detail = f"{parsing * 1000:.0f} ms once, {warm * 1_000_000:.1f} µs from then on"
    yield Measure("the built-in lens, a page's share of parsing it", 100 * warm / parsing, 0.1, True, " %", detail)


def _parsed(version: LensVersion) -> object:
    return format.parse(version.document.encode(), version.enrichment.encode())


def _best(work: Callable[[], object], rounds: int, clock: Callable[[], float]) -> float:
    """The shortest time (s) of some."""
    times = []
    for _ in range(max(rounds, 3)):
        begun = clock()
        work()
        times.append(clock() - begun)
    return min(times)


def _large() -> bytes:
    """The built-in document with its questions again under other ids, up to 240 KB."""
    current = next(one for one in loader.catalog() if one.published_at is None)
    lens: dict[str, Any] = json.loads(current.document)
    again = 0
    while len(_text(lens)) < KILOBYTES * 1024:
        pillar = lens["pillars"][again % len(lens["pillars"])]
        copied = json.loads(json.dumps(pillar["questions"][0]))
        copied["id"], copied["title"] = f"{copied['id']}_{again}", f"{copied['title'].rstrip('?')} {again}?"
        pillar["questions"].append(copied)
        again += 1
    return _text(lens)


def _text(lens: dict[str, Any]) -> bytes:
    return json.dumps(lens, indent=2).encode()
