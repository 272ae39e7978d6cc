"""What moved between two snapshots."""

import pytest

from assessments.rules.trend import Move, compare, move
from assessments.rules.vocabulary import ChoiceState, Risk
from tests.rules.snapshot_builder import choice, pillar, question, review, snapshot

HIGH, MEDIUM, NONE, UNANSWERED, NOT_APPLICABLE = (
    Risk.HIGH,
    Risk.MEDIUM,
    Risk.NONE,
    Risk.UNANSWERED,
    Risk.NOT_APPLICABLE,
)
SELECTED = ChoiceState.SELECTED


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        (HIGH, MEDIUM, Move.BETTER),
        (HIGH, NONE, Move.BETTER),
        (MEDIUM, HIGH, Move.WORSE),
        (NONE, MEDIUM, Move.WORSE),
        (HIGH, HIGH, Move.UNCHANGED),
        (UNANSWERED, UNANSWERED, Move.UNCHANGED),
        (UNANSWERED, HIGH, Move.NEWLY_ANSWERED),
        (UNANSWERED, NOT_APPLICABLE, Move.NEWLY_ANSWERED),
        (HIGH, NOT_APPLICABLE, Move.CHANGED),
        (NOT_APPLICABLE, NONE, Move.CHANGED),
        (HIGH, UNANSWERED, Move.CHANGED),
        (None, HIGH, Move.ADDED),
        (HIGH, None, Move.REMOVED),
    ],
)
def test_a_question_moves_by_its_risk(before: Risk | None, after: Risk | None, expected: Move) -> None:
    assert move(before, after) is expected


BEFORE = snapshot(
    review(
        "genai",
        pillar("security", question("q1", HIGH, choice("c1"), choice("c2", SELECTED)), question("q2", UNANSWERED)),
        pillar("cost", question("q3", NONE)),
    ),
    review("gone", pillar("other", question("q9", HIGH))),
    at="2026-09-01T00:00:00Z",
    evidence="e1 e2",
)
AFTER = snapshot(
    review(
        "genai",
        pillar("security", question("q1", NONE, choice("c1", SELECTED), choice("c2")), question("q4", MEDIUM)),
        pillar("cost", question("q3", HIGH)),
        pillar("sustainability", question("q5", UNANSWERED)),
        version="2",
    ),
    at="2026-11-21T00:00:00Z",
    evidence="e2 e3",
)


def test_every_question_is_matched_by_review_and_id() -> None:
    moved = {question.id: question.move for question in compare(BEFORE, AFTER).questions()}
    assert moved == {
        "q1": Move.BETTER,
        "q4": Move.ADDED,
        "q2": Move.REMOVED,
        "q3": Move.WORSE,
        "q5": Move.ADDED,
        "q9": Move.REMOVED,
    }


def test_a_move_can_be_followed_to_the_practices() -> None:
    first = compare(BEFORE, AFTER).questions()[0]
    assert (first.before, first.after, first.gained, first.lost) == (HIGH, NONE, ("c1",), ("c2",))


def test_counts_per_pillar_and_in_all() -> None:
    compared = compare(BEFORE, AFTER)
    security = compared.reviews[0].pillars[0]
    assert (security.before[HIGH], security.before[UNANSWERED], security.after[MEDIUM]) == (1, 1, 1)
    assert (security.count(Move.BETTER), security.count(Move.ADDED), security.count(Move.REMOVED)) == (1, 1, 1)
    assert (compared.before[HIGH], compared.after[HIGH]) == (2, 1)
    assert compared.count(Move.ADDED) == 2
    assert (compared.taken_before, compared.taken_after) == (BEFORE.taken_at, AFTER.taken_at)


def test_reviews_come_and_go_with_their_versions() -> None:
    genai, gone = compare(BEFORE, AFTER).reviews
    assert (genai.version_before, genai.version_after) == ("1", "2")
    assert (gone.id, gone.version_before, gone.version_after) == ("gone", "1", "")


def test_only_new_evidence_is_listed() -> None:
    assert [fact.id for fact in compare(BEFORE, AFTER).evidence_added] == ["e3"]


def test_a_snapshot_compared_with_itself_did_not_move() -> None:
    compared = compare(BEFORE, BEFORE)
    assert {question.move for question in compared.questions()} == {Move.UNCHANGED}
    assert compared.evidence_added == ()
