"""Requests and tokens per minute against the quotas."""

import pytest

from assessments.rules.aids.aid import Misfit
from assessments.rules.aids.throughput import LEVERS, THROUGHPUT
from assessments.rules.vocabulary import Stance
from tests.rules.aids.asking import ask, codes

PEAK = {"requests": 60.0, "input_tokens": 2000, "output_tokens": 500}


def test_the_need_is_requests_times_tokens_and_output_weighs_as_the_model_says() -> None:
    assert ask(THROUGHPUT, **PEAK).headline.figures["tokens"] == 60 * 2500
    assert ask(THROUGHPUT, **PEAK, burndown=5).headline.figures["tokens"] == 60 * 4500


def test_what_the_cache_holds_does_not_count_and_growth_does() -> None:
    outcome = ask(THROUGHPUT, **PEAK, cached=50, growth=100)
    assert outcome.headline.figures == {"requests": 120, "tokens": 120 * 1500, "share": 0}


def test_the_reserve_is_the_whole_input_and_what_is_asked_for() -> None:
    said = {"max_tokens": 4000, "cached": 50, "burndown": 5}
    assert ask(THROUGHPUT, **PEAK, **said).lines[0].figures == {"tokens": 60 * 6000}


def test_a_reserve_above_the_quota_is_warned_of_and_proves_nothing() -> None:
    quotas = {"quota_requests": 1000, "quota_tokens": 359_999}
    outcome = ask(THROUGHPUT, **PEAK, max_tokens=4000, **quotas)
    assert (outcome.headline.code, codes(outcome), outcome.stance) == ("fits", ["reserved_above"], Stance.NEUTRAL)
    enough = ask(THROUGHPUT, **PEAK, max_tokens=4000, **quotas | {"quota_tokens": 360_000})
    assert (codes(enough), enough.stance) == (["reserved"], Stance.FOR)


@pytest.mark.parametrize(
    ("quota", "headline", "stance"),
    [(200_000, "fits", Stance.FOR), (187_500, "fits", Stance.FOR), (187_000, "close", Stance.NEUTRAL),
     (150_000, "close", Stance.NEUTRAL), (149_999, "above", Stance.AGAINST)],
)  # fmt: skip
def test_a_peak_fits_is_close_or_is_above(quota: int, headline: str, stance: Stance) -> None:
    outcome = ask(THROUGHPUT, **PEAK, quota_requests=1000, quota_tokens=quota)
    assert (outcome.headline.code, outcome.stance) == (headline, stance)


def test_half_the_quotas_prove_nothing_good_but_can_prove_too_little() -> None:
    one = ask(THROUGHPUT, **PEAK, quota_requests=1000)
    assert (one.headline.code, one.stance) == ("one_quota", Stance.NEUTRAL)
    assert ask(THROUGHPUT, **PEAK).headline.code == "no_quota"
    other = ask(THROUGHPUT, **PEAK, quota_requests=59)
    assert (other.headline.code, other.stance) == ("above", Stance.AGAINST)


def test_levers_are_named_only_when_room_is_short_and_what_is_done_is_said_so() -> None:
    assert codes(ask(THROUGHPUT, **PEAK, quota_requests=1000, quota_tokens=1_000_000)) == ["reserved"]
    tight = ask(THROUGHPUT, **PEAK, quota_requests=1000, quota_tokens=150_000, levers=("queue",))
    assert codes(tight) == ["reserved", *("queue_done" if one == "queue" else one for one in LEVERS)]


def test_a_maximum_below_what_the_model_writes_is_a_slip() -> None:
    with pytest.raises(Misfit) as caught:
        ask(THROUGHPUT, **PEAK, max_tokens=100)
    assert (caught.value.code, caught.value.field) == ("max_below_output", "max_tokens")
