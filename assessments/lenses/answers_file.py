"""Answers to a lens from a file: ``{"Q1": {"selected": ["a"], "not_applicable": ["b"], "applicable": true}}``.

For lens authors who try their rules without an installation. Questions that the file leaves out are unanswered. Ids
of the Generative AI Lens may be spelled as the Well-Architected Tool or its documentation spells them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from assessments.lenses.fields import Fields, Members
from assessments.lenses.json_text import Node, Reading, path, read
from assessments.lenses.problems import LensInvalid, quoted
from assessments.rules.ids import match
from assessments.rules.lens import LensDocument, Question
from assessments.rules.risk import assess
from assessments.rules.vocabulary import ChoiceState, Risk

KEYS = frozenset({"selected", "not_applicable", "applicable"})


@dataclass(frozen=True, slots=True)
class GivenAnswer:
    """What the file says about one question."""

    states: Mapping[str, ChoiceState] = field(default_factory=dict)
    applicable: bool = True


def parse(source: bytes, lens: LensDocument) -> dict[str, GivenAnswer]:
    """The answers by question. Raises LensInvalid with every problem: paths and lines are the file's."""
    reading = read(source)
    answers = _Reader(reading, lens).answers() if reading.root is not None else {}
    if reading.problems:
        raise LensInvalid(reading.problems)
    return answers


def risks(lens: LensDocument, answers: Mapping[str, GivenAnswer]) -> dict[str, Risk]:
    """The risk of every question of the lens under these answers."""
    untouched = GivenAnswer()
    given = ((question, answers.get(question.id, untouched)) for question in lens.questions())
    return {question.id: assess(question, answer.states, answer.applicable).risk for question, answer in given}


class _Reader:
    def __init__(self, reading: Reading, lens: LensDocument) -> None:
        self._fields = Fields(reading.findings)
        self._root = reading.root
        self._questions = {question.id: question for question in lens.questions()}

    def answers(self) -> dict[str, GivenAnswer]:
        members = self._fields.members(self._root, "$") if self._root else None
        return dict(self._each(members)) if members else {}

    def _each(self, members: Members) -> Iterator[tuple[str, GivenAnswer]]:
        answered: set[str] = set()
        for id, node in members.nodes.items():
            meant = match(id, self._questions)
            if meant is None:
                message = _("The lens document has no “{found}”.")
                self._fields.note(members, id, "unknown_id", message, found=quoted(id))
                continue
            if meant in answered:
                message = _("“{found}” is answered twice, under two spellings of its id.")
                self._fields.note(members, id, "answered_twice", message, found=quoted(meant))
                continue
            answered.add(meant)
            said = self._fields.members(node, path([id]))
            if said is not None:
                yield meant, self._answer(said, self._questions[meant])

    def _answer(self, said: Members, question: Question) -> GivenAnswer:
        for key in sorted(said.nodes.keys() - KEYS):
            message = _("“{found}” is not known here; known are {known}.")
            self._fields.note(said, key, "unknown_key", message, found=quoted(key), known=", ".join(sorted(KEYS)))
        selected = self._choices(said, "selected", question)
        without = self._choices(said, "not_applicable", question)
        for id in sorted(selected & without):
            message = _("“{found}” is both selected and not applicable.")
            self._fields.note(said, "not_applicable", "contradiction", message, found=quoted(id))
        states = dict.fromkeys(selected, ChoiceState.SELECTED) | dict.fromkeys(without, ChoiceState.NOT_APPLICABLE)
        return GivenAnswer(states, self._applicable(said))

    def _choices(self, said: Members, key: str, question: Question) -> set[str]:
        choices = [choice.id for choice in question.choices]
        meant = {id: match(id, choices) for id in self._fields.strings(said, key)}
        for unknown in (id for id, choice in meant.items() if choice is None):
            message = _("“{found}” is no choice of this question.")
            self._fields.note(said, key, "unknown_choice", message, found=quoted(unknown))
        return {choice for choice in meant.values() if choice is not None}

    def _applicable(self, said: Members) -> bool:
        node: Node | None = said.present("applicable")
        if node is None:
            return True
        if not isinstance(node.value, bool):
            self._fields.note(said, "applicable", "type", _("Expected true or false here."))
            return True
        return node.value
