"""Answers of one review for another whose lens asks the same."""

from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.transfer import matches, same_questions
from assessments.rules.vocabulary import ChoiceState, Reason
from tests.rules.lens_builder import lens, question

TICKED = ChoiceAnswer(ChoiceState.SELECTED)
OUT = ChoiceAnswer(ChoiceState.NOT_APPLICABLE, Reason.OTHER, "Not here.")
TOOL = lens(
    question("genops1_1 genops1_2 genops1_no", id="genops1"),
    question("gensec1_1", id="gensec1"),
    question("x", id="x1"),
)
OURS = lens(
    question("GENSEC01_BP01", id="GENSEC01"),
    question("GENOPS01_BP01 GENOPS01_no", id="GENOPS01"),
    question("y", id="y1"),
)


def test_lenses_that_spell_their_ids_differently_ask_the_same() -> None:
    assert same_questions(TOOL, OURS) == 2
    assert same_questions(OURS, lens(question("x", id="x1"))) == 0


def test_answers_come_in_the_ids_and_the_order_of_the_one_that_takes_them() -> None:
    said = {
        "genops1": AnswerContent(notes="Kept", choices={"genops1_1": TICKED, "genops1_2": OUT, "genops1_no": OUT}),
        "gensec1": AnswerContent(applicable=False, reason=Reason.OUT_OF_SCOPE),
        "x1": AnswerContent(notes="Nobody asks this there"),
    }
    security, operations = matches(TOOL, said, OURS, {})
    assert (security.question.id, security.content, security.replaces) == (
        "GENSEC01", AnswerContent(applicable=False, reason=Reason.OUT_OF_SCOPE), False,
    )  # fmt: skip
    assert operations.content == AnswerContent(notes="Kept", choices={"GENOPS01_BP01": TICKED, "GENOPS01_no": OUT})
    assert operations.lost == ("genops1_2",)


def test_what_is_said_already_is_not_offered_and_what_differs_is_a_replacement() -> None:
    said = {
        "genops1": AnswerContent(choices={"genops1_1": TICKED}),
        "gensec1": AnswerContent(choices={"gensec1_1": TICKED}),
    }
    there = {
        "GENOPS01": AnswerContent(choices={"GENOPS01_BP01": TICKED}),
        "GENSEC01": AnswerContent(notes="Ours"),
    }
    (match,) = matches(TOOL, said, OURS, there)
    assert (match.question.id, match.replaces, match.before) == ("GENSEC01", True, AnswerContent(notes="Ours"))


def test_an_answer_that_says_nothing_is_none() -> None:
    assert matches(TOOL, {"gensec1": AnswerContent()}, OURS, {}) == ()
