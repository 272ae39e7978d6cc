"""A frozen workload as its page shows it: everything from the snapshot, nothing from today."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from assessments.charts.paint import RISKS
from assessments.rules.snapshot import (
    ChoiceFact,
    EvidenceFact,
    EvidenceLinkFact,
    ObservationFact,
    PillarFact,
    QuestionFact,
    QuestionLinkFact,
    ReviewFact,
    WorkloadSnapshot,
)
from assessments.rules.vocabulary import Risk, Stance, Text

Pieces = Mapping[str, EvidenceFact | ObservationFact]


@dataclass(frozen=True, slots=True)
class Linked:
    """Evidence beside a choice or question: what it is and which way it speaks. Exactly one of the two facts is there.

    ``former`` is the code of the choice it was for, where the lens no longer has that.
    """

    stance: Stance
    evidence: EvidenceFact | None
    observation: ObservationFact | None
    former: str = ""


@dataclass(frozen=True, slots=True)
class FrozenChoice:
    """One choice as it stood, with what spoke to it."""

    choice: ChoiceFact
    linked: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class FrozenQuestion:
    """One question as it stood, with what spoke to it as a whole or to choices it no longer had."""

    question: QuestionFact
    choices: tuple[FrozenChoice, ...]
    linked: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class FrozenPillar:
    """One pillar as it stood: its anchor on the page, its questions, how many per risk."""

    anchor: str
    name: Text
    counts: Mapping[Risk, int]
    questions: tuple[FrozenQuestion, ...]

    @property
    def answered(self) -> int:
        """How many of its questions were answered."""
        return len(self.questions) - self.counts[Risk.UNANSWERED]


@dataclass(frozen=True, slots=True)
class FrozenReview:
    """One lens review as it stood."""

    review: ReviewFact
    pillars: tuple[FrozenPillar, ...]


@dataclass(frozen=True, slots=True)
class FrozenWorkload:
    """The whole page of a milestone. ``evidence`` lists files, links and notes with their hashes."""

    snapshot: WorkloadSnapshot
    counts: Mapping[Risk, int]
    reviews: tuple[FrozenReview, ...]

    @property
    def totals(self) -> tuple[tuple[Risk, int], ...]:
        """Questions per risk, gravest first."""
        return tuple((risk, self.counts[risk]) for risk in RISKS)


def of(snapshot: WorkloadSnapshot) -> FrozenWorkload:
    """The page of a snapshot. No query."""
    pieces: dict[str, EvidenceFact | ObservationFact] = {fact.id: fact for fact in snapshot.evidence}
    pieces |= {fact.evidence_id: fact for fact in snapshot.observations}
    return FrozenWorkload(
        snapshot=snapshot,
        counts=snapshot.risk_counts(),
        reviews=tuple(
            FrozenReview(review, tuple(_pillar(f"p{r}-{p}", one, pieces) for p, one in enumerate(review.pillars)))
            for r, review in enumerate(snapshot.reviews)
        ),
    )


def _pillar(anchor: str, pillar: PillarFact, pieces: Pieces) -> FrozenPillar:
    return FrozenPillar(
        anchor=anchor,
        name=pillar.name,
        counts=pillar.risk_counts(),
        questions=tuple(_question(question, pieces) for question in pillar.questions),
    )


def _question(question: QuestionFact, pieces: Pieces) -> FrozenQuestion:
    choices = tuple(_choice(choice, pieces) for choice in question.choices)
    return FrozenQuestion(question, choices, tuple(_linked(question.links, pieces)))


def _choice(choice: ChoiceFact, pieces: Pieces) -> FrozenChoice:
    return FrozenChoice(choice, tuple(_linked(choice.links, pieces)))


def _linked(links: Iterable[EvidenceLinkFact | QuestionLinkFact], pieces: Pieces) -> Iterator[Linked]:
    for link in links:
        piece = pieces.get(link.evidence_id)
        former = link.former if isinstance(link, QuestionLinkFact) else ""
        if isinstance(piece, ObservationFact):
            yield Linked(link.stance, None, piece, former)
        elif piece:
            yield Linked(link.stance, piece, None, former)
