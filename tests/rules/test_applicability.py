"""Scope facts: which practices they leave out, and that not knowing leaves nothing out."""

import json
from typing import Any

import pytest

from assessments.rules.applicability import Facts, applies, out_of_scope, scope
from assessments.rules.vocabulary import Reason
from tests.lenses.documents import REFERENCE
from tests.rules.lens_builder import choice, lens, question


@pytest.mark.parametrize(
    ("requires_any", "facts", "expected"),
    [
        ((), {"pattern": ()}, True),
        (("pattern.rag",), {"pattern": ("rag", "agents")}, True),
        (("pattern.rag",), {"pattern": ("prompt_only",)}, False),
        (("pattern.rag",), {"pattern": ()}, False),
        (("pattern.rag",), {}, True),
        (("pattern.rag", "pattern.agents"), {"pattern": ("agents",)}, True),
        (("region.multi&pattern.rag",), {"region": ("multi",), "pattern": ("rag",)}, True),
        (("region.multi&pattern.rag",), {"region": ("one",), "pattern": ("rag",)}, False),
        (("region.multi & pattern.rag",), {"region": ("multi",), "pattern": ("agents",)}, False),
        (("region.multi&pattern.rag",), {"region": ("one",)}, False),
        (("region.multi&pattern.rag",), {"pattern": ("rag",)}, True),
    ],
)
def test_a_practice_applies_when_one_alternative_holds(
    requires_any: tuple[str, ...], facts: Facts, expected: bool
) -> None:
    assert applies(requires_any, facts) is expected


def test_a_question_leaves_when_no_practice_is_left() -> None:
    agents = question([choice("agent_1", "pattern.agents"), choice("agent_no")], id="agents")
    mixed = question([choice("mixed_1", "pattern.agents"), choice("mixed_2")], id="mixed")
    empty = question([choice("empty_no")], id="empty")
    found = scope(lens(agents, mixed, empty), {"pattern": ("rag",)})
    assert [(out.question_id, out.choice_id) for out in found.practices] == [
        ("agents", "agent_1"),
        ("mixed", "mixed_1"),
    ]
    assert found.questions == {"agents"}


def test_nothing_is_left_out_before_anyone_was_asked() -> None:
    found = scope(lens(question([choice("agent_1", "pattern.agents")])), {})
    assert (found.practices, found.questions) == ((), frozenset())


@pytest.mark.parametrize(
    ("requires_any", "reason"),
    [
        ("region.multi", Reason.OUT_OF_SCOPE),
        ("pattern.agents", Reason.ARCHITECTURE_CONSTRAINTS),
        ("region.multi&pattern.agents", Reason.ARCHITECTURE_CONSTRAINTS),
    ],
)
def test_the_reason_says_whether_scope_or_architecture_decided(requires_any: str, reason: Reason) -> None:
    facts = {"region": ("one",), "pattern": ("rag",)}
    assert out_of_scope(question([choice("one_1", requires_any)]), facts)[0].reason is reason


def archetypes() -> list[Any]:
    if not REFERENCE.exists():
        return []
    return list(json.loads(REFERENCE.read_text())["scoping"]["archetypes"])


@pytest.mark.skipif(not REFERENCE.exists(), reason="the reference is not beside this checkout")
@pytest.mark.parametrize("archetype", archetypes(), ids=lambda archetype: archetype["id"])
def test_the_archetypes_of_the_reference_come_out_as_it_lists_them(archetype: dict[str, Any]) -> None:
    reference = json.loads(REFERENCE.read_text())
    by_question: dict[str, list[Any]] = {}
    for practice in reference["best_practices"]:
        made = choice(practice["id"], *practice["applicability"]["requires_any"])
        by_question.setdefault(practice["question"], []).append(made)
    facts = {
        fact["id"]: tuple(value for value in fact["values"] if f"{fact['id']}.{value}" in archetype["facts"])
        for fact in reference["scoping"]["facts"]
    }
    found = scope(lens(*(question(choices, id=id) for id, choices in by_question.items())), facts)
    assert sorted(out.choice_id for out in found.practices) == sorted(archetype["not_applicable_bps"])
    assert found.questions == set(archetype["not_applicable_questions"])
    assert 51 - len(found.practices) == archetype["applicable_bps"]
