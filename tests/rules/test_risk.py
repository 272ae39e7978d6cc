"""The risk of a question: the order of tests, and the measured truth tables of the Well-Architected Tool."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.lens import Question
from assessments.rules.risk import Ground, Judgement, assess, count, truth_table
from assessments.rules.vocabulary import ChoiceState, Risk
from tests.rules.lens_builder import NOT_APPLICABLE, SELECTED, question

HIGH, MEDIUM, NONE, UNANSWERED = Risk.HIGH, Risk.MEDIUM, Risk.NONE, Risk.UNANSWERED
DEFAULT_HIGH = ("default", HIGH)

FOUR = question("aaa bbb ccc ddd four_no", ("aaa && bbb && ccc && ddd", NONE), ("aaa && bbb", MEDIUM), DEFAULT_HIGH)


def states(text: str) -> dict[str, ChoiceState]:
    """States in one line: ``aaa bbb -ccc``, where the minus marks what does not apply."""
    return {word.strip("-"): NOT_APPLICABLE if word.startswith("-") else SELECTED for word in text.split()}


@pytest.mark.parametrize(
    ("answer", "risk"),
    [("four_no", HIGH), ("four_no ccc", HIGH), ("four_no aaa bbb", MEDIUM), ("four_no aaa bbb ccc ddd", NONE)],
)
def test_none_of_these_counts_like_any_choice(answer: str, risk: Risk) -> None:
    assert assess(FOUR, states(answer)).risk is risk


@pytest.mark.parametrize(
    ("answer", "risk"),
    [
        ("", UNANSWERED),
        ("aaa bbb ccc ddd", NONE),
        ("aaa bbb", MEDIUM),
        ("aaa bbb ddd", MEDIUM),
        ("aaa", HIGH),
        ("aaa bbb ccc -ddd", NONE),
        ("aaa -bbb", MEDIUM),
        ("-aaa -bbb -ccc -ddd", NONE),
        ("-aaa", HIGH),
        ("-ccc", HIGH),
        ("-aaa -bbb", MEDIUM),
    ],
)
def test_what_does_not_apply_neither_helps_nor_harms(answer: str, risk: Risk) -> None:
    assert assess(FOUR, states(answer)).risk is risk


def test_an_alternative_that_does_not_apply_is_not_satisfied() -> None:
    scoped = question("scope core rest", ("(scope || rest) && core", NONE), ("core", MEDIUM), DEFAULT_HIGH)
    assert assess(scoped, states("-scope core")).risk is MEDIUM
    either = question("xxx yyy", ("xxx && yyy", NONE), ("xxx || yyy", MEDIUM), DEFAULT_HIGH)
    assert assess(either, states("-xxx")).risk is HIGH
    assert assess(either, states("-xxx yyy")).risk is NONE


def test_a_practice_that_does_not_apply_is_no_risk_in_rules_that_start_with_high() -> None:
    for source in ("!aaa", "!aaa || !bbb"):
        worst_first = question("aaa bbb", (source, HIGH), ("aaa && bbb", NONE), ("default", MEDIUM))
        assert assess(worst_first, states("-aaa bbb")).risk is NONE


def test_a_question_that_does_not_apply_is_judged_before_anything_else() -> None:
    expected = Judgement(Risk.NOT_APPLICABLE, Ground.NOT_APPLICABLE)
    assert assess(FOUR, {}, applicable=False) == expected
    assert assess(FOUR, states("aaa bbb ccc ddd"), applicable=False) == expected


def test_rules_are_not_asked_about_an_untouched_question() -> None:
    always = question("aaa bbb", DEFAULT_HIGH)
    assert assess(always, {}) == Judgement(UNANSWERED, Ground.UNANSWERED)
    assert assess(always, {"aaa": ChoiceState.UNSELECTED}).risk is UNANSWERED


def test_choices_of_another_version_do_not_answer_a_question() -> None:
    assert assess(FOUR, states("dropped_choice")).risk is UNANSWERED


def test_the_first_rule_that_holds_wins_and_is_named() -> None:
    both = question("aaa", ("aaa", MEDIUM), ("aaa", NONE))
    assert assess(both, states("aaa")) == Judgement(MEDIUM, Ground.RULE, 0)
    early_default = question("aaa", DEFAULT_HIGH, ("aaa", NONE))
    assert assess(early_default, states("aaa")) == Judgement(HIGH, Ground.RULE, 0)


def test_an_answer_that_no_rule_describes_is_high() -> None:
    silent = question("aaa bbb", ("aaa && bbb", NONE))
    assert assess(silent, states("aaa")) == Judgement(HIGH, Ground.NO_RULE)


def test_counts_have_all_five_words() -> None:
    counted = count([HIGH, HIGH, NONE])
    assert counted == {UNANSWERED: 0, HIGH: 2, MEDIUM: 0, NONE: 1, Risk.NOT_APPLICABLE: 0}
    assert list(counted) == list(Risk)


def test_questions_that_do_not_apply_leave_the_other_counts() -> None:
    answers = [("aaa", True), ("aaa", False), ("aaa bbb", True), ("aaa bbb", False)]
    counted = count(assess(FOUR, states(answer), applicable).risk for answer, applicable in answers)
    assert (counted[HIGH], counted[MEDIUM], counted[Risk.NOT_APPLICABLE]) == (1, 1, 2)


def test_the_truth_table_has_every_combination_once() -> None:
    rows = {row.selected: row.judgement.risk for row in truth_table(FOUR)}
    assert len(rows) == 2**5
    assert rows[frozenset()] is UNANSWERED
    assert rows[frozenset({"aaa", "bbb"})] is MEDIUM
    assert [risk for selected, risk in rows.items() if selected >= {"aaa", "bbb", "ccc", "ddd"}] == [NONE, NONE]


@given(st.fixed_dictionaries({choice.id: st.sampled_from(ChoiceState) for choice in FOUR.choices}))
def test_marking_a_missing_practice_as_not_applicable_never_raises_the_risk(answer: dict[str, ChoiceState]) -> None:
    severity = [UNANSWERED, NONE, MEDIUM, HIGH]
    before = assess(FOUR, answer).risk
    for missing in [id for id, state in answer.items() if state is ChoiceState.UNSELECTED]:
        after = assess(FOUR, answer | {missing: NOT_APPLICABLE}).risk
        assert before is UNANSWERED or severity.index(after) <= severity.index(before)


@given(st.sets(st.sampled_from(["aaa", "bbb", "ccc", "ddd", "four_no"])))
def test_agrees_with_the_rules_read_by_a_person(selected: set[str]) -> None:
    expected = (
        UNANSWERED
        if not selected
        else NONE
        if selected >= {"aaa", "bbb", "ccc", "ddd"}
        else MEDIUM
        if selected >= {"aaa", "bbb"}
        else HIGH
    )
    assert assess(FOUR, dict.fromkeys(selected, SELECTED)).risk is expected


def test_a_question_finds_its_choices() -> None:
    assert isinstance(FOUR, Question)
    assert [choice.id for choice in FOUR.practices] == ["aaa", "bbb", "ccc", "ddd"]
