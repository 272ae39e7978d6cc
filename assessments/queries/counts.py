"""Questions per risk: what is counted about a review, a pillar, a workload or all of them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from assessments.rules.vocabulary import Risk

Counts = Mapping[str, int]


class Counted:
    """Something whose questions are counted per risk; all five words are there."""

    __slots__ = ()
    counts: Counts

    @property
    def questions(self) -> int:
        """How many questions there are."""
        return sum(self.counts.values())

    @property
    def answered(self) -> int:
        """How many of them are answered."""
        return self.questions - self.counts[Risk.UNANSWERED]


def summed(counts: Iterable[Counts]) -> Counts:
    """Counts added up; all five words, zeros included."""
    total = {risk.value: 0 for risk in Risk}
    for one in counts:
        for risk, number in one.items():
            total[risk] += number
    return total


def by_pillar(reviews: Iterable[Mapping[str, Counts]]) -> Mapping[str, Counts]:
    """Counts per pillar added up over reviews or workloads."""
    gathered: dict[str, list[Counts]] = defaultdict(list)
    for pillars in reviews:
        for pillar, counts in pillars.items():
            gathered[pillar].append(counts)
    return {pillar: summed(counts) for pillar, counts in gathered.items()}
