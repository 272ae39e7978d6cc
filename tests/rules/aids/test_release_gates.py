"""Which gate between development and production holds."""

import pytest

from assessments.rules.aids.aid import Answer, Context, Line, Misfit, Outcome, Tone
from assessments.rules.aids.release_gates import DEVELOPMENT, PREPRODUCTION, PRODUCTION, RELEASE_GATES
from assessments.rules.applicability import Facts
from assessments.rules.vocabulary import Stance
from tests.rules.aids.asking import NO_LENS, ask, codes

ALL = {
    "environments": "separate", "catalog": "labelled", "development": DEVELOPMENT, "preproduction": PREPRODUCTION,
    "production": PRODUCTION, "run": 200, "passed": 190, "pass_mark": 95,
}  # fmt: skip


def gates(facts: Facts | None = None, **said: Answer) -> Outcome:
    return ask(RELEASE_GATES, Context(NO_LENS, facts=facts or {}), **ALL | said)


def without(items: tuple[str, ...], *left_out: str) -> tuple[str, ...]:
    return tuple(item for item in items if item not in left_out)


def test_all_gates_hold_and_the_counted_result_shows_the_practice() -> None:
    outcome = gates()
    assert (outcome.headline.code, outcome.stance) == ("all_hold", Stance.FOR)
    assert codes(outcome) == ["mark_met", "catalog_labelled"]
    assert [row[2:] for row in outcome.grids[0].rows] == [(3, 3), (7, 7), (6, 6)]


def test_held_gates_without_a_count_are_a_claim() -> None:
    for unsaid in ({"passed": None}, {"pass_mark": None}):
        outcome = gates(**unsaid)
        assert (outcome.headline.code, outcome.stance) == ("all_hold", Stance.NEUTRAL)
        assert outcome.grids[0].rows[1][2:] == (6, 6)


@pytest.mark.parametrize(("passed", "first"), [(190, "all_hold"), (189, "stops_at_preproduction")])
def test_the_share_that_passed_is_held_against_the_mark(passed: int, first: str) -> None:
    assert gates(passed=passed).headline.code == first


def test_the_share_is_exact_and_never_rounded_up_to_the_mark() -> None:
    assert gates(run=100, passed=57, pass_mark=57).lines[0].code == "mark_met"
    missed = gates(run=10_000, passed=9499, pass_mark=95).lines[0]
    assert (missed.code, missed.figures["share"]) == ("mark_missed", 94.9)


def test_the_first_gate_that_does_not_hold_is_named_and_later_ones_come_after() -> None:
    outcome = gates(
        development=without(DEVELOPMENT, "own_data"), preproduction=without(PREPRODUCTION, "testers", "attacks")
    )
    assert outcome.headline == Line("stops_at_development", {"missing": 1}, Tone.GAP)
    assert [row[2:] for row in outcome.grids[0].rows] == [(2, 3), (5, 7), (6, 6)]
    steps = [(line.code, line.tone) for line in outcome.lines if line.code.endswith("_missing")]
    assert steps == [
        ("own_data_missing", Tone.GAP), ("testers_missing", Tone.CARE), ("attacks_missing", Tone.CARE),
    ]  # fmt: skip


def test_testing_in_the_environment_of_production_is_no_gate() -> None:
    outcome = gates(environments="shared")
    assert outcome.headline == Line("stops_at_preproduction", {"missing": 1}, Tone.GAP)
    assert "separate_missing" in codes(outcome)


def test_input_is_checked_unless_every_word_of_it_is_the_team_s_own() -> None:
    unchecked = without(PRODUCTION, "input_check")
    assert gates(production=unchecked).headline.code == "stops_at_production"
    assert gates({"input": ("untrusted",)}, production=unchecked).headline.code == "stops_at_production"
    assert gates({"input": ("fixed",)}, production=unchecked).headline.code == "all_hold"
    assert gates({"input": ("fixed",)}, production=without(PRODUCTION, "output_check")).headline.code != "all_hold"


def test_changes_past_the_pipeline_show_that_the_practice_is_not_done() -> None:
    assert gates(production=without(PRODUCTION, "pipeline")).stance is Stance.AGAINST
    assert gates(production=without(PRODUCTION, "approval")).stance is Stance.NEUTRAL


@pytest.mark.parametrize("catalog", ["none", "general"])
def test_results_need_an_evaluation_catalog_to_go_to(catalog: str) -> None:
    with pytest.raises(Misfit) as caught:
        gates(catalog=catalog)
    assert (caught.value.code, caught.value.field) == ("nowhere_to_record", "catalog")
    outcome = gates(catalog=catalog, preproduction=without(PREPRODUCTION, "recorded"))
    assert codes(outcome)[1:] == [f"catalog_{catalog}", "recorded_missing"]


@pytest.mark.parametrize("run", [189, None])
def test_no_more_can_pass_than_were_run(run: int | None) -> None:
    with pytest.raises(Misfit) as caught:
        gates(run=run)
    assert (caught.value.code, caught.value.field) == ("more_passed_than_run", "passed")
    assert gates(run=190).headline.code == "all_hold"


def test_nothing_passed_is_a_count_too() -> None:
    assert gates(passed=0).lines[0].code == "mark_missed"
    assert gates(passed=0, pass_mark=None).lines[0].code == "no_mark"
