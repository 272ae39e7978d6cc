"""A workload frozen at one moment: what a milestone keeps and every report, trend and export reads.

`queries.snapshots.of` is the one builder, so a milestone and "now" cannot differ. A snapshot carries the
texts of its moment; nothing that reads it needs the lens, the database or a request.
Shape changes raise `SHAPE`; `from_payload` reads every shape that was ever written.
"""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from assessments.rules.risk import count
from assessments.rules.vocabulary import ChoiceState, Exposure, Reason, Risk, Stance, Text, Verdict

SHAPE = 1


@dataclass(frozen=True, slots=True)
class Person:
    """Someone as they were called then. ``id`` is empty for a machine."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class EvidenceFact:
    """One piece of evidence: a file, link or note. ``at`` is ISO 8601 in UTC, ``valid_until`` a date or empty."""

    id: str
    kind: str
    title: str
    source: str
    by: Person
    at: str
    sha256: str = ""
    size: int = 0
    url: str = ""
    valid_until: str = ""


@dataclass(frozen=True, slots=True)
class ObservationFact:
    """What one check saw in one place, once. ``reason`` says why it could not look, as a slug; empty when it could.

    ``statement`` is a sentence per language; ``run`` the number of the run that looked; ``at`` is ISO 8601 in UTC.
    """

    id: str
    evidence_id: str
    check: str
    title: Text
    verdict: Verdict
    statement: Text
    account_id: str
    region: str
    environment: str
    at: str
    reason: str = ""
    resource: str = ""
    sha256: str = ""
    run: int = 0


@dataclass(frozen=True, slots=True)
class EvidenceLinkFact:
    """That a piece of evidence (a file or an observation) speaks to a choice, and which way."""

    evidence_id: str
    stance: Stance


@dataclass(frozen=True, slots=True)
class DecisionFact:
    """A person's word on what evidence suggested for a choice."""

    decision: str
    by: Person
    at: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class ChoiceFact:
    """One practice as it stood: the text of then, the state, and what speaks to it."""

    id: str
    code: str
    title: Text
    state: ChoiceState
    intent: Text = field(default_factory=dict)
    evidence_asked: Text = field(default_factory=dict)
    improvement: Text = field(default_factory=dict)
    url: str = ""
    exposure: Exposure | None = None
    none_of_these: bool = False
    reason: Reason = Reason.NONE
    note: str = ""
    links: tuple[EvidenceLinkFact, ...] = ()
    decision: DecisionFact | None = None


@dataclass(frozen=True, slots=True)
class QuestionFact:
    """One question as it stood. ``risk`` is as judged then; ``version`` counts the answer's saves (0: untouched)."""

    id: str
    title: Text
    name: Text
    risk: Risk
    applicable: bool
    version: int
    reason: Reason = Reason.NONE
    notes: str = ""
    url: str = ""
    by: Person | None = None
    at: str = ""
    choices: tuple[ChoiceFact, ...] = ()

    @property
    def practices(self) -> tuple[ChoiceFact, ...]:
        """The choices that ask for something and apply."""
        return tuple(c for c in self.choices if not c.none_of_these and c.state is not ChoiceState.NOT_APPLICABLE)

    @property
    def in_place(self) -> int:
        """How many applicable practices are in place."""
        return sum(choice.state is ChoiceState.SELECTED for choice in self.practices)


@dataclass(frozen=True, slots=True)
class PillarFact:
    """One pillar as it stood."""

    id: str
    name: Text
    questions: tuple[QuestionFact, ...] = ()

    def risk_counts(self) -> dict[Risk, int]:
        """Questions per risk; all five words, zeros included."""
        return count(question.risk for question in self.questions)


@dataclass(frozen=True, slots=True)
class ReviewFact:
    """One lens review as it stood, with the exact lens version it used."""

    id: str
    lens_name: Text
    lens_version: str
    lens_digest: str
    notes: str = ""
    pillars: tuple[PillarFact, ...] = ()

    def questions(self) -> Iterator[QuestionFact]:
        """Every question, pillar by pillar."""
        for pillar in self.pillars:
            yield from pillar.questions


