"""Which service plays which role, and where that is doubtful."""

import pytest

from assessments.rules.aids.aid import Answer, Context, Line, Outcome, Tone
from assessments.rules.aids.service_roles import ROLES, SERVICE_ROLES, _Role
from assessments.rules.applicability import Facts
from assessments.rules.vocabulary import Stance
from tests.rules.aids.asking import NO_LENS, ask, codes

GOOD = {
    "models": "bedrock", "search": "knowledge_bases", "vectors": "opensearch", "history": "dynamodb", "rules": "lex",
    "trial": "jumpstart", "orchestration": "step_functions", "guardrails": "bedrock_guardrails",
    "prompts": "prompt_management", "logs": "invocation_logging",
}  # fmt: skip


def inventory(facts: Facts | None = None, **said: Answer) -> Outcome:
    return ask(SERVICE_ROLES, Context(NO_LENS, facts=facts or {}), **GOOD | said)


def row(outcome: Outcome, role: str) -> tuple[str, ...]:
    """Service, fit and single point of a role, as the grid has them."""
    return next(tuple(cell.code for cell in cells[1:]) for cells in outcome.grids[0].rows if cells[0] == Line(role))


def test_a_service_that_fits_in_every_role_is_clear_and_no_evidence_for_a_practice() -> None:
    outcome = inventory()
    assert outcome.headline == Line("clear", {"roles": 10, "single": 0}, Tone.GOOD)
    assert (outcome.lines, outcome.stance) == ((), Stance.NEUTRAL)
    assert row(outcome, "history") == ("dynamodb", "fits", "nothing_to_say")


@pytest.mark.parametrize("role", [role for role in ROLES if role.doubtful], ids=lambda role: role.key)
def test_what_rarely_fits_a_role_is_doubtful_and_said_why(role: _Role) -> None:
    outcome = inventory(**{role.key: role.doubtful})
    assert (outcome.headline, codes(outcome)) == (
        Line("roles_doubtful", {"roles": 1}, Tone.CARE),
        [f"{role.key}_doubtful"],
    )


@pytest.mark.parametrize(
    ("role", "facts"),
    [("search", {"pattern": ("rag",)}), ("orchestration", {"pattern": ("agents", "workflow")}),
     ("guardrails", {"input": ("untrusted",)}), ("prompts", {}), ("logs", {})],
)  # fmt: skip
def test_a_role_that_the_facts_need_has_to_be_played(role: str, facts: Facts) -> None:
    outcome = inventory(facts, **{role: "none"})
    assert outcome.headline == Line("roles_uncovered", {"roles": 1}, Tone.GAP)
    assert f"{role}_needed" in codes(outcome)
    assert row(outcome, role)[1] == "uncovered"


@pytest.mark.parametrize("facts", [{}, {"pattern": ("prompt_only",), "input": ("fixed",)}])
def test_a_role_that_no_fact_needs_may_stay_empty(facts: Facts) -> None:
    empty = dict.fromkeys(("search", "vectors", "orchestration", "guardrails", "history", "trial"), "none")
    outcome = inventory(facts, **empty)
    assert outcome.headline == Line("clear", {"roles": 4, "single": 0}, Tone.GOOD)
    assert row(outcome, "search") == ("none", "not_used", "nothing_to_say")


def test_what_nobody_said_is_open() -> None:
    outcome = inventory(history=None)
    assert outcome.headline == Line("roles_unsaid", {"roles": 1}, Tone.CARE)
    assert row(outcome, "history") == ("unknown", "not_answered", "nothing_to_say")


def test_single_points_are_counted_only_where_something_plays_the_role() -> None:
    outcome = inventory(trial="none", history=None, single=("models", "trial", "history", "vectors"))
    assert outcome.lines[-1].figures == {"roles": 2}
    assert [row(outcome, role)[2] for role in ("models", "trial")] == ["single_point", "nothing_to_say"]
    assert inventory(single=("models",)).headline == Line("clear_but_single", {"roles": 10, "single": 1}, Tone.CARE)


def test_requests_that_a_rule_could_answer_are_named_with_their_share() -> None:
    assert inventory(rules="model", rule_share=30).lines[-1] == Line("rules_would_do", {"share": 30}, Tone.CARE)
    assert "rules_would_do" not in codes(inventory(rules="none", rule_share=0))


def test_a_store_that_nothing_searches_and_a_search_closed_to_new_customers_are_pointed_out() -> None:
    assert codes(inventory(search="none")) == ["vectors_without_search"]
    assert codes(inventory(search="none", vectors="none")) == []
    assert codes(inventory(search="kendra")) == ["kendra_closed"]


@pytest.mark.parametrize(
    ("models", "hosting"),
    [("bedrock", "managed_api"), ("other_api", "managed_api"), ("sagemaker", "managed_endpoint"),
     ("own_servers", "self_managed")],
)  # fmt: skip
def test_facts_follow_from_the_services(models: str, hosting: str) -> None:
    facts = inventory(models=models).facts
    assert facts == {"hosting": (hosting,), "pattern": ("rag", "workflow"), "guardrails": ("used",)}


def test_facts_add_to_what_is_known_and_replace_only_what_they_contradict() -> None:
    known = {"hosting": ("self_managed",), "pattern": ("prompt_only", "fine_tuning"), "guardrails": ("used",)}
    outcome = inventory(known, orchestration="agentcore", guardrails="prompt")
    assert outcome.facts == {
        "hosting": ("self_managed", "managed_api"),
        "pattern": ("fine_tuning", "rag", "agents"),
        "guardrails": ("not_used",),
    }
    assert "facts_differ" in codes(outcome)


def test_facts_that_agree_or_were_not_asked_do_not_differ_and_nothing_found_adds_no_pattern() -> None:
    assert "facts_differ" not in codes(inventory({"pattern": ("rag", "workflow", "agents")}))
    assert "facts_differ" not in codes(inventory({}))
    assert "pattern" not in inventory({"pattern": ("prompt_only",)}, search="none", orchestration="own_code").facts
    assert "guardrails" not in inventory(guardrails=None).facts
