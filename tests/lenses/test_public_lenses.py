"""Real lenses that others published, as far as they lie beside this checkout."""

from collections import Counter
from pathlib import Path

import pytest

from assessments.lenses.format import LensInvalid, Level, Problem, examine, parse
from assessments.rules.lens import LensDocument
from assessments.rules.risk import assess, count
from assessments.rules.vocabulary import ChoiceState, Risk
from tests.lenses.documents import LENSES, validate

pytestmark = pytest.mark.skipif(not LENSES.is_dir(), reason="no public lenses beside this checkout")

#: Questions and choices of every lens that must be taken.
TAKEN = {
    "awslabs_orr-v1.3.3": (48, 112),
    "awslabs_orr-v1.3.4": (51, 125),
    "awssamples_generative-ai-lens": (29, 80),
    "awssamples_machine-learning-lens": (35, 140),
    "cfa_organizations-lens": (7, 20),
    "hub_amazon-s3": (35, 162),
    "hub_aws-passport": (11, 22),
    "hub_dynamodb-v1.0": (48, 130),
    "hub_elasticache-v2.0": (22, 85),
}


def source(name: str) -> bytes:
    return Path(LENSES / f"{name}.json").read_bytes()


def rules(problems: list[Problem]) -> Counter[str]:
    return Counter(problem.rule for problem in problems)


@pytest.mark.parametrize("name", TAKEN)
def test_a_public_lens_is_taken_as_it_is(name: str) -> None:
    document = source(name)
    lens = parse(document)
    questions = list(lens.questions())
    assert (len(questions), sum(len(question.choices) for question in questions)) == TAKEN[name]
    assert {problem.level for problem in validate(document, strict_aws=True)} <= {Level.WARNING}


def test_not_a_number_is_refused_with_path_and_line() -> None:
    with pytest.raises(LensInvalid) as caught:
        parse(source("hub_emr-spark-v1.0"))
    assert [(problem.path, problem.line, problem.rule) for problem in caught.value.problems] == [
        ("$.pillars[3].questions[4].title", 1448, "json.not_a_number"),
        ("$.pillars[3].questions[4].description", 1449, "json.not_a_number"),
    ]


def test_titles_and_characters_that_only_aws_refuses_are_named_one_by_one() -> None:
    found = examine(source("kdeath83_mas-mindforge-ai-risk"))
    assert (found.accepted, found.accepted_by_aws) == (True, False)
    assert rules(list(found.of(Level.AWS))) == {"too_long": 13, "characters": 7}


def test_rules_that_the_authors_hardly_meant_are_remarked() -> None:
    assert rules(validate(source("hub_elasticache-v2.0")))["no_default"] == 22
    assert rules(validate(source("awssamples_generative-ai-lens"))) == {
        "none_of_these_without_risk": 29,
        "default_never_decides": 29,
    }
    machine_learning = rules(validate(source("awssamples_machine-learning-lens")))
    assert (machine_learning["choice_in_no_rule"], machine_learning["default_never_decides"]) == (38, 35)


def judged(lens: LensDocument, none_of_these: bool | None) -> dict[Risk, int]:
    """Risks when every question is answered with all practices, with "none of these" only, or not at all."""
    return count(
        assess(
            question,
            {
                choice.id: ChoiceState.SELECTED
                for choice in question.choices
                if none_of_these is not None and choice.none_of_these is none_of_these
            },
        ).risk
        for question in lens.questions()
    )


def test_the_sample_of_the_generative_ai_lens_scores_as_measured() -> None:
    lens = parse(source("awssamples_generative-ai-lens"))
    assert judged(lens, None)[Risk.UNANSWERED] == 29
    assert judged(lens, False)[Risk.NONE] == 29
    assert (judged(lens, True)[Risk.HIGH], judged(lens, True)[Risk.MEDIUM]) == (13, 16)


def test_two_versions_of_one_lens_share_their_ids() -> None:
    older, newer = parse(source("awslabs_orr-v1.3.3")), parse(source("awslabs_orr-v1.3.4"))
    before = {question.id: question for question in older.questions()}
    after = {question.id: question for question in newer.questions()}
    assert (len(before.keys() & after.keys()), len(after.keys() - before.keys())) == (48, 3)
    dropped = [
        choice.id
        for id in before.keys() & after.keys()
        for choice in before[id].choices
        if after[id].choice(choice.id) is None
    ]
    assert len(dropped) == 1
    assert older.name != newer.name


def test_extra_keys_and_resources_survive() -> None:
    lens = parse(source("hub_amazon-s3"))
    assert lens.extra["_version"] == "v3.1.0"
    choices = [choice for question in lens.questions() for choice in question.choices]
    assert sum(resource.for_improvement for choice in choices for resource in choice.resources) == 5
    assert sum(bool(question.helpful) for question in lens.questions()) == 4
