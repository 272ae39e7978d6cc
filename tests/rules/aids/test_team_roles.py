"""Who holds which role, and which questions nobody is there to answer."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from assessments.lenses.format import parse
from assessments.lenses.loader import catalog
from assessments.rules.aids.aid import Context, Line, Misfit, Outcome
from assessments.rules.aids.team_roles import LISTENING, ROLES, TEAM_ROLES, TOO_MANY
from assessments.rules.lens import LensDocument
from assessments.rules.vocabulary import Exposure, Risk, Stance
from tests.rules.aids.asking import ask, codes
from tests.rules.lens_builder import choice, lens, question

EVERYBODY = {role: f"{role}'s holder" for role in ROLES}


def made_of(*ids: str, exposure: Exposure | None = None) -> LensDocument:
    """A lens of these questions with one practice each."""
    return lens(*(question([replace(choice(f"{id}_BP01"), exposure=exposure)], id=id) for id in ids))


def staff(context: Context, without: Iterable[str] = (), **said: Any) -> Outcome:
    """The outcome where everybody but these roles is there."""
    people = {role: name for role, name in EVERYBODY.items() if role not in without}
    return ask(TEAM_ROLES, context, **people | said)


def states(outcome: Outcome) -> dict[str, str]:
    rows = [(row[0], row[3]) for row in outcome.grids[0].rows]
    return {role.code: state.code for role, state in rows if isinstance(role, Line) and isinstance(state, Line)}


def figures(outcome: Outcome, code: str) -> dict[str, object]:
    return dict(next(line.figures for line in outcome.lines if line.code == code))


def test_every_question_of_the_lens_has_a_role_that_answers_it() -> None:
    built_in = catalog()[-1]
    questions = {one.id for one in parse(built_in.document, built_in.enrichment).questions()}
    assert questions == {name for role, names in ROLES.items() if role not in LISTENING for name in names}
    assert {name for role in LISTENING for name in ROLES[role]} < questions


def test_with_everybody_there_nothing_is_open() -> None:
    outcome = staff(Context(made_of("GENOPS01", "GENSEC06")))
    assert (outcome.headline.code, codes(outcome), outcome.stance) == ("all_held", ["assign", "access"], Stance.NEUTRAL)
    assert outcome.grids[0].rows[0][1:3] == ("product_owner's holder", "GENOPS01")


def test_who_listens_is_told_apart_from_who_answers() -> None:
    said = states(staff(Context(made_of("GENOPS01"))))
    assert {role for role, state in said.items() if state == "listens"} == set(LISTENING)
    assert {role for role, state in said.items() if state == "held"} == set(ROLES) - set(LISTENING)


def test_with_nobody_there_every_question_is_an_orphan() -> None:
    outcome = ask(TEAM_ROLES, Context(made_of("GENOPS01", "GENSEC06")))
    assert outcome.headline.code == "nobody"
    assert figures(outcome, "unanswered_by_anybody") == {"questions": "GENOPS01, GENSEC06", "count": 2}


@pytest.mark.parametrize(
    ("risk", "exposure", "settled", "state", "headline"),
    [(Risk.HIGH, Exposure.HIGH, False, "urgent", "some_urgent"), (Risk.HIGH, None, False, "urgent", "some_urgent"),
     (Risk.UNANSWERED, Exposure.HIGH, False, "exposed", "some_vacant"),
     (Risk.MEDIUM, Exposure.HIGH, True, "vacant", "some_vacant"),
     (Risk.MEDIUM, Exposure.MEDIUM, False, "vacant", "some_vacant"),
     (Risk.NOT_APPLICABLE, Exposure.HIGH, False, "vacant", "some_vacant")],
)  # fmt: skip
def test_a_vacancy_is_as_urgent_as_its_questions(
    risk: Risk, exposure: Exposure | None, settled: bool, state: str, headline: str
) -> None:
    selected = frozenset({"GENCOST03_BP01"} if settled else ())
    context = Context(made_of("GENCOST03", exposure=exposure), risks={"GENCOST03": risk}, selected=selected)
    outcome = staff(context, without=["prompt_engineer"])
    assert (states(outcome)["prompt_engineer"], outcome.headline.code) == (state, headline)


def test_a_practice_that_does_not_apply_exposes_nobody() -> None:
    document = made_of("GENCOST03", exposure=Exposure.HIGH)
    outcome = staff(Context(document, not_applicable=frozenset({"GENCOST03_BP01"})), without=["prompt_engineer"])
    assert states(outcome)["prompt_engineer"] == "vacant"


def test_the_open_questions_of_vacant_roles_are_named() -> None:
    document = made_of("GENSEC04", "GENCOST03", exposure=Exposure.HIGH)
    outcome = staff(Context(document, risks={"GENSEC04": Risk.HIGH}), without=["prompt_engineer"])
    assert figures(outcome, "high_risk") == {"questions": "GENSEC04"}
    assert figures(outcome, "high_exposure") == {"questions": "GENCOST03"}
    assert outcome.headline.figures == {"count": 1}


def test_a_question_that_another_role_answers_is_no_orphan() -> None:
    shared = Context(made_of("GENOPS01"))
    assert "unanswered_by_anybody" not in codes(staff(shared, without=["product_owner"]))
    gone = staff(shared, without=["product_owner", "prompt_tester"])
    assert figures(gone, "unanswered_by_anybody") == {"questions": "GENOPS01", "count": 1}


def test_a_question_of_another_lens_is_nobodys() -> None:
    assert figures(staff(Context(made_of("OTHER"))), "unanswered_by_anybody")["questions"] == "OTHER"


def test_a_role_that_is_not_needed_is_no_gap() -> None:
    outcome = staff(Context(made_of("GENSEC06")), without=["data_labeler"], unneeded=("data_labeler",))
    assert (outcome.headline.code, states(outcome)["data_labeler"]) == ("all_held", "unneeded")
    alone = staff(Context(made_of("GENCOST03")), without=["prompt_engineer"], unneeded=("prompt_engineer",))
    assert (alone.headline.code, alone.headline.figures) == ("some_vacant", {"roles": 0, "questions": 1})


def test_who_writes_prompts_should_not_be_the_only_one_to_test_them() -> None:
    outcome = staff(Context(made_of("GENOPS01")), prompt_engineer="Sato", prompt_tester=" sato ")
    assert figures(outcome, "tests_own_prompts") == {"name": "sato"}


def test_an_auditor_does_not_audit_own_work() -> None:
    document = Context(made_of("GENOPS01"))
    assert figures(staff(document, auditor="Sato", architect="SATO"), "audits_own_work") == {"name": "Sato"}
    assert "audits_own_work" not in codes(staff(document, auditor="Sato", end_user="Sato"))


@pytest.mark.parametrize(("count", "said"), [(TOO_MANY, False), (TOO_MANY + 1, True)])
def test_one_person_with_too_many_roles_is_said(count: int, said: bool) -> None:
    roles = [role for role in ROLES if role not in ("prompt_tester", "auditor")][:count]
    outcome = staff(Context(made_of("GENOPS01")), **dict.fromkeys(roles, "Sato"))
    assert ("too_many_roles" in codes(outcome)) is said
    if said:
        assert figures(outcome, "too_many_roles") == {"name": "Sato", "count": count}


def test_a_role_is_not_held_and_unneeded_at_once() -> None:
    with pytest.raises(Misfit) as caught:
        staff(Context(made_of("GENOPS01")), unneeded=("auditor",))
    assert (caught.value.code, caught.value.field) == ("held_but_unneeded", "auditor")
