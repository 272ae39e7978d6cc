"""How long a switch of models takes, and what stands in its way."""

import pytest

from assessments.rules.aids.aid import Line, Misfit, Outcome, Tone
from assessments.rules.aids.model_switching import MODEL_SWITCHING, OBSTACLES
from assessments.rules.vocabulary import Stance
from tests.rules.aids.asking import ask, codes

BEST = {
    "configured": "flag", "who": "on_call", "change_minutes": 5, "alternative": "tested", "interface": "converse",
    "prompts": "versioned", "evaluation": "automated", "evaluation_hours": 2, "rollback": "automatic",
    "target_minutes": 5,
}  # fmt: skip


def switch(**said: str | float | None) -> Outcome:
    return ask(MODEL_SWITCHING, **BEST | said)


def times(outcome: Outcome, kind: str) -> tuple[Line, ...]:
    """Evaluation, change and both together, for an emergency or a planned switch."""
    return next(row[1:] for row in outcome.grids[0].rows if row[0] == Line(kind))


def test_with_everything_prepared_a_switch_takes_the_change_alone_and_nothing_is_in_the_way() -> None:
    outcome = switch()
    assert outcome.headline == Line("ready", {"minutes": 5}, Tone.GOOD)
    assert (outcome.lines, outcome.stance) == ((), Stance.FOR)


def test_a_planned_switch_tests_first_and_an_emergency_goes_to_what_was_tested_before() -> None:
    outcome = switch(change_minutes=100, evaluation_hours=2)
    assert [cell.code for cell in times(outcome, "emergency")] == ["tested_before", "minutes", "minutes"]
    assert times(outcome, "planned")[-1] == Line("hours", {"hours": 3.7})
    assert [cell.code for cell in times(outcome, "planned")] == ["hours", "minutes", "hours"]


@pytest.mark.parametrize(("minutes", "headline"), [(5, "ready"), (6, "too_slow")])
def test_the_change_is_held_against_the_target(minutes: int, headline: str) -> None:
    assert switch(change_minutes=minutes).headline.code == headline


@pytest.mark.parametrize("alternative", ["none", "named"])
def test_without_a_tested_alternative_no_time_is_promised(alternative: str) -> None:
    outcome = switch(alternative=alternative)
    assert outcome.headline.code == "no_alternative"
    assert times(outcome, "emergency")[-1].code == "impossible"


def test_a_change_nobody_measured_is_not_known() -> None:
    outcome = switch(change_minutes=None)
    assert outcome.headline.code == "not_measured"
    assert {times(outcome, kind)[-1].code for kind in ("emergency", "planned")} == {"unknown"}
    assert switch(change_minutes=0).headline.figures == {"minutes": 0}


def test_each_obstacle_is_named_once_in_the_order_in_which_to_clear_it() -> None:
    for (name, answer), line in OBSTACLES.items():
        who = {"who": "developers"} if answer == "code" else {}
        assert line in switch(**{name: answer} | who).lines
    outcome = switch(who="developers", evaluation="none", configured="code")
    assert codes(outcome) == ["take_out_of_code", "evaluate", "let_on_call_switch"]


def test_a_fast_switch_with_gaps_is_not_called_ready() -> None:
    assert switch(evaluation="none", rollback="release").headline.figures == {"minutes": 5, "gaps": 2}
    assert switch(evaluation="manual", rollback="manual").headline.code == "ready"


@pytest.mark.parametrize(
    ("prompts", "rollback", "stance"),
    [("versioned", "manual", Stance.FOR), ("versioned", "release", Stance.NEUTRAL), ("versioned", None, Stance.NEUTRAL),
     ("shared", "automatic", Stance.NEUTRAL), ("adapted", "automatic", Stance.AGAINST)],
)  # fmt: skip
def test_only_versioned_prompts_that_can_be_brought_back_show_the_practice(
    prompts: str, rollback: str | None, stance: Stance
) -> None:
    assert switch(prompts=prompts, rollback=rollback).stance is stance


def test_what_was_not_said_is_counted() -> None:
    outcome = ask(MODEL_SWITCHING, configured="flag", alternative="tested")
    assert outcome.lines[0].figures == {"questions": 5}
    assert codes(outcome)[-1] == "no_target"


@pytest.mark.parametrize("who", ["on_call", "owner"])
def test_a_model_in_the_code_cannot_be_changed_without_a_release(who: str) -> None:
    with pytest.raises(Misfit) as caught:
        switch(configured="code", who=who)
    assert (caught.value.code, caught.value.field) == ("code_needs_developers", "who")
