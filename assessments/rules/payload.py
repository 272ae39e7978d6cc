"""A snapshot as bytes: how a milestone stores it, what its digest is taken of, and how it is read back."""

import hashlib
import json
from dataclasses import asdict
from typing import Any

from assessments.rules import digests
from assessments.rules.snapshot import (
    SHAPE,
    ChoiceFact,
    DecisionFact,
    EvidenceFact,
    EvidenceLinkFact,
    ObservationFact,
    Person,
    PillarFact,
    QuestionFact,
    QuestionLinkFact,
    ReviewFact,
    WorkloadFact,
    WorkloadSnapshot,
)
from assessments.rules.vocabulary import ChoiceState, Exposure, Reason, Risk, Stance, Verdict

#: Every shape that was ever written.
SHAPES = range(1, SHAPE + 1)


def canonical(snapshot: WorkloadSnapshot) -> bytes:
    """The snapshot as canonical JSON: UTF-8, sorted keys, no spaces. The same snapshot gives the same bytes."""
    return digests.canonical(_plain(snapshot)).encode()


def _plain(snapshot: WorkloadSnapshot) -> dict[str, Any]:
    """The snapshot as plain data, without what its shape did not have: an old one gives the bytes it was kept as."""
    plain = asdict(snapshot)
    if snapshot.shape < SHAPE:
        for one in plain["evidence"]:
            del one["called"]
        for review in plain["reviews"]:
            for pillar in review["pillars"]:
                for question in pillar["questions"]:
                    del question["links"]
    return plain


def digest(payload: bytes) -> str:
    """SHA-256 of canonical bytes, in hex: what a milestone stores and its report prints."""
    return hashlib.sha256(payload).hexdigest()


def from_payload(payload: bytes | str) -> WorkloadSnapshot:
    """Read a stored payload back. Raises ValueError on a shape this code does not know."""
    data = json.loads(payload)
    if data.get("shape") not in SHAPES:
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
        "links": tuple(map(_question_link, data.get("links", ()))),
    }
    return QuestionFact(**data | typed)


def _question_link(data: dict[str, Any]) -> QuestionLinkFact:
    return QuestionLinkFact(**data | {"stance": Stance(data["stance"])})


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
