"""Which model of a short list wins, and who is out by which floor."""

from typing import Any

import pytest

from assessments.rules.aids.aid import Grid, Line, Misfit, Outcome, Row, Tone
from assessments.rules.aids.model_shortlist import CRITERIA, MODEL_SHORTLIST, WEIGHTS
from assessments.rules.vocabulary import Stance
from tests.rules.aids.asking import ask, codes


def model(name: str, accuracy: float, speed: float, cost: float, allowed: str = "yes") -> Row:
    """One candidate: accuracy in %, seconds per answer, cost per 1,000 requests."""
    return {"name": name, "accuracy": accuracy, "speed": speed, "cost": cost, "allowed": allowed}


FM1, FM2 = model("FM1", 95, 1.0, 8.0), model("FM2", 88, 2.0, 2.0)
COST_FIRST, ACCURACY_FIRST = ("cost", "accuracy", "speed"), ("accuracy", "speed", "cost")
SIGNED = {"least_accuracy": 85, "measured": "same", "decided_by": "Sato"}


def choose(*candidates: Row, order: tuple[str, ...] = COST_FIRST, **said: Any) -> Outcome:
    return ask(MODEL_SHORTLIST, candidates=candidates, order=order, **said)


def grid(outcome: Outcome, code: str) -> Grid:
    return next(grid for grid in outcome.grids if grid.code == code)


def test_the_weights_follow_from_the_order_alone() -> None:
    assert [round(weight, 2) for weight in WEIGHTS] == [0.61, 0.28, 0.11]


def test_with_cost_first_the_slower_cheaper_model_that_is_good_enough_wins() -> None:
    outcome = choose(FM1, FM2, least_accuracy=85)
    assert (outcome.headline.code, outcome.headline.figures["name"]) == ("wins_cost", "FM2")
    score = 100 * (11 / 18 * 1 + 5 / 18 * 88 / 95 + 2 / 18 * 1 / 2)
    assert outcome.headline.figures["score"] == round(score)


def test_with_accuracy_and_speed_first_the_other_one_does() -> None:
    outcome = choose(FM1, FM2, order=ACCURACY_FIRST)
    assert (outcome.headline.code, outcome.headline.figures["name"]) == ("wins_accuracy", "FM1")


def test_the_losers_advantage_is_said_with_both_figures() -> None:
    lines = {line.code: line.figures for line in choose(FM1, FM2).lines}
    assert lines["better_accuracy"] == {"name": "FM1", "other": 95, "winner": 88}
    assert lines["better_speed"] == {"name": "FM1", "other": 1.0, "winner": 2.0}
    assert "better_cost" not in lines
    assert "route" not in lines


def test_a_sound_choice_is_told_without_a_reproach() -> None:
    outcome = choose(FM1, FM2, **SIGNED)
    assert codes(outcome) == ["better_accuracy", "better_speed", "depends", "measured_same", "next_record"]
    assert Tone.GAP not in {line.tone for line in outcome.lines}
    assert [grid.code for grid in outcome.grids] == ["ranking"]


def test_being_equal_is_no_advantage() -> None:
    said = codes(choose(model("A", 90, 1.0, 1.0), model("B", 90, 5.0, 1.0)))
    assert not {"better_accuracy", "better_speed", "better_cost", "route"} & set(said)


def test_easy_requests_go_to_the_cheaper_model_that_passes_too() -> None:
    route = next(line for line in choose(FM1, FM2, order=ACCURACY_FIRST).lines if line.code == "route")
    assert route.figures == {"name": "FM2"}


def test_a_floor_comes_before_every_weight_and_says_whom_it_excludes() -> None:
    outcome = choose(FM1, FM2, model("FM3", 92, 9.0, 1.0, "no"), least_accuracy=90, most_speed=5)
    assert (outcome.headline.code, outcome.headline.figures) == ("only_one", {"name": "FM1"})
    assert not {"robust", "depends"} & set(codes(outcome))
    found = [
        (row[0], *(cell.code for cell in row[1:] if isinstance(cell, Line))) for row in grid(outcome, "excluded").rows
    ]
    assert found == [
        ("FM2", "below", "meets", "not_asked", "is_allowed"),
        ("FM3", "meets", "above", "not_asked", "is_not_allowed"),
    ]  # fmt: skip


@pytest.mark.parametrize(("limit", "passing"), [({"least_accuracy": 88}, 2), ({"least_accuracy": 88.1}, 1),
                                                ({"most_speed": 2.0}, 2), ({"most_speed": 1.9}, 1),
                                                ({"most_cost": 8.0}, 2), ({"most_cost": 7.9}, 1)])  # fmt: skip
def test_a_floor_that_is_just_met_is_met(limit: dict[str, float], passing: int) -> None:
    assert len(grid(choose(FM1, FM2, **limit), "ranking").rows) == passing


def test_when_nothing_passes_there_is_no_ranking_and_no_winner() -> None:
    outcome = choose(FM1, FM2, **SIGNED | {"least_accuracy": 99})
    assert (outcome.headline.code, [grid.code for grid in outcome.grids]) == ("none_passes", ["excluded"])
    assert (codes(outcome)[0], outcome.stance) == ("lower_floors", Stance.NEUTRAL)


def test_nearly_equal_scores_are_no_decision() -> None:
    outcome = choose(model("A", 90, 1.0, 1.0), model("B", 90, 1.0, 1.02))
    assert (outcome.headline.code, outcome.headline.figures) == ("too_close", {"name": "A", "other": "B"})


def test_it_is_said_whether_another_order_changes_the_choice() -> None:
    robust = choose(model("A", 95, 1.0, 1.0), model("B", 80, 2.0, 3.0))
    assert ("robust" in codes(robust), "depends" in codes(robust)) == (True, False)
    depends = next(line for line in choose(FM1, FM2).lines if line.code == "depends")
    assert depends.figures == {"name": "FM2", "count": 3}


def test_candidates_that_all_score_nothing_can_still_be_compared() -> None:
    assert choose(model("A", 0, 1.0, 5.0), model("B", 0, 1.0, 1.0)).headline.figures["name"] == "B"


@pytest.mark.parametrize(
    ("change", "stance", "said"),
    [({}, Stance.FOR, "measured_same"), ({"measured": "mixed"}, Stance.NEUTRAL, "measured_mixed"),
     ({"measured": "published"}, Stance.AGAINST, "measured_published"),
     ({"measured": None}, Stance.NEUTRAL, "measured_unknown"),
     ({"least_accuracy": None}, Stance.NEUTRAL, "no_accuracy_floor"),
     ({"decided_by": None}, Stance.NEUTRAL, "nobody_decided")],
)  # fmt: skip
def test_own_figures_a_floor_and_a_name_speak_for_it(change: dict[str, Any], stance: Stance, said: str) -> None:
    outcome = choose(FM1, FM2, **SIGNED | change)
    assert outcome.stance is stance
    assert said in codes(outcome)
    blamed = {line.code for line in outcome.lines if line.tone is Tone.GAP}
    assert blamed == ({said} if change else set())


def test_a_model_listed_twice_is_a_slip() -> None:
    with pytest.raises(Misfit) as caught:
        choose(FM1, FM2, model(" fm1 ", 90, 1.0, 1.0))
    assert (caught.value.code, caught.value.field, caught.value.figures) == ("twice", "candidates", {"name": "FM1"})


def test_every_criterion_can_come_first() -> None:
    assert {choose(FM1, model("B", 50, 9, 90), order=(first, *(c for c in CRITERIA if c != first))).headline.code
            for first in CRITERIA} == {"wins_accuracy", "wins_speed", "wins_cost"}  # fmt: skip
