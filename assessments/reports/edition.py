"""What a report is made from: a snapshot, the milestones before it, and what ties the paper to the system."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import NamedTuple

from assessments.reports.words import Words, words
from assessments.rules import payload
from assessments.rules.snapshot import (
    ChoiceFact,
    EvidenceFact,
    ObservationFact,
    PillarFact,
    QuestionFact,
    ReviewFact,
    WorkloadSnapshot,
)
from assessments.rules.trend import Comparison, compare
from assessments.rules.vocabulary import Risk, Text, in_language

#: The name under which a report asks for its stylesheet; `pdf` answers it from memory.
STYLESHEET = "asset:report.css"


@dataclass(frozen=True)
class Milestone:
    """A milestone before the one reported. ``taken_at`` is ISO 8601 in UTC, ``counts`` its questions per risk.

    Most of them are only counted: ``read`` gives the snapshot once a report compares with it.
    """

    number: int
    name: str
    taken_at: str
    counts: Mapping[Risk, int]
    read: Callable[[], WorkloadSnapshot]

    @cached_property
    def snapshot(self) -> WorkloadSnapshot:
        """What the workload was."""
        return self.read()


class Edition(NamedTuple):
    """Which milestone is reported. ``digest`` is the stored one; empty means: hash the snapshot."""

    number: int
    name: str
    digest: str = ""


class Place(NamedTuple):
    """One question with where it stands, its anchor in the document, and itself at the previous milestone."""

    review: ReviewFact
    pillar: PillarFact
    question: QuestionFact
    anchor: str
    before: QuestionFact | None


@dataclass(frozen=True)
class Material:
    """Everything one report reads, in one language.

    ``history`` holds the milestones before this state, oldest first. ``edition`` is empty for a report of now.
    ``audit_head`` is the newest hash of the organization's audit log; ``verify_url`` the address at which the
    digest is confirmed; ``review_id`` limits the report to one lens review.
    """

    snapshot: WorkloadSnapshot
    language: str
    history: Sequence[Milestone] = ()
    edition: Edition | None = None
    audit_head: str = ""
    verify_url: str = ""
    review_id: str = ""
    stylesheet: str = STYLESHEET

    @cached_property
    def words(self) -> Words:
        """Labels and sentences in the report's language."""
        return words(self.language)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of the whole snapshot, also when only one review is reported."""
        stored = self.edition.digest if self.edition else ""
        return stored or payload.digest(payload.canonical(self.snapshot))

    @cached_property
    def shown(self) -> WorkloadSnapshot:
        """The snapshot with the reviews that are reported."""
        return self._only(self.snapshot)

    @cached_property
    def past(self) -> tuple[Milestone, ...]:
        """The milestones before this state, oldest first, with the reviews that are reported."""
        number = self.edition.number if self.edition else 0
        older = (one for one in self.history if not number or one.number < number)
        ordered = sorted(older, key=lambda one: one.number)
        return tuple(map(self._limited, ordered)) if self.review_id else tuple(ordered)

    def _limited(self, milestone: Milestone) -> Milestone:
        snapshot = self._only(milestone.snapshot)
        return replace(milestone, counts=snapshot.risk_counts(), read=lambda: snapshot)

    def _only(self, snapshot: WorkloadSnapshot) -> WorkloadSnapshot:
        if not self.review_id:
            return snapshot
        return replace(snapshot, reviews=tuple(review for review in snapshot.reviews if review.id == self.review_id))

    @cached_property
    def counts(self) -> dict[Risk, int]:
        """Questions per risk."""
        return self.shown.risk_counts()

    @cached_property
    def moved(self) -> Comparison | None:
        """What moved since the previous milestone; None without one."""
        return compare(self.past[-1].snapshot, self.shown) if self.past else None

    @cached_property
    def taken_at(self) -> datetime:
        """The moment of the snapshot, in UTC."""
        return when(self.snapshot.taken_at)

    @cached_property
    def name(self) -> str:
        """Which state this is, for cover and page foot."""
        return self.words.edition(self.edition.number if self.edition else None, self.taken_at.date())

    @cached_property
    def places(self) -> tuple[Place, ...]:
        """Every question in order."""
        reviews = self.past[-1].snapshot.reviews if self.past else ()
        before = {(review.id, question.id): question for review in reviews for question in review.questions()}
        return tuple(
            Place(review, pillar, question, f"q{r}-{p}-{q}", before.get((review.id, question.id)))
            for r, review in enumerate(self.shown.reviews)
            for p, pillar in enumerate(review.pillars)
            for q, question in enumerate(pillar.questions)
        )

    @cached_property
    def anchors(self) -> dict[tuple[str, str], str]:
        """Review id and question id to the anchor of the question."""
        return {(place.review.id, place.question.id): place.anchor for place in self.places}

    @cached_property
    def pillars(self) -> tuple[tuple[ReviewFact, PillarFact, str], ...]:
        """Every pillar with its review and its anchor."""
        return tuple(
            (review, pillar, f"p{r}-{p}")
            for r, review in enumerate(self.shown.reviews)
            for p, pillar in enumerate(review.pillars)
        )

    @cached_property
    def evidence(self) -> dict[str, EvidenceFact]:
        """Files, links, notes and worksheets by id."""
        return {fact.id: fact for fact in self.snapshot.evidence}

    @cached_property
    def observations(self) -> dict[str, ObservationFact]:
        """Observations by the id of their evidence."""
        return {fact.evidence_id: fact for fact in self.snapshot.observations}

    def say(self, text: Text) -> str:
        """A text of the snapshot in the report's language."""
        return in_language(text, self.language)

    def called(self, fact: EvidenceFact) -> str:
        """A piece of evidence by its name, in the report's language where it has one in it."""
        return self.say(fact.called) or fact.title

    def pillar_name(self, review: ReviewFact, pillar: PillarFact) -> str:
        """A pillar's name, with its lens where several lenses are reported."""
        name = self.say(pillar.name)
        return f"{self.say(review.lens_name)}{self.words.colon}{name}" if len(self.shown.reviews) > 1 else name


def when(at: str) -> datetime:
    """A moment of a snapshot (ISO 8601). Raises ValueError where it is none."""
    moment = datetime.fromisoformat(at)
    return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)


def day(at: str) -> str:
    """The date of a moment as 2026-11-18; an unreadable or empty one as it stands."""
    try:
        return when(at).date().isoformat()
    except ValueError:
        return at


def short_code(question: QuestionFact, choice: ChoiceFact) -> str:
    """What people call a practice inside its question: BP02 of GENSEC01-BP02."""
    return shortened(question, choice.code or choice.id)


def shortened(question: QuestionFact, code: str) -> str:
    """A practice's code inside its question, also of a practice that the question no longer has."""
    for glue in ("-", "_", "."):
        code = code.removeprefix(question.id + glue)
    return code
