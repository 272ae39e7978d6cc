"""What each way to spend fewer tokens saves, alone and together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assessments.rules.aids.aid import Answer, Grid, Line, Misfit, Outcome, Tone
from assessments.rules.aids.token_savings import LEVERS, TOKEN_SAVINGS
from assessments.rules.vocabulary import Stance
from tests.rules.aids.asking import ask, codes

#: 30,000 requests a month: 180 for input and 225 for output.
NOW = {
    "requests": 1000, "input_tokens": 2000, "output_tokens": 500, "price_in": 3.0, "price_out": 15.0, "per": "million",
    "currency": "USD",
}  # fmt: skip
FIGURES = {
    "stop_share": 10, "chunks_share": 20, "prompt_share": 25, "answer_share": 40, "cache_share": 50, "cache_price": 10,
    "small_share": 30, "small_price": 20, "tagged_share": 25, "guardrails": 60.0,
}  # fmt: skip


def month(*levers: str, **said: Answer) -> Outcome:
    return ask(TOKEN_SAVINGS, **NOW | {"levers": levers} | said)


def grid(outcome: Outcome, code: str) -> Grid:
    return next(one for one in outcome.grids if one.code == code)


def money(amount: object) -> float:
    """An amount as a number; it is written with two decimals."""
    written = str(amount)
    assert written[-3] == "."
    return float(written.replace(",", ""))


def amounts(outcome: Outcome, code: str, column: int) -> dict[str, float]:
    """The money in one column of a grid, by the code of its row."""
    return {row[0].code: money(row[column].figures["amount"]) for row in grid(outcome, code).rows}


def test_the_bill_is_requests_times_days_times_tokens_times_prices() -> None:
    outcome = month()
    assert outcome.headline == Line("no_levers", {"before": "405.00", "after": "405.00", "currency": "USD"}, Tone.CARE)
    assert amounts(outcome, "bill", 1) == {"input": 180.0, "output": 225.0, "guardrail": 0.0}
    assert [one.code for one in outcome.grids] == ["bill"]


def test_each_part_of_the_bill_has_its_share() -> None:
    rows = grid(month(guardrails=60.0), "bill").rows
    assert [row[2].figures["share"] for row in rows] == [38.7, 48.4, 12.9]


def test_money_has_two_decimals() -> None:
    outcome = month("prompt", requests=7, days=1, prompt_share=10)
    assert outcome.headline.figures["before"] == "0.09"
    assert amounts(outcome, "bill", 1) == {"input": 0.04, "output": 0.05, "guardrail": 0.0}
    long_tail = month("prompt", "answer", requests=333, prompt_share=7, answer_share=3)
    assert amounts(long_tail, "applied", 2) == {"prompt": 130.67, "answer": 128.42}
    assert long_tail.headline.figures["share"] == 4.8
    assert (long_tail.headline.figures["saved"], long_tail.lines[0].figures["sum"]) == ("6.45", "6.45")


def test_thousands_are_parted_and_round_amounts_keep_their_decimals() -> None:
    assert month(requests=1_000_000).headline.figures["before"] == "405,000.00"
    assert month("prompt", prompt_share=0).headline.figures["after"] == "405.00"


def test_days_unit_and_guardrails_count() -> None:
    assert month(days=20).headline.figures["before"] == "270.00"
    assert month(per="thousand", price_in=0.003, price_out=0.015).headline.figures["before"] == "405.00"
    assert month(guardrails=60.0).headline.figures["before"] == "465.00"


@pytest.mark.parametrize(
    ("lever", "said", "saved"),
    [("stop", {"stop_share": 10}, 40.5), ("chunks", {"chunks_share": 20}, 36.0), ("prompt", {"prompt_share": 25}, 45.0),
     ("answer", {"answer_share": 40}, 90.0), ("cache", {"cache_share": 50, "cache_price": 10}, 81.0),
     ("smaller_model", {"small_share": 30, "small_price": 20}, 97.2)],
)  # fmt: skip
def test_a_lever_alone(lever: str, said: dict[str, int], saved: float) -> None:
    outcome = month(lever, **said)
    assert amounts(outcome, "alone", 1) == amounts(outcome, "applied", 1) == {lever: saved}
    assert money(outcome.headline.figures["saved"]) == saved
    assert (codes(outcome), outcome.stance) == ([f"{lever}_price"], Stance.NEUTRAL)


def test_tags_and_avoided_requests_lower_the_guardrail_bill_and_nothing_else_does() -> None:
    tagged = month("tags", "stop", "prompt", guardrails=60.0, tagged_share=25, stop_share=10, prompt_share=25)
    assert amounts(tagged, "alone", 1) == {"stop": 46.5, "tags": 45.0, "prompt": 45.0}
    assert amounts(tagged, "applied", 1)["tags"] == 40.5


def test_levers_multiply_and_are_applied_in_the_stated_order() -> None:
    outcome = month("answer", "prompt", "stop", stop_share=10, prompt_share=25, answer_share=40)
    assert amounts(outcome, "applied", 2) == {"stop": 364.5, "prompt": 324.0, "answer": 243.0}
    assert amounts(outcome, "applied", 1) == {"stop": 40.5, "prompt": 40.5, "answer": 81.0}
    assert outcome.lines[0].figures == {"sum": "175.50", "together": "162.00", "currency": "USD"}
    assert outcome.headline.figures["share"] == 40.0


def test_prices_in_quality_are_told_for_the_largest_saving_first() -> None:
    outcome = month("stop", "answer", "prompt", stop_share=10, prompt_share=25, answer_share=40)
    assert list(amounts(outcome, "alone", 1)) == ["answer", "prompt", "stop"]
    assert codes(outcome)[1:] == ["answer_price", "prompt_price", "stop_price"]


def test_writing_to_the_cache_may_cost_more_than_reading_saves() -> None:
    outcome = month("cache", cache_share=10, cache_price=10, cache_written=90, cache_write_price=125)
    assert outcome.headline.code == "saves_nothing"
    assert outcome.lines == (Line("cache_loses", {"loss": "24.30", "currency": "USD"}, Tone.GAP),)


def test_a_write_costs_as_much_as_input_when_nothing_else_is_said() -> None:
    assert month("cache", cache_share=10, cache_price=10, cache_written=90).headline.figures["saved"] == "16.20"


def test_a_lever_that_changes_nothing_saves_nothing_and_loses_nothing() -> None:
    outcome = month("cache", cache_share=0, cache_price=10)
    assert (outcome.headline.code, codes(outcome)) == ("saves_nothing", ["cache_price"])
    assert month("prompt", price_in=0.0, price_out=0.00001, prompt_share=50).headline.code == "saves_nothing"


@pytest.mark.parametrize("missing", ["cache_price", "small_share", "guardrails", "stop_share"])
def test_a_lever_without_its_figures_is_not_counted(missing: str) -> None:
    every = tuple(lever.key for lever in LEVERS)
    outcome = month(*every, **FIGURES | {missing: None})
    assert outcome.lines[0] == Line("without_number", {"levers": 1}, Tone.CARE)
    assert len(grid(outcome, "applied").rows) == len(LEVERS) - 1


@given(st.fixed_dictionaries({name: st.integers(0, 99) for name in FIGURES if name != "guardrails"}))
def test_what_the_levers_take_off_and_what_is_left_make_up_the_bill(shares: dict[str, int]) -> None:
    outcome = month(*(lever.key for lever in LEVERS), **FIGURES | shares)
    taken = sum(amounts(outcome, "applied", 1).values())
    figures = outcome.headline.figures
    assert round(taken + money(figures["after"]), 2) == money(figures["before"]) == 465.0
    assert list(amounts(outcome, "applied", 1)) == [lever.key for lever in LEVERS]


def test_without_a_price_there_is_nothing_to_save() -> None:
    with pytest.raises(Misfit) as caught:
        month(price_in=0.0, price_out=0.0)
    assert (caught.value.code, caught.value.field) == ("no_bill", "price_in")


def test_a_token_is_read_from_the_cache_or_written_to_it_not_both() -> None:
    cache = {"cache_share": 60, "cache_price": 10}
    assert month("cache", **cache, cache_written=40).headline.code == "saves"
    with pytest.raises(Misfit) as caught:
        month("cache", **cache, cache_written=41)
    assert (caught.value.code, caught.value.field) == ("cached_twice", "cache_written")
