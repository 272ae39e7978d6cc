"""Which resilience patterns a workload needs, has, and gets next."""

import pytest

from assessments.rules.aids.aid import Context, Line, Outcome, Tone
from assessments.rules.aids.resilience import PATTERNS, RESILIENCE
from assessments.rules.applicability import Facts
from assessments.rules.vocabulary import Stance
from tests.rules.aids.asking import NO_LENS, ask, codes

IN_PLACE = {pattern.key: "in_place" for pattern in PATTERNS}
AGENTS = {"pattern": ("agents",), "region": ("multi",)}
SIMPLE = {"pattern": ("prompt_only",), "region": ("one",)}


def checked(facts: Facts | None = None, **said: str | float) -> Outcome:
    return ask(RESILIENCE, Context(NO_LENS, facts=facts or {}), **IN_PLACE | said)


def row(outcome: Outcome, pattern: str) -> tuple[str, str]:
    """State and need of a pattern, as the grid has them."""
    found = next(cells for cells in outcome.grids[0].rows if cells[0] == Line(pattern))
    return tuple(cell.code for cell in found[1:])


def test_everything_in_place_holds() -> None:
    outcome = checked(AGENTS)
    assert (outcome.headline.code, outcome.headline.figures) == ("holds", {"in_place": 8, "patterns": 8})
    assert (outcome.stance, codes(outcome)) == (Stance.FOR, ["no_target"])


@pytest.mark.parametrize(
    ("facts", "state", "stance"),
    [(AGENTS, ("contradicted", "by_facts"), Stance.NEUTRAL), (SIMPLE, ("not_needed", "not_by_facts"), Stance.FOR),
     ({}, ("not_needed", "facts_unknown"), Stance.FOR)],
)  # fmt: skip
def test_not_needed_is_taken_only_while_no_fact_speaks_against_it(
    facts: Facts, state: tuple[str, str], stance: Stance
) -> None:
    outcome = checked(facts, cross_region="not_needed")
    assert (row(outcome, "cross_region"), outcome.stance) == (state, stance)


def test_what_every_workload_needs_cannot_be_waved_away() -> None:
    outcome = checked(SIMPLE, capacity="not_needed")
    assert (outcome.headline.code, outcome.headline.figures) == ("gaps", {"missing": 1})
    assert row(outcome, "capacity") == ("contradicted", "always")


def test_missing_what_the_facts_do_not_ask_for_is_no_gap() -> None:
    missing = {"circuit_breaker": "missing", "orchestration": "missing"}
    assert checked(SIMPLE, **missing).headline.code == "holds"
    assert checked(AGENTS, **missing).headline.figures == {"missing": 2}
    assert checked(None, **missing).headline.figures == {"missing": 2}


def test_without_a_fallback_the_practice_is_not_done() -> None:
    assert checked(degradation="missing").stance is Stance.AGAINST
    assert checked(degradation="planned").stance is Stance.NEUTRAL
    assert checked(capacity="missing").stance is Stance.NEUTRAL


def test_next_steps_go_from_what_is_missing_to_what_is_planned_each_by_effect() -> None:
    outcome = checked(AGENTS, cross_region="missing", degradation="missing", capacity="planned", isolation="")
    steps = [line for line in outcome.lines if line.code.endswith("_next")]
    assert [line.code for line in steps] == ["degradation_next", "cross_region_next", "capacity_next", "isolation_next"]
    assert [line.tone for line in steps] == [Tone.GAP, Tone.GAP, Tone.CARE, Tone.CARE]


def test_planned_and_unanswered_patterns_leave_it_undecided() -> None:
    assert checked(capacity="planned").headline == Line("on_the_way", {"planned": 1}, Tone.CARE)
    assert ask(RESILIENCE).headline == Line("unfinished", {"open": 8}, Tone.CARE)
    assert ask(RESILIENCE).stance is Stance.NEUTRAL


def test_the_availability_target_becomes_minutes_a_month() -> None:
    assert checked(availability=99.99).lines[0].figures == {"availability": 99.99, "minutes": 4.3}


@pytest.mark.parametrize("said", [{"availability": 99.9}, {"latency": 5.0}])
def test_one_target_without_the_other_is_not_enough(said: dict[str, float]) -> None:
    assert codes(checked(**said))[-1] == "no_target"


def test_timeouts_are_held_against_the_latency_target() -> None:
    targets = {"availability": 99.5, "latency": 30.0}
    assert codes(checked(**targets, longest_wait=30.0))[1:] == ["waits_short"]
    assert codes(checked(**targets, longest_wait=30.5))[1:] == ["waits_long"]
    assert codes(checked(**targets)) == ["downtime"]
