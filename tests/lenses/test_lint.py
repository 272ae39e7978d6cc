"""What a lens author is warned about: rules that are allowed but hardly meant."""

import re

import pytest

from assessments.lenses.format import Level
from tests.lenses.documents import changed, encoded, small, validate

IDS = {"A": "WATCH01_BP01", "B": "WATCH01_BP02", "N": "WATCH01_no"}
LETTER = re.compile("[ABN]")
RULES = "pillars.0.questions.0.riskRules"


def warnings(*rules: tuple[str, str]) -> list[tuple[str, str]]:
    """Warnings on the small lens with other rules, each (condition with A, B and N for its choices, risk)."""
    written = [
        {"condition": LETTER.sub(lambda found: IDS[found.group()], source), "risk": risk} for source, risk in rules
    ]
    found = validate(encoded(changed(RULES, written)))
    assert all(problem.level is Level.WARNING for problem in found)
    return [(problem.path.removeprefix("$.pillars[0].questions[0]."), problem.rule) for problem in found]


DEFAULT = ("default", "HIGH_RISK")


@pytest.mark.parametrize(
    ("rules", "expected"),
    [
        ([("A && B && !N", "NO_RISK"), ("A || B", "MEDIUM_RISK"), DEFAULT], []),
        ([("A && B && !N", "NO_RISK"), ("!A || !B", "HIGH_RISK")], [("riskRules", "no_default")]),
        ([("A && B", "NO_RISK"), ("A", "MEDIUM_RISK"), DEFAULT], [("choices[2]", "none_of_these_without_risk")]),
        ([("A && !N", "NO_RISK"), DEFAULT], [("choices[1]", "choice_in_no_rule")]),
        (
            [("A && B && !N", "NO_RISK"), ("!A || !B || N", "HIGH_RISK"), ("default", "MEDIUM_RISK")],
            [("riskRules[2]", "default_never_decides")],
        ),
        (
            [("A && !N", "NO_RISK"), ("A && B && !N", "MEDIUM_RISK"), DEFAULT],
            [("riskRules[1]", "rule_never_decides")],
        ),
        ([DEFAULT, ("A && B && !N", "NO_RISK")], [("riskRules[0]", "default_not_last")]),
    ],
)
def test_remarks(rules: list[tuple[str, str]], expected: list[tuple[str, str]]) -> None:
    assert warnings(*rules) == expected


def test_a_warning_stands_on_the_line_of_its_rule() -> None:
    document = encoded(changed(RULES, [{"condition": "WATCH01_BP01", "risk": "NO_RISK"}]))
    (line,) = {problem.line for problem in validate(document) if problem.rule == "no_default"}
    assert '"riskRules"' in document.decode().split("\n")[line - 1]


def test_warnings_wait_until_the_errors_are_gone() -> None:
    document = changed(RULES, [{"condition": "WATCH01_BP01", "risk": "NO_RISK"}])
    document["name"] = ""
    assert {problem.level for problem in validate(encoded(document))} == {Level.ERROR}


def test_rules_too_large_to_try_out_are_not_tried() -> None:
    document = small()
    question = document["pillars"][0]["questions"][0]
    question["choices"] = [
        {"id": f"choice_{n:02}", "title": "t", "improvementPlan": {"displayText": "d"}} for n in range(15)
    ]
    joined = " && ".join(choice["id"] for choice in question["choices"])
    question["riskRules"] = [
        {"condition": joined, "risk": "NO_RISK"},
        {"condition": joined, "risk": "MEDIUM_RISK"},
        {"condition": "default", "risk": "HIGH_RISK"},
    ]
    assert validate(encoded(document)) == []
