"""One practice of an answer changed, and what follows for "none of these"."""

from dataclasses import replace

from assessments.rules.lens import Question
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState


def put(question: Question, content: AnswerContent, choice_id: str, *, in_place: bool) -> AnswerContent:
    """The answer with this practice in place, or not; notes and reasons stay.

    "None of these" follows, where the question has it: it goes when a practice comes, and it comes when the last one
    goes. Without it the question would turn from a risk to unanswered, although somebody has just said what is true.
    """
    state = ChoiceState.SELECTED if in_place else ChoiceState.UNSELECTED
    choices = dict(content.choices) | {choice_id: _in_state(content, choice_id, state)}
    selected = {id for id, said in choices.items() if said.state is ChoiceState.SELECTED}
    for choice in question.choices:
        if choice.none_of_these:
            alone = not selected - {choice.id}
            choices[choice.id] = _in_state(
                content, choice.id, ChoiceState.SELECTED if alone else ChoiceState.UNSELECTED
            )
    return replace(content, choices=choices)


def _in_state(content: AnswerContent, choice_id: str, state: ChoiceState) -> ChoiceAnswer:
    return replace(content.choices.get(choice_id, ChoiceAnswer()), state=state)
