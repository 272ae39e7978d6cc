"""A snapshot: the same facts give the same bytes, and stored bytes read back whole."""

import json
from dataclasses import replace

import pytest

from assessments.rules.payload import canonical, digest, from_payload
from assessments.rules.snapshot import (
    ChoiceFact,
    DecisionFact,
    EvidenceLinkFact,
    ObservationFact,
    Person,
    QuestionLinkFact,
    WorkloadFact,
)
from assessments.rules.vocabulary import ChoiceState, Exposure, Reason, Risk, Stance, Verdict, in_language
from tests.rules.snapshot_builder import choice, pillar, question, review, snapshot

PERSON = Person("p1", "森 愛子")
DECIDED = ChoiceFact(
    id="c1",
    code="C-1",
    title={"en": "Keys", "ja": "鍵"},
    state=ChoiceState.NOT_APPLICABLE,
    exposure=Exposure.HIGH,
    reason=Reason.OUT_OF_SCOPE,
    links=(EvidenceLinkFact("e1", Stance.AGAINST),),
    decision=DecisionFact("REJECTED", PERSON, "2026-11-20T10:00:00Z", "not ours"),
)
OBSERVED = ObservationFact(
    id="o1",
    evidence_id="e1",
    check="KB-CMK",
    title={"en": "Key"},
    verdict=Verdict.NOT_DETERMINABLE,
    statement={"en": "Could not look."},
    account_id="111122223333",
    region="ap-northeast-1",
    environment="PRODUCTION",
    at="2026-11-20T10:00:00Z",
    reason="AccessDenied",
)
ANSWERED = replace(
    question("q1", Risk.HIGH, DECIDED, choice("c2", ChoiceState.SELECTED)),
    by=PERSON,
    at="2026-11-20",
    links=(
        QuestionLinkFact("e2", Stance.NEUTRAL),
        QuestionLinkFact("e1", Stance.FOR, former="q1-c9"),
        QuestionLinkFact("e3", Stance.FOR, former="q1-c9"),
    ),
)
WORKLOAD = WorkloadFact(
    id="w1", name="Claims", regions=("ap-northeast-1",), tags={"team": "a"}, scope={"pattern": ("rag", "agents")}
)
SNAPSHOT = replace(
    snapshot(review("r1", pillar("security", ANSWERED, question("q2", Risk.UNANSWERED))), evidence="e1"),
    workload=WORKLOAD,
    observations=(OBSERVED,),
)


def test_stored_bytes_read_back_whole() -> None:
    assert from_payload(canonical(SNAPSHOT)) == SNAPSHOT
    assert canonical(from_payload(canonical(SNAPSHOT))) == canonical(SNAPSHOT)


def test_the_digest_follows_every_fact() -> None:
    changed = replace(SNAPSHOT, workload=replace(WORKLOAD, tags={"team": "b"}))
    assert digest(canonical(SNAPSHOT)) == digest(canonical(from_payload(canonical(SNAPSHOT))))
    assert digest(canonical(changed)) != digest(canonical(SNAPSHOT))


def test_an_unknown_shape_is_refused() -> None:
    payload = json.loads(canonical(SNAPSHOT)) | {"shape": 99}
    with pytest.raises(ValueError, match="99"):
        from_payload(json.dumps(payload))


def test_a_snapshot_of_the_first_shape_is_read_and_gives_the_bytes_it_was_kept_as() -> None:
    kept = json.loads(canonical(SNAPSHOT)) | {"shape": 1}
    for one in kept["evidence"]:
        del one["called"]
    for one in kept["reviews"][0]["pillars"][0]["questions"]:
        del one["links"]
    payload = json.dumps(kept, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    assert from_payload(payload).evidence[0].called == {}
    assert [one.links for one in from_payload(payload).questions()] == [(), ()]
    assert canonical(from_payload(payload)) == payload


def test_a_question_names_what_speaks_to_it_or_to_its_choices_once() -> None:
    assert ANSWERED.evidence_ids == ("e1", "e2", "e3")


def test_counts_and_progress_come_from_the_facts() -> None:
    assert SNAPSHOT.risk_counts() == dict.fromkeys(Risk, 0) | {Risk.HIGH: 1, Risk.UNANSWERED: 1}
    assert [fact.id for fact in ANSWERED.practices] == ["c2"]
    assert ANSWERED.in_place == 1


@pytest.mark.parametrize(
    ("text", "language", "expected"),
    [
        ({"en": "Keys", "ja": "鍵"}, "ja", "鍵"),
        ({"en": "Keys"}, "ja", "Keys"),
        ({"en": "Keys", "ja": ""}, "ja", "Keys"),
        ({"fr": "Clés"}, "ja", "Clés"),
        ({}, "ja", ""),
    ],
)
def test_a_text_falls_back_to_what_there_is(text: dict[str, str], language: str, expected: str) -> None:
    assert in_language(text, language) == expected
