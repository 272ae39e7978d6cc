"""Whether a workload may leave its phase of the lifecycle."""

from collections.abc import Sequence
from dataclasses import replace

import pytest

from assessments.rules.aids.aid import Answer, Context, Line, Misfit, Outcome, Tone
from assessments.rules.aids.phase_gates import PHASE_GATES
from assessments.rules.lens import Choice
from assessments.rules.vocabulary import Exposure, Risk, Stance
from tests.rules.aids.asking import ask, codes
from tests.rules.lens_builder import choice, lens, question


def practice(id: str, exposure: Exposure, *lifecycle: str, requires: tuple[str, ...] = ()) -> Choice:
    """A practice of a small lens, with the phases in which it counts."""
    code = id.replace("_", "-")
    return replace(choice(id, *requires), code=code, exposure=exposure, lifecycle=lifecycle)


LENS = lens(
    question([practice("A01_BP01", Exposure.LOW, "scoping", "deployment"), choice("A01_no")], id="A01"),
    question([
        practice("A02_BP01", Exposure.HIGH, "deployment", "integration"),
        practice("A02_BP02", Exposure.MEDIUM, "integration", requires=("pattern.rag",)),
    ], id="A02"),
    question([practice("A03_BP01", Exposure.HIGH, "deployment")], id="A03"),
)  # fmt: skip
COMPLETE = {"practice": "a02_bp01", "promise": "Limit to staff", "owner": "Ito", "due": "2027-01-31"}


def at_gate(phase: str, context: Context | None = None, **said: Answer) -> Outcome:
    return ask(PHASE_GATES, context or Context(LENS), phase=phase, moment="leaving", **said)


def open_rows(outcome: Outcome) -> Sequence[Sequence[Line | float | str]]:
    return next((grid.rows for grid in outcome.grids if grid.code == "still_open"), ())


def test_a_practice_is_due_from_the_first_phase_that_names_it_and_at_every_later_gate() -> None:
    assert [row[0] for row in open_rows(at_gate("scoping"))] == ["A01"]
    assert [row[0] for row in open_rows(at_gate("customization"))] == ["A01"]
    assert [row[0] for row in open_rows(at_gate("integration"))] == ["A02", "A01"]
    assert [row[0] for row in open_rows(at_gate("deployment"))] == ["A02", "A03", "A01"]


def test_questions_with_high_risk_come_first_and_cells_name_the_practices_by_level() -> None:
    row = open_rows(at_gate("integration", Context(LENS, risks={"A02": Risk.HIGH})))[0]
    assert row == ("A02", Line("integration"), "A02-BP01", "A02-BP02", Line("answered"))


def test_a_practice_without_a_phase_is_due_from_the_start() -> None:
    bare = lens(question([practice("B01_BP01", Exposure.HIGH)], id="B01"))
    assert at_gate("scoping", Context(bare)).headline.code == "stop"


def test_what_is_in_place_or_does_not_apply_is_not_open() -> None:
    done = Context(LENS, selected=frozenset({"A01_BP01", "A02_BP01"}), not_applicable=frozenset({"A02_BP02"}))
    assert at_gate("integration", done).headline.code == "pass"
    assert at_gate("deployment", done).headline.code == "stop"
    whole_question = replace(done, risks={"A03": Risk.NOT_APPLICABLE})
    assert at_gate("deployment", whole_question).headline.code == "pass"


def test_what_the_facts_leave_out_is_not_open_but_has_to_be_confirmed() -> None:
    context = Context(LENS, selected=frozenset({"A01_BP01", "A02_BP01"}), facts={"pattern": ("prompt_only",)})
    outcome = at_gate("integration", context)
    assert outcome.headline.code == "pass"
    assert [line.figures for line in outcome.lines if line.code == "unconfirmed"] == [{"practices": 1}]


def test_a_high_practice_stops_the_gate_until_a_complete_condition_lets_it_pass() -> None:
    allowed = {"strictness": "condition"}
    assert at_gate("integration", **allowed).headline.figures == {"open": 3, "blocking": 1}
    outcome = at_gate("integration", **allowed, conditions=(COMPLETE,))
    assert (outcome.headline.code, outcome.stance) == ("conditional", Stance.NEUTRAL)
    assert "milestone" in codes(outcome)
    assert "uncovered" in codes(at_gate("integration", **allowed))


