"""Small snapshots for tests."""

from assessments.rules.snapshot import (
    ChoiceFact,
    EvidenceFact,
    Person,
    PillarFact,
    QuestionFact,
    ReviewFact,
    WorkloadFact,
    WorkloadSnapshot,
)
from assessments.rules.vocabulary import ChoiceState, Exposure, Risk


def choice(id: str, state: ChoiceState = ChoiceState.UNSELECTED, exposure: Exposure | None = None) -> ChoiceFact:
    """A choice as it stood; the suffix ``_no`` makes it "none of these"."""
    none = id.endswith("_no")
    return ChoiceFact(id=id, code=id, title={"en": id}, state=state, exposure=exposure, none_of_these=none)


def question(id: str, risk: Risk, *choices: ChoiceFact) -> QuestionFact:
    """A question as it was judged."""
    applicable = risk is not Risk.NOT_APPLICABLE
    return QuestionFact(
        id=id, title={"en": id}, name={"en": id}, risk=risk, applicable=applicable, version=1, choices=choices
    )


def pillar(id: str, *questions: QuestionFact) -> PillarFact:
    """A pillar of these questions."""
    return PillarFact(id=id, name={"en": id}, questions=questions)


def review(id: str, *pillars: PillarFact, version: str = "1") -> ReviewFact:
    """A review of these pillars."""
    return ReviewFact(id=id, lens_name={"en": id}, lens_version=version, lens_digest="", pillars=pillars)


def snapshot(*reviews: ReviewFact, at: str = "2026-11-21T09:00:00Z", evidence: str = "") -> WorkloadSnapshot:
    """A snapshot of one workload; evidence by ids in one string."""
    by = Person("p1", "Aiko Mori")
    facts = tuple(EvidenceFact(id=id, kind="note", title=id, source="", by=by, at=at) for id in evidence.split())
    workload = WorkloadFact(id="w1", name="Claims assistant")
    return WorkloadSnapshot(organization="acme", workload=workload, taken_at=at, reviews=reviews, evidence=facts)
