"""Conditions: the grammar, its limits, and what a practice that does not apply means in them."""

import sys
import time
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.condition import (
    MAX_DEPTH,
    MAX_NODES,
    All,
    Any,
    Condition,
    ConditionError,
    Default,
    Fault,
    Name,
    Not,
    holds,
    names,
    parse,
)
from assessments.rules.vocabulary import ChoiceState
from tests.rules.lens_builder import NOT_APPLICABLE, SELECTED, UNSELECTED

A, B, C = Name("aaa"), Name("bbb"), Name("ccc")


@pytest.mark.parametrize(
    ("source", "tree"),
    [
        ("aaa", A),
        ("  ( aaa )\n", A),
        ("!aaa", Not(A)),
        ("!!aaa", Not(Not(A))),
        ("aaa&&bbb&&ccc", All((A, B, C))),
        ("aaa || bbb && ccc", Any((A, All((B, C))))),
        ("(aaa || bbb) && ccc", All((Any((A, B)), C))),
        ("!aaa && bbb", All((Not(A), B))),
        ("!(aaa && bbb)", Not(All((A, B)))),
        ("(!aaa) || (!bbb)", Any((Not(A), Not(B)))),
        (" default ", Default()),
    ],
)
def test_reads_the_grammar_with_not_before_and_before_or(source: str, tree: Condition) -> None:
    assert parse(source) == tree


@pytest.mark.parametrize(
    ("source", "fault", "position", "found"),
    [
        ("", Fault.EMPTY, 0, ""),
        (" \n ", Fault.EMPTY, 0, ""),
        ("aaa &&", Fault.UNFINISHED, 6, ""),
        ("(aaa", Fault.UNFINISHED, 4, ""),
        ("(aaa !", Fault.UNEXPECTED, 5, "!"),
        ("aaa bbb", Fault.UNEXPECTED, 4, "bbb"),
        ("aaa)", Fault.UNEXPECTED, 3, ")"),
        ("&& aaa", Fault.UNEXPECTED, 0, "&&"),
        ("()", Fault.UNEXPECTED, 1, ")"),
        ("aaa & bbb", Fault.CHARACTER, 4, "&"),
        ("aaa | bbb", Fault.CHARACTER, 4, "|"),
        ("aaa ∧ bbb", Fault.CHARACTER, 4, "∧"),
        ("aaa\u00a0&& bbb", Fault.CHARACTER, 3, "\u00a0"),
        ("\u0430aa", Fault.CHARACTER, 0, "\u0430"),
        ("aaa == 1", Fault.CHARACTER, 4, "="),
        ("__import__('os').system('true')", Fault.UNEXPECTED, 10, "("),
        ("aa", Fault.NAME, 0, "aa"),
        ("a" * 129, Fault.NAME, 0, "a" * 128),
        ("default || aaa", Fault.DEFAULT, 0, "default"),
        ("aaa || default", Fault.DEFAULT, 7, "default"),
        ("!default", Fault.DEFAULT, 1, "default"),
    ],
)
def test_refuses_what_is_no_condition_and_says_where(source: str, fault: Fault, position: int, found: str) -> None:
    with pytest.raises(ConditionError) as caught:
        parse(source)
    assert (caught.value.fault, caught.value.position, caught.value.found) == (fault, position, found)


def test_takes_ids_of_three_to_128_characters() -> None:
    assert names(parse(f"a_1 && {'b' * 128}")) == {"a_1", "b" * 128}


def test_names_every_choice_once() -> None:
    assert names(parse("!(aaa && bbb) || aaa")) == {"aaa", "bbb"}
    assert names(Default()) == frozenset()


@pytest.mark.parametrize("opening", ["(", "!"])
def test_bounds_the_nesting(opening: str) -> None:
    closing = ")" if opening == "(" else ""
    assert parse(opening * MAX_DEPTH + "aaa" + closing * MAX_DEPTH) is not None
    with pytest.raises(ConditionError) as caught:
        parse(opening * (MAX_DEPTH + 1) + "aaa" + closing * (MAX_DEPTH + 1))
    assert caught.value.fault is Fault.TOO_DEEP


def test_bounds_the_size() -> None:
    assert isinstance(parse("&&".join(["aaa"] * (MAX_NODES - 1))), All)
    with pytest.raises(ConditionError) as caught:
        parse("&&".join(["aaa"] * MAX_NODES))
    assert caught.value.fault is Fault.TOO_LARGE


@pytest.mark.parametrize(
    "source",
    [
        "(" * 100_000,
        "!" * 100_000,
        "aaa&&" * 20_000,
        " " * 10_000_000,
        "a" * 10_000_000,
        "(aaa||" * 20_000,
        "&" * 99_999,
    ],
)
def test_refuses_hostile_conditions_at_once(source: str) -> None:
    started = time.process_time()
    with pytest.raises(ConditionError):
        parse(source)
    assert time.process_time() - started < (0.1 if sys.gettrace() is None else 1)


