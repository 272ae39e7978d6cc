"""The improvement plan: what is in it, and in which order."""

from assessments.rules.improvement import plan
from assessments.rules.snapshot import WorkloadSnapshot
from assessments.rules.vocabulary import ChoiceState, Exposure, Risk
from tests.rules.snapshot_builder import choice, pillar, question, review, snapshot

SELECTED, NOT_APPLICABLE = ChoiceState.SELECTED, ChoiceState.NOT_APPLICABLE


def listed(found: WorkloadSnapshot, *pillars: str) -> list[str]:
    return [item.choice.id for item in plan(found, pillars=pillars)]


def test_only_questions_of_high_and_medium_risk_are_planned() -> None:
    questions = (question(risk.value, risk, choice(f"{risk.value}_1")) for risk in Risk)
    assert listed(snapshot(review("r", pillar("p", *questions)))) == ["HIGH_1", "MEDIUM_1"]


def test_only_practices_that_apply_and_are_missing_are_planned() -> None:
    choices = choice("c_in", SELECTED), choice("c_na", NOT_APPLICABLE), choice("c_missing"), choice("c_no")
    assert listed(snapshot(review("r", pillar("p", question("q", Risk.HIGH, *choices))))) == ["c_missing"]


TWO_PILLARS = snapshot(
    review(
        "r",
        pillar(
            "security", question("q1", Risk.MEDIUM, choice("s_medium")), question("q2", Risk.HIGH, choice("s_high"))
        ),
        pillar("cost", question("q3", Risk.HIGH, choice("c_high")), question("q4", Risk.MEDIUM, choice("c_medium"))),
    )
)


def test_all_high_risks_come_before_any_medium_one() -> None:
    assert listed(TWO_PILLARS) == ["s_high", "c_high", "s_medium", "c_medium"]


def test_the_priorities_of_the_workload_order_the_pillars() -> None:
    assert listed(TWO_PILLARS, "cost") == ["c_high", "s_high", "c_medium", "s_medium"]
    assert listed(TWO_PILLARS, "nothing", "security") == ["s_high", "c_high", "s_medium", "c_medium"]


def test_within_a_question_exposure_then_effort_then_the_author_decide() -> None:
    choices = (
        choice("plain"),
        choice("low", exposure=Exposure.LOW),
        choice("high_unknown", exposure=Exposure.HIGH),
        choice("high_large", exposure=Exposure.HIGH),
        choice("high_small", exposure=Exposure.HIGH),
        choice("medium", exposure=Exposure.MEDIUM),
    )
    found = snapshot(review("r", pillar("p", question("q", Risk.HIGH, *choices))))
    efforts = {("r", "q", "high_large"): 8, ("r", "q", "high_small"): 1}
    ordered = [item.choice.id for item in plan(found, efforts=efforts)]
    assert ordered == ["high_small", "high_large", "high_unknown", "medium", "low", "plain"]


def test_an_item_says_where_it_belongs() -> None:
    item = plan(TWO_PILLARS, efforts={("r", "q2", "s_high"): 3})[0]
    assert item.key == ("r", "q2", "s_high")
    assert (item.risk, item.pillar_id, item.effort, item.lens_name) == (Risk.HIGH, "security", 3, {"en": "r"})
