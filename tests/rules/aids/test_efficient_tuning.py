"""Which parameter-efficient method, and how its variants are served."""

from typing import Any

import pytest

from assessments.rules.aids.aid import Line, Misfit, Outcome
from assessments.rules.aids.efficient_tuning import EFFICIENT_TUNING, MANY
from assessments.rules.vocabulary import Stance
from tests.rules.aids.asking import ask, codes

TENANTS = {"variants": 40, "task": "narrow", "spread": "no", "tenants": "yes", "size": "large", "hosting": "sagemaker"}


def choose(**change: Any) -> Outcome:
    """The outcome for 40 customers with a narrow task each, changed in what is named."""
    return ask(EFFICIENT_TUNING, **TENANTS | change)


def verdicts(outcome: Outcome) -> dict[str, str]:
    rows = [[cell.code for cell in row if isinstance(cell, Line)] for row in outcome.grids[0].rows]
    return {name: verdict for name, verdict, _, _ in rows}


@pytest.mark.parametrize(
    ("change", "method", "reason"),
    [({}, "prompt_tuning", "why_prompt_tuning"), ({"size": "small"}, "p_tuning", "why_p_tuning"),
     ({"task": "hard"}, "p_tuning", "why_p_tuning"), ({"task": "generate"}, "prefix", "why_prefix"),
     ({"task": "broad"}, "lora", "why_broad"), ({"spread": "yes", "task": "broad"}, "lora", "why_spread"),
     ({"tenants": "no"}, "lora", "why_few"), ({"hosting": "imported"}, "lora", "why_imported"),
     ({"hosting": "own"}, "prompt_tuning", "why_prompt_tuning"), ({"hosting": "bedrock"}, "managed", "why_managed")],
)  # fmt: skip
def test_the_facts_decide_the_method_and_the_reason_is_said(change: dict[str, str], method: str, reason: str) -> None:
    outcome = choose(**change)
    assert (outcome.headline.code, codes(outcome)[:2]) == (f"use_{method}", [reason, f"instead_of_{method}"])


@pytest.mark.parametrize(
    ("hosting", "variants", "serving"),
    [(hosting, count, f"serve_{hosting}_{'one' if count == 1 else 'several'}")
     for hosting in ("bedrock", "imported", "sagemaker", "own") for count in (1, 2)],
)  # fmt: skip
def test_one_variant_is_served_differently_from_several(hosting: str, variants: int, serving: str) -> None:
    assert codes(choose(tenants="no", hosting=hosting, variants=variants))[2] == serving


def test_soft_prompts_need_a_container_of_their_own() -> None:
    assert codes(choose())[2] == "serve_soft"


def test_the_other_methods_say_why_they_are_not_taken() -> None:
    assert verdicts(choose(size="small")) == {
        "lora": "fallback", "prompt_tuning": "too_small", "p_tuning": "take", "prefix": "not_needed",
    }  # fmt: skip
    imported = verdicts(choose(hosting="imported"))
    assert imported.pop("lora") == "take"
    assert set(imported.values()) == {"cannot_be_served"}
    assert set(verdicts(choose(hosting="bedrock")).values()) == {"not_yours"}


@pytest.mark.parametrize(("variants", "many"), [(MANY - 1, False), (MANY, True)])
def test_hundreds_of_variants_are_not_tended_by_hand(variants: int, many: bool) -> None:
    assert ("many" in codes(choose(variants=variants))) is many


def test_adapters_separate_behaviour_not_data() -> None:
    assert "tenants" in codes(choose())
    assert "tenants" not in codes(choose(tenants="no"))


def test_a_large_model_for_a_narrow_task_is_questioned() -> None:
    assert "smaller_base" in codes(choose(tenants="no"))
    assert "smaller_base" not in codes(choose(tenants="no", size="small"))
    assert "smaller_base" not in codes(choose(tenants="no", task="broad"))


def test_a_choice_of_method_proves_nothing() -> None:
    assert choose().stance is Stance.NEUTRAL


def test_one_variant_cannot_be_each_customers_own() -> None:
    with pytest.raises(Misfit) as caught:
        choose(variants=1)
    assert (caught.value.code, caught.value.field) == ("one_for_all_tenants", "variants")