@pytest.mark.parametrize("part", ["promise", "owner", "due"])
def test_a_condition_without_what_who_and_when_lets_nothing_pass(part: str) -> None:
    outcome = at_gate("integration", strictness="condition", conditions=(COMPLETE | {part: None},))
    assert outcome.headline.code == "stop"
    said = {"promise": "Limit to staff", "owner": "Ito", "due": "2027-01-31", part: Line("none")}
    assert outcome.grids[1].rows[0] == ("A02-BP01", *said.values(), Line("incomplete", tone=Tone.GAP))


def test_a_strict_gate_lets_no_high_practice_wait_and_is_what_is_taken_when_nobody_chose() -> None:
    for strictness in ("never", None):
        outcome = at_gate("integration", strictness=strictness, conditions=(COMPLETE,))
        assert (outcome.headline.code, "strict" in codes(outcome)) == ("stop", True)


def test_a_condition_on_what_is_no_longer_open_says_so() -> None:
    context = Context(LENS, selected=frozenset({"A02_BP01"}))
    outcome = at_gate("integration", context, strictness="condition", conditions=(COMPLETE,))
    assert outcome.grids[1].rows[0][-1].code == "not_needed"


def test_lower_risks_without_a_condition_are_named_for_the_improvement_plan() -> None:
    covered = COMPLETE | {"practice": "Ａ02-BP02"}
    outcome = at_gate("integration", strictness="condition", conditions=(COMPLETE, covered))
    assert [line.figures for line in outcome.lines if line.code == "improvement_plan"] == [{"practices": 1}]
    uncovered = at_gate("integration", strictness="condition", conditions=(COMPLETE,))
    assert [line.figures for line in uncovered.lines if line.code == "improvement_plan"] == [{"practices": 2}]


def test_in_the_middle_of_a_phase_it_shows_what_the_gate_will_ask_and_decides_nothing() -> None:
    outcome = ask(PHASE_GATES, Context(LENS), phase="integration", moment="during")
    assert (outcome.headline.code, outcome.headline.figures) == ("ahead", {"open": 3, "high": 1})
    assert [(line.code, line.figures) for line in outcome.lines] == [("late", {"practices": 1})]
    assert ask(PHASE_GATES, Context(LENS), phase="deployment", moment="during").lines[0].figures == {"practices": 3}
    assert ask(PHASE_GATES, Context(lens()), phase="scoping", moment="during").headline.code == "on_course"


def test_unanswered_questions_are_counted_once_each() -> None:
    context = Context(LENS, risks={"A01": Risk.MEDIUM, "A02": Risk.UNANSWERED, "A03": Risk.UNANSWERED})
    line = at_gate("integration", context).lines[0]
    assert (line.code, line.figures) == ("unanswered_first", {"questions": 1})


def test_somebody_decides() -> None:
    assert "no_decider" in codes(at_gate("scoping"))
    assert at_gate("scoping", decider="Sato").lines[-1].figures == {"decider": "Sato"}


@pytest.mark.parametrize("spelled", ["GENSEC01-BP02", "gensec01_bp02", "gensec1_2"])
def test_a_practice_may_be_spelled_as_aws_spells_it(spelled: str) -> None:
    secure = lens(question([practice("GENSEC01_BP02", Exposure.HIGH)], id="GENSEC01"))
    said = {"phase": "scoping", "moment": "leaving", "strictness": "condition"}
    outcome = ask(PHASE_GATES, Context(secure), **said, conditions=(COMPLETE | {"practice": spelled},))
    assert outcome.headline.code == "conditional"


def test_a_condition_on_a_practice_that_the_lens_does_not_have_is_a_slip() -> None:
    with pytest.raises(Misfit) as caught:
        at_gate("scoping", conditions=(COMPLETE | {"practice": "A09-BP01"},))
    assert (caught.value.code, caught.value.field) == ("unknown_practice", "conditions")
    assert caught.value.figures == {"practice": "A09-BP01"}