def test_evaluates_in_linear_time_what_a_search_would_need_exponential_time_for() -> None:
    condition = parse(" && ".join(f"(a{i:02} || b{i:02} || !a{i:02})" for i in range(80)))
    started = time.process_time()
    assert holds(condition, {})
    assert time.process_time() - started < (0.05 if sys.gettrace() is None else 1)


@pytest.mark.parametrize(
    ("source", "states", "expected"),
    [
        ("aaa && bbb", {"aaa": SELECTED, "bbb": NOT_APPLICABLE}, True),
        ("aaa && bbb", {"aaa": UNSELECTED, "bbb": NOT_APPLICABLE}, False),
        ("aaa && bbb", {"aaa": NOT_APPLICABLE, "bbb": NOT_APPLICABLE}, True),
        ("aaa || bbb", {"aaa": NOT_APPLICABLE, "bbb": UNSELECTED}, False),
        ("aaa || bbb", {"aaa": NOT_APPLICABLE, "bbb": NOT_APPLICABLE}, False),
        ("aaa || bbb", {"aaa": NOT_APPLICABLE, "bbb": SELECTED}, True),
        ("aaa", {"aaa": NOT_APPLICABLE}, True),
        ("(aaa)", {"aaa": NOT_APPLICABLE}, True),
        ("!aaa", {"aaa": NOT_APPLICABLE}, False),
        ("!!aaa", {"aaa": NOT_APPLICABLE}, True),
        ("!aaa && bbb", {"aaa": NOT_APPLICABLE, "bbb": SELECTED}, True),
        ("!aaa || !bbb", {"aaa": NOT_APPLICABLE, "bbb": SELECTED}, False),
        ("!aaa || !bbb", {"aaa": NOT_APPLICABLE, "bbb": UNSELECTED}, True),
        ("(aaa || bbb) && ccc", {"aaa": NOT_APPLICABLE, "ccc": SELECTED}, False),
        ("default", {}, True),
    ],
)
def test_a_choice_that_does_not_apply_is_neutral(
    source: str, states: Mapping[str, ChoiceState], expected: bool
) -> None:
    assert holds(parse(source), states) is expected


IDS = ("aaa", "bbb", "ccc", "ddd")

conditions = st.recursive(
    st.sampled_from(IDS).map(Name),
    lambda inner: st.one_of(
        inner.map(Not),
        st.lists(inner, min_size=2, max_size=4).map(lambda found: All(tuple(found))),
        st.lists(inner, min_size=2, max_size=4).map(lambda found: Any(tuple(found))),
    ),
    max_leaves=12,
)
answers = st.fixed_dictionaries({id: st.sampled_from(ChoiceState) for id in IDS})


def written(condition: Condition) -> str:
    """The condition as a lens author would write it, with every parenthesis."""
    match condition:
        case Name(id):
            return id
        case Not(operand):
            return f"!({written(operand)})"
        case All(operands):
            return " && ".join(f"({written(operand)})" for operand in operands)
        case Any(operands):
            return " || ".join(f"({written(operand)})" for operand in operands)
    raise AssertionError(condition)


def by_hand(condition: Condition, states: Mapping[str, ChoiceState], within: str = "") -> bool:
    """The oracle: take the negations off, put in what the surroundings make of a neutral choice, and compute."""
    negated = False
    while isinstance(condition, Not):
        condition, negated = condition.operand, not negated
    if isinstance(condition, Name) and states[condition.id] is NOT_APPLICABLE:
        return {"&&": True, "||": False, "": not negated}[within]
    match condition:
        case Name(id):
            value = states[id] is SELECTED
        case All(operands):
            value = [by_hand(operand, states, "&&") for operand in operands].count(False) == 0
        case Any(operands):
            value = [by_hand(operand, states, "||") for operand in operands].count(True) > 0
        case _:
            raise AssertionError(condition)
    return value is not negated


@given(conditions)
def test_what_is_written_reads_back(condition: Condition) -> None:
    assert parse(written(condition)) == condition


@given(conditions, answers)
def test_agrees_with_the_oracle(condition: Condition, states: Mapping[str, ChoiceState]) -> None:
    assert holds(condition, states) is by_hand(condition, states)


@given(conditions, answers)
def test_without_not_applicable_it_is_plain_logic(condition: Condition, states: Mapping[str, ChoiceState]) -> None:
    plain = {id: UNSELECTED if state is NOT_APPLICABLE else state for id, state in states.items()}
    source = written(condition).replace("!", " not ").replace("&&", " and ").replace("||", " or ")
    expected = eval(source, {}, {id: state is SELECTED for id, state in plain.items()})  # noqa: S307 - the oracle
    assert holds(condition, plain) is expected


def position_of_fault(source: str) -> int | None:
    try:
        parse(source)
    except ConditionError as error:
        return error.position
    return None


@given(st.text(alphabet="ab_&|!() \n", max_size=40))
def test_any_text_is_read_or_refused_with_a_position(source: str) -> None:
    position = position_of_fault(source)
    assert position is None or 0 <= position <= len(source)
