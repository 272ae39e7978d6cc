"""What a decision about one practice does to the answer around it."""

import pytest

from assessments.rules.lens import Choice, Question
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.practice import put
from assessments.rules.vocabulary import ChoiceState, Reason

ON, OFF, APART = ChoiceState.SELECTED, ChoiceState.UNSELECTED, ChoiceState.NOT_APPLICABLE


def question(*, none_of_these: bool = True) -> Question:
    """Three practices, and "none of these" if wished."""
    practices = tuple(Choice(id=id, code=id, title={}) for id in ("a", "b", "c"))
    none = (Choice(id="none", code="none", title={}, none_of_these=True),) if none_of_these else ()
    return Question(id="Q", pillar_id="p", title={}, name={}, choices=(*practices, *none))


def states(content: AnswerContent) -> dict[str, ChoiceState]:
    return {id: said.state for id, said in content.choices.items() if said.state is not OFF}


@pytest.mark.parametrize(
    ("before", "choice", "in_place", "after"),
    [
        ({"a": ON}, "a", False, {"none": ON}),
        ({"a": ON, "b": ON}, "a", False, {"b": ON}),
        ({"a": ON, "b": APART}, "a", False, {"b": APART, "none": ON}),
        ({"none": ON}, "a", True, {"a": ON}),
        ({}, "a", True, {"a": ON}),
        ({}, "a", False, {"none": ON}),
    ],
)
def test_none_of_these_follows(before: dict, choice: str, in_place: bool, after: dict) -> None:
    content = AnswerContent(choices={id: ChoiceAnswer(state) for id, state in before.items()})
    assert states(put(question(), content, choice, in_place=in_place)) == after


def test_where_the_question_has_none_of_these_not_nothing_is_made_up() -> None:
    content = AnswerContent(choices={"a": ChoiceAnswer(ON)})
    assert states(put(question(none_of_these=False), content, "a", in_place=False)) == {}


def test_what_people_wrote_stays() -> None:
    said = ChoiceAnswer(ON, Reason.NONE, "why")
    after = put(question(), AnswerContent(notes="all", choices={"a": said}), "a", in_place=False)
    assert (after.notes, after.choices["a"].note) == ("all", "why")
