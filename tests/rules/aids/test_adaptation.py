"""Prompt, retrieval or tuning: what six answers lead to, and what speaks for the decision."""

from typing import Any

import pytest

from assessments.rules.aids.adaptation import ADAPTATION, NEEDS
from assessments.rules.aids.aid import Context, Line, Misfit, Outcome
from assessments.rules.vocabulary import Stance
from tests.rules.aids.asking import NO_LENS, ask, codes


def decide(*needs: str, context: Context | None = None, **said: Any) -> Outcome:
    """The outcome where exactly these needs are answered with yes."""
    return ask(ADAPTATION, context, **{name: "yes" if name in needs else "no" for name in NEEDS} | said)


def steps(outcome: Outcome) -> dict[str, tuple[str, str]]:
    """Of each way its verdict and its reason."""
    rows = [[cell.code for cell in row if isinstance(cell, Line)] for row in outcome.grids[0].rows]
    return {name: (verdict, reason) for name, verdict, reason, _ in rows}


@pytest.mark.parametrize(
    ("needs", "headline", "pattern"),
    [((), "use_prompt", ("prompt_only",)), (("pairs",), "use_prompt", ("prompt_only",)),
     (("style",), "use_prompt", ("prompt_only",)), (("cite",), "use_retrieval", ("rag",)),
     (("new_facts", "changing"), "use_retrieval", ("rag",)), (("new_facts", "pairs"), "use_retrieval", ("rag",)),
     (("style", "pairs"), "use_tuning", ("fine_tuning",)), (("tight", "pairs"), "use_tuning", ("fine_tuning",)),
     (("new_facts", "style", "pairs"), "use_both", ("rag", "fine_tuning"))],
)  # fmt: skip
def test_facts_call_for_retrieval_and_form_with_examples_for_tuning(
    needs: tuple[str, ...], headline: str, pattern: tuple[str, ...]
) -> None:
    outcome = decide(*needs)
    assert (outcome.headline.code, outcome.facts) == (headline, {"pattern": pattern})


def test_every_way_is_listed_from_light_to_heavy_with_its_reason() -> None:
    assert steps(decide("new_facts", "changing", "cite", "style", "pairs", foreign="yes")) == {
        "prompt": ("first", "prompt_first"), "retrieval": ("next", "changing"), "efficient": ("next", "style"),
        "full": ("later", "full_later"), "pre_training": ("later", "foreign"),
    }  # fmt: skip
    assert steps(decide("tight")) == {
        "prompt": ("first", "prompt_first"), "retrieval": ("no", "no_facts"), "efficient": ("no", "no_pairs"),
        "full": ("no", "full_no"), "pre_training": ("no", "not_foreign"),
    }  # fmt: skip


@pytest.mark.parametrize(
    ("needs", "reason"),
    [(("pairs",), "nothing_to_tune"), (("style",), "no_pairs"), (("tight", "pairs"), "tight"),
     (("tight", "style", "pairs"), "style")],
)  # fmt: skip
def test_the_reason_for_or_against_tuning_is_the_one_that_holds(needs: tuple[str, ...], reason: str) -> None:
    assert steps(decide(*needs))["efficient"][1] == reason


@pytest.mark.parametrize(
    ("needs", "remarks"),
    [((), set()), (("cite",), {"not_for_facts"}), (("cite", "tight"), {"short_context", "distil", "not_for_facts"}),
     (("style",), {"collect_pairs"}), (("tight",), {"distil"}), (("style", "pairs"), {"forgetting", "base_ends"}),
     (("cite", "style", "pairs"), {"hybrid", "forgetting", "base_ends"})],
)  # fmt: skip
def test_answers_together_say_more_than_each(needs: tuple[str, ...], remarks: set[str]) -> None:
    known = {"hybrid", "short_context", "forgetting", "base_ends", "collect_pairs", "distil", "not_for_facts"}
    assert known & set(codes(decide(*needs))) == remarks


def test_what_goes_on_around_the_model_stays_in_the_facts() -> None:
    agents = Context(NO_LENS, facts={"pattern": ("agents", "fine_tuning", "workflow")})
    assert decide("cite", context=agents).facts == {"pattern": ("rag", "workflow", "agents")}
    assert decide(context=agents).facts == {"pattern": ("workflow", "agents")}


@pytest.mark.parametrize(
    ("needs", "tried", "stance"),
    [((), ("prompt", "model"), Stance.FOR), ((), ("prompt",), Stance.NEUTRAL),
     (("cite",), ("prompt", "model"), Stance.NEUTRAL), (("cite",), ("prompt", "model", "retrieval"), Stance.FOR),
     (("style", "pairs"), ("prompt", "model"), Stance.NEUTRAL),
     (("style", "pairs"), ("prompt", "model", "price"), Stance.FOR)],
)  # fmt: skip
def test_what_was_tried_and_measured_speaks_for_the_decision(
    needs: tuple[str, ...], tried: tuple[str, ...], stance: Stance
) -> None:
    outcome = decide(*needs, tried=tried, approver="Sato")
    assert (outcome.stance, "recorded" in codes(outcome)) == (stance, stance is Stance.FOR)


def test_without_a_name_it_is_no_record() -> None:
    outcome = decide(tried=("prompt", "model"))
    assert outcome.stance is Stance.NEUTRAL
    assert "no_approver" in codes(outcome)


@pytest.mark.parametrize("pattern", ["fine_tuning", "pre_training"])
def test_a_model_trained_before_a_prompt_was_measured_speaks_against_it(pattern: str) -> None:
    trained = Context(NO_LENS, facts={"pattern": (pattern,)})
    outcome = decide("style", "pairs", context=trained, tried=("model", "price"), approver="Sato")
    assert outcome.stance is Stance.AGAINST
    assert "trained_too_early" in codes(outcome)
    measured = decide("style", "pairs", context=trained, tried=("prompt", "model", "price"), approver="Sato")
    assert measured.stance is Stance.FOR
    assert "trained_too_early" not in codes(measured)
    assert "trained_too_early" not in codes(decide("style", "pairs"))


def test_tuning_starts_only_when_everything_lighter_was_measured() -> None:
    assert codes(decide("style", "pairs"))[-1] == "start_prompt"
    assert codes(decide("cite", "style", "pairs"))[-1] == "start_prompt"
    assert codes(decide("style", "pairs", tried=("prompt",)))[-1] == "start_prompt"
    assert codes(decide("cite", "style", "pairs", tried=("prompt",)))[-1] == "start_retrieval"
    assert codes(decide("style", "pairs", tried=("prompt", "model", "price")))[-1] == "start_tuning"


def test_knowledge_that_changes_has_to_come_from_somewhere() -> None:
    with pytest.raises(Misfit) as caught:
        decide("changing")
    assert (caught.value.code, caught.value.field) == ("changing_without_facts", "changing")
