"""The seven presets, read against the built-in lens: which questions and practices each leaves out."""

import pytest

from assessments.forms.scope import FACTS, PRESETS
from assessments.lenses.format import parse
from assessments.lenses.loader import catalog
from assessments.rules.applicability import scope
from assessments.rules.archetypes import ARCHETYPES, Archetype
from assessments.rules.lens import LensDocument

NO_RETRIEVAL_NO_TUNING = "GENSEC05 GENSEC06 GENREL06 GENPERF04 GENCOST04 GENCOST05 GENSUS02"
TUNED = "GENSEC05 GENPERF04 GENCOST04 GENCOST05"
ONE_REGION = "REL03-BP02 REL05-BP02 REL05-BP03"
#: By archetype: the questions it leaves out, the practices it leaves out of other questions, and how many apply of 51.
EXPECTED = {
    "prompts": (
        NO_RETRIEVAL_NO_TUNING,
        f"OPS03-BP02 SEC01-BP03 {ONE_REGION} COST02-BP02 COST03-BP03 SUS01-BP02",
        35,
    ),
    "retrieval": ("GENSEC05 GENSEC06 GENREL06 GENCOST05", f"{ONE_REGION} COST02-BP02 SUS01-BP02", 42),
    "agents": ("GENSEC06 GENREL06", "COST02-BP02 SUS01-BP02", 47),
    "tuned_api": (TUNED, f"OPS03-BP02 {ONE_REGION} COST03-BP03", 41),
    "tuned_endpoint": (TUNED, f"OPS03-BP02 {ONE_REGION} COST03-BP03 COST03-BP04", 40),
    "batch": (
        NO_RETRIEVAL_NO_TUNING,
        f"OPS01-BP02 OPS03-BP02 SEC01-BP03 SEC04-BP02 {ONE_REGION} COST02-BP02 COST03-BP03 COST03-BP04 SUS01-BP02",
        32,
    ),
    "provider": (TUNED, f"OPS03-BP02 {ONE_REGION} COST03-BP03 COST03-BP04", 40),
}


@pytest.fixture(scope="module")
def built_in() -> LensDocument:
    current = next(one for one in catalog() if one.key == "generative_ai" and one.published_at is None)
    return parse(current.document, current.enrichment)


@pytest.mark.parametrize("archetype", ARCHETYPES, ids=lambda archetype: archetype.key)
def test_an_archetype_leaves_out_what_it_has_no_use_for(archetype: Archetype, built_in: LensDocument) -> None:
    questions, practices, applying = EXPECTED[archetype.key]
    found = scope(built_in, archetype.facts)
    assert found.questions == set(questions.split())
    others = {out.choice_id for out in found.practices if out.question_id not in found.questions}
    assert others == {f"GEN{code}".replace("-", "_") for code in practices.split()}
    assert 51 - len(found.practices) == applying


def test_presets_fill_in_only_what_the_wizard_asks() -> None:
    asked = {fact.name: {one.value for one in fact.values} for fact in FACTS}
    several = {fact.name for fact in FACTS if fact.several}
    assert [preset.key for preset in PRESETS] == list(EXPECTED)
    for preset in PRESETS:
        for fact, values in preset.scope.items():
            assert set(values) <= asked[fact], (preset.key, fact)
            assert len(values) == 1 or fact in several, (preset.key, fact)


def test_whatever_can_be_left_out_says_why_in_both_languages(built_in: LensDocument) -> None:
    for question in built_in.questions():
        for practice in question.practices:
            assert bool(practice.requires_any) == bool(practice.outside), practice.id
            if practice.requires_any:
                assert set(practice.outside) == {"en", "ja"}
                assert all(len(text) <= 125 for text in practice.outside.values()), practice.id
