"""By which method to evaluate a task, and whether the plan for it is whole."""

import pytest

from assessments.rules.aids.aid import Line, Outcome, Tone
from assessments.rules.aids.evaluation_method import EVALUATION_METHOD, METRICS
from assessments.rules.vocabulary import Stance
from tests.rules.aids.asking import ask, codes

CLASSES = {"labelled": "yes", "discrete": "yes", "critical": "no"}
JUDGED = {"labelled": "no", "automated": "yes", "critical": "no", "judge": "Large", "judge_kind": "stronger"}
PLAN = {"task": "Sort tickets", "threshold": 90, "share": 5.0, "rhythm": "weekly", "owner": "Sato"}


def plan(outcome: Outcome) -> dict[str, object]:
    """The plan by part: a text as it is, a sentence by its code."""
    said = {part.code: cell for part, cell in outcome.grids[0].rows if isinstance(part, Line)}
    return {part: cell.code if isinstance(cell, Line) else cell for part, cell in said.items()}


@pytest.mark.parametrize(
    ("labelled", "asked", "answer", "method"),
    [("yes", "discrete", "yes", "metrics"), ("yes", "discrete", "no", "similarity"),
     ("no", "automated", "yes", "judge"), ("no", "automated", "no", "people")],
)  # fmt: skip
def test_two_answers_decide_the_method_and_its_measures(labelled: str, asked: str, answer: str, method: str) -> None:
    outcome = ask(EVALUATION_METHOD, labelled=labelled, critical="no", **{asked: answer})
    assert outcome.headline.code == f"use_{method}"
    assert [row[0].code for row in outcome.grids[1].rows if isinstance(row[0], Line)] == list(METRICS[method])


def test_with_the_deciding_answer_open_nothing_is_concluded() -> None:
    outcome = ask(EVALUATION_METHOD, labelled="yes", critical="no", **PLAN)
    assert (outcome.headline.code, outcome.grids, outcome.stance) == ("undecided", (), Stance.NEUTRAL)


def test_a_whole_plan_speaks_for_the_practice() -> None:
    outcome = ask(EVALUATION_METHOD, **CLASSES, **PLAN)
    assert outcome.stance is Stance.FOR
    assert "complete" in codes(outcome)
    assert plan(outcome) == {
        "task": "Sort tickets", "method": "metrics", "threshold": "percent", "sample": "percent",
        "rhythm": "weekly", "owner": "Sato",
    }  # fmt: skip


@pytest.mark.parametrize("part", list(PLAN))
def test_one_part_missing_is_one_gap(part: str) -> None:
    outcome = ask(EVALUATION_METHOD, **CLASSES, **{name: value for name, value in PLAN.items() if name != part})
    gaps = next(line for line in outcome.lines if line.code == "gaps")
    assert (gaps.figures, gaps.tone, outcome.stance) == ({"count": 1}, Tone.GAP, Stance.NEUTRAL)


@pytest.mark.parametrize(
    ("critical", "share", "cell", "stance"),
    [
        ("yes", 100, "percent", Stance.FOR),
        ("yes", 99.9, "not_all", Stance.NEUTRAL),
        ("no", 99.9, "percent", Stance.FOR),
    ],
)
def test_what_is_critical_is_reviewed_in_full(critical: str, share: float, cell: str, stance: Stance) -> None:
    outcome = ask(EVALUATION_METHOD, **CLASSES | {"critical": critical}, **PLAN | {"share": share})
    assert (plan(outcome)["sample"], outcome.stance) == (cell, stance)


@pytest.mark.parametrize(
    ("kind", "cell", "stance"),
    [("stronger", "Large", Stance.FOR), ("other", "judge_other", Stance.NEUTRAL),
     ("same", "judge_same", Stance.NEUTRAL), (None, "open", Stance.NEUTRAL)],
)  # fmt: skip
def test_a_judge_is_another_and_a_stronger_model(kind: str | None, cell: str, stance: Stance) -> None:
    outcome = ask(EVALUATION_METHOD, **JUDGED | {"judge_kind": kind}, **PLAN)
    assert (plan(outcome)["judge_model"], outcome.stance) == (cell, stance)


def test_a_judge_without_a_name_is_open_and_other_methods_need_none() -> None:
    assert plan(ask(EVALUATION_METHOD, **JUDGED | {"judge": None}, **PLAN))["judge_model"] == "open"
    assert "judge_model" not in plan(ask(EVALUATION_METHOD, **CLASSES, **PLAN))


def test_evaluated_once_speaks_against_the_practice() -> None:
    outcome = ask(EVALUATION_METHOD, **CLASSES, **PLAN | {"rhythm": "once"})
    assert outcome.stance is Stance.AGAINST
    assert "gaps" in codes(outcome)


def test_only_what_concerns_this_plan_is_remarked() -> None:
    assert codes(ask(EVALUATION_METHOD, **CLASSES, **PLAN))[2:-2] == ["complete"]
    judged = ask(EVALUATION_METHOD, **JUDGED | {"critical": "yes"}, **PLAN | {"share": 100})
    assert codes(judged)[2:-2] == ["complete", "critical", "calibrate", "label_some"]
