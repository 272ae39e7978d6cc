"""What the rules of a question make of its answers, as a table that a person can read.

Few choices: every answer. Some: every answer is tried, and the shortest of each outcome are shown. Many: a sample
is tried, the same each time, and the table says so.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import combinations

from assessments.rules.lens import Question
from assessments.rules.risk import Row, row, truth_table

#: Up to so many choices every answer is shown (32 rows); up to so many every answer is tried (1,024).
SHOWN, TRIED = 5, 10
SAMPLE = 1_000
EXAMPLES = 4


@dataclass(frozen=True, slots=True)
class TruthTable:
    """``rows`` to show, and how many answers were ``tried`` of those ``possible``."""

    rows: tuple[Row, ...]
    tried: int
    possible: int

    @property
    def whole(self) -> bool:
        """Whether every answer is shown."""
        return len(self.rows) == self.possible

    @property
    def sampled(self) -> bool:
        """Whether some answers were not even tried."""
        return self.tried < self.possible


def table(question: Question) -> TruthTable:
    """The table of a question, by the number of its choices."""
    choices = len(question.choices)
    tried = list(truth_table(question) if choices <= TRIED else _sample(question))
    places = {choice.id: place for place, choice in enumerate(question.choices)}
    rows = sorted(tried, key=lambda one: (len(one.selected), sorted(places[id] for id in one.selected)))
    return TruthTable(
        rows=tuple(rows if choices <= SHOWN else _shortest(rows)),
        tried=len(tried),
        possible=2**choices,
    )


def _sample(question: Question) -> Iterator[Row]:
    """Nothing, everything, each choice alone, all but each, and answers by chance; no answer twice."""
    ids = [choice.id for choice in question.choices]
    chance = random.Random(question.id)  # noqa: S311 - the same sample each time, nothing secret
    picks = [frozenset(some) for size in (0, 1, len(ids) - 1, len(ids)) for some in combinations(ids, size)]
    known = set(picks)
    while len(known) < SAMPLE:
        known.add(frozenset(id for id in ids if chance.random() < 0.5))
    for selected in sorted(known, key=lambda one: (len(one), sorted(one))):
        yield row(question, selected)


def _shortest(rows: Iterable[Row]) -> Iterator[Row]:
    """The first few of each outcome: of each rule that decided, and of none."""
    seen: dict[object, int] = {}
    for one in rows:
        outcome = (one.judgement.ground, one.judgement.rule)
        seen[outcome] = seen.get(outcome, 0) + 1
        if seen[outcome] <= EXAMPLES:
            yield one
