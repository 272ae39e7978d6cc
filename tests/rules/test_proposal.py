"""Proposals: what observations suggest, and when a rejected suggestion comes back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.proposal import Observed, basis, effect, propose
from assessments.rules.vocabulary import Stance, Verdict

PASS, FAIL, UNKNOWN, DOES_NOT_APPLY = Verdict.PASS, Verdict.FAIL, Verdict.NOT_DETERMINABLE, Verdict.NOT_APPLICABLE


def observed(*verdicts: Verdict) -> list[Observed]:
    return [Observed(f"e{index}", verdict) for index, verdict in enumerate(verdicts)]


@pytest.mark.parametrize(
    ("verdicts", "stance"),
    [
        ([PASS], Stance.FOR),
        ([PASS, PASS, UNKNOWN], Stance.FOR),
        ([PASS, DOES_NOT_APPLY], Stance.FOR),
        ([PASS, FAIL], Stance.AGAINST),
        ([FAIL, UNKNOWN], Stance.AGAINST),
        ([UNKNOWN], None),
        ([UNKNOWN, DOES_NOT_APPLY], None),
        ([], None),
    ],
)
def test_one_fail_speaks_against_and_not_knowing_says_nothing(verdicts: list[Verdict], stance: Stance | None) -> None:
    suggestion = propose(observed(*verdicts))
    assert (suggestion.stance if suggestion else None) is stance


def test_a_suggestion_names_the_evidence_on_every_side() -> None:
    suggestion = propose(observed(PASS, FAIL, UNKNOWN, PASS))
    assert suggestion is not None
    assert suggestion.speaks_for == ("e0", "e3")
    assert suggestion.speaks_against == ("e1",)
    assert suggestion.undecided == ("e2",)


@pytest.mark.parametrize(
    ("verdict", "stance", "expected"),
    [
        (PASS, Stance.FOR, Stance.FOR),
        (PASS, Stance.AGAINST, Stance.AGAINST),
        (PASS, Stance.NEUTRAL, Stance.NEUTRAL),
        (FAIL, Stance.FOR, Stance.AGAINST),
        (FAIL, Stance.AGAINST, Stance.AGAINST),
        (FAIL, Stance.NEUTRAL, Stance.NEUTRAL),
        (UNKNOWN, Stance.FOR, Stance.NEUTRAL),
        (DOES_NOT_APPLY, Stance.AGAINST, Stance.NEUTRAL),
    ],
)
def test_what_one_observation_says(verdict: Verdict, stance: Stance, expected: Stance) -> None:
    assert effect(Observed("e", verdict, stance)) is expected


def test_the_basis_changes_with_evidence_and_verdict_only() -> None:
    first = basis(observed(PASS, FAIL))
    assert basis(reversed(observed(PASS, FAIL))) == first
    assert basis(observed(PASS, FAIL, UNKNOWN)) == first
    assert basis(observed(PASS, PASS)) != first
    assert basis(observed(PASS, FAIL, PASS)) != first


def test_a_second_run_that_sees_the_same_in_the_same_place_is_the_same_basis() -> None:
    place = "KB-CMK/111122223333/eu-central-1"
    first = propose([Observed("run-1", FAIL, place=place)])
    second = propose([Observed("run-2", FAIL, place=place)])
    fixed = propose([Observed("run-3", PASS, place=place)])
    assert first is not None
    assert second is not None
    assert fixed is not None
    assert first.basis == second.basis != fixed.basis


@given(st.lists(st.sampled_from(Verdict), max_size=8))
def test_evidence_never_speaks_for_a_practice_that_failed_somewhere(verdicts: list[Verdict]) -> None:
    suggestion = propose(observed(*verdicts))
    if suggestion is None:
        assert not {PASS, FAIL} & set(verdicts)
    else:
        assert (suggestion.stance is Stance.AGAINST) == (FAIL in verdicts)