@dataclass(frozen=True, slots=True)
class WorkloadFact:
    """What the workload was then, in the properties of AWS's CreateWorkload and ours."""

    id: str
    name: str
    description: str = ""
    environment: str = ""
    unit: str = ""
    review_owner: str = ""
    industry: str = ""
    architectural_design: str = ""
    regions: tuple[str, ...] = ()
    account_ids: tuple[str, ...] = ()
    tags: Mapping[str, str] = field(default_factory=dict)
    scope: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class WorkloadSnapshot:
    """Everything about one workload at one moment. ``taken_at`` is ISO 8601 in UTC."""

    organization: str
    workload: WorkloadFact
    taken_at: str
    reviews: tuple[ReviewFact, ...] = ()
    evidence: tuple[EvidenceFact, ...] = ()
    observations: tuple[ObservationFact, ...] = ()
    shape: int = SHAPE

    def questions(self) -> Iterator[QuestionFact]:
        """Every question of every lens review."""
        for review in self.reviews:
            yield from review.questions()

    def risk_counts(self) -> dict[Risk, int]:
        """Questions per risk over all lens reviews; all five words, zeros included."""
        return count(question.risk for question in self.questions())


def canonical(snapshot: WorkloadSnapshot) -> bytes:
    """The snapshot as canonical JSON: UTF-8, sorted keys, no spaces. The same snapshot gives the same bytes."""
    return json.dumps(asdict(snapshot), ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def digest(payload: bytes) -> str:
    """SHA-256 of canonical bytes, in hex: what a milestone stores and its report prints."""
    return hashlib.sha256(payload).hexdigest()


def from_payload(payload: bytes | str) -> WorkloadSnapshot:
    """Read a stored payload back. Raises ValueError on a shape this code does not know."""
    data = json.loads(payload)
    if data.get("shape") != SHAPE:
        raise ValueError(f"unknown snapshot shape {data.get('shape')!r}")
    return WorkloadSnapshot(
        organization=data["organization"],
        workload=_workload(data["workload"]),
        taken_at=data["taken_at"],
        reviews=tuple(map(_review, data["reviews"])),
        evidence=tuple(_evidence(item) for item in data["evidence"]),
        observations=tuple(_observation(item) for item in data["observations"]),
        shape=data["shape"],
    )


def _person(data: dict[str, Any] | None) -> Person | None:
    return Person(**data) if data else None


def _workload(data: dict[str, Any]) -> WorkloadFact:
    scope = {fact: tuple(values) for fact, values in data["scope"].items()}
    return WorkloadFact(
        **data | {"scope": scope, "regions": tuple(data["regions"]), "account_ids": tuple(data["account_ids"])}
    )


def _evidence(data: dict[str, Any]) -> EvidenceFact:
    return EvidenceFact(**data | {"by": Person(**data["by"])})


def _observation(data: dict[str, Any]) -> ObservationFact:
    return ObservationFact(**data | {"verdict": Verdict(data["verdict"])})


def _review(data: dict[str, Any]) -> ReviewFact:
    return ReviewFact(**data | {"pillars": tuple(map(_pillar, data["pillars"]))})


def _pillar(data: dict[str, Any]) -> PillarFact:
    return PillarFact(**data | {"questions": tuple(map(_question, data["questions"]))})


def _question(data: dict[str, Any]) -> QuestionFact:
    typed = {
        "risk": Risk(data["risk"]),
        "reason": Reason(data["reason"]),
        "by": _person(data["by"]),
        "choices": tuple(map(_choice, data["choices"])),
    }
    return QuestionFact(**data | typed)


def _choice(data: dict[str, Any]) -> ChoiceFact:
    typed = {
        "state": ChoiceState(data["state"]),
        "reason": Reason(data["reason"]),
        "exposure": Exposure(data["exposure"]) if data["exposure"] else None,
        "links": tuple(EvidenceLinkFact(link["evidence_id"], Stance(link["stance"])) for link in data["links"]),
        "decision": _decision(data["decision"]),
    }
    return ChoiceFact(**data | typed)


def _decision(data: dict[str, Any] | None) -> DecisionFact | None:
    return DecisionFact(**data | {"by": Person(**data["by"])}) if data else None
