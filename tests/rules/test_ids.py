"""The ids of the Generative AI Lens in the spellings of the documentation, of the tool and of lens files are one."""

import pytest

from assessments.rules.ids import canonical

#: Practices per question, from the documentation of the November 2025 revision: 29 questions, 51 practices.
LENS = {
    "OPS": (2, 3, 2, 2, 1),
    "SEC": (4, 1, 1, 2, 1, 1),
    "REL": (1, 1, 2, 2, 3, 1),
    "PERF": (2, 3, 1, 2),
    "COST": (1, 2, 4, 1, 1),
    "SUS": (2, 1, 1),
}
QUESTIONS = [(pillar, number) for pillar, counts in LENS.items() for number in range(1, len(counts) + 1)]
PRACTICES = [(pillar, number, one) for pillar, number in QUESTIONS for one in range(1, LENS[pillar][number - 1] + 1)]


def test_there_are_29_questions_and_51_practices() -> None:
    assert (len(QUESTIONS), len(PRACTICES)) == (29, 51)


@pytest.mark.parametrize(("pillar", "number"), QUESTIONS)
def test_a_question_has_one_id(pillar: str, number: int) -> None:
    id = f"GEN{pillar}{number:02}"
    assert {canonical(id), canonical(f"gen{pillar.lower()}{number}"), canonical(id.lower())} == {id}
    none = f"{id}_no"
    assert {canonical(none), canonical(f"gen{pillar.lower()}{number}_no"), canonical(f"{id}-NO")} == {none}


@pytest.mark.parametrize(("pillar", "number", "practice"), PRACTICES)
def test_a_practice_has_one_id(pillar: str, number: int, practice: int) -> None:
    id = f"GEN{pillar}{number:02}_BP{practice:02}"
    spellings = (id, id.replace("_", "-"), f"gen{pillar.lower()}{number}_{practice}", id.lower().replace("_", "-"))
    assert {canonical(one) for one in spellings} == {id}


def test_the_spellings_of_different_things_stay_different() -> None:
    ids = {canonical(f"gen{pillar.lower()}{number}_{practice}") for pillar, number, practice in PRACTICES}
    ids |= {canonical(f"gen{pillar.lower()}{number}{end}") for pillar, number in QUESTIONS for end in ("", "_no")}
    assert len(ids) == 51 + 2 * 29


@pytest.mark.parametrize("alias", ["genai", "arn:aws:wellarchitected::aws:lens/genai"])
def test_the_lens_has_one_alias(alias: str) -> None:
    assert canonical(alias) == "genai"


@pytest.mark.parametrize(
    "other",
    [
        "", "ops_priorities", "AGENTOPS01", "GENOPS", "GENOPS01_BP", "GENOPS01_BP01_x", "xGENOPS01", "GENOPS01 ",
        "GENOPS001234", "GENOPS٣", "arn:aws:wellarchitected:us-east-1:123456789012:lens/own",
    ],
)  # fmt: skip
def test_the_ids_of_other_lenses_stay_as_they_are(other: str) -> None:
    assert canonical(other) == other
