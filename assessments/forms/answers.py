"""An answer as a page sends it: fields named after the lens's choices, so no fixed form could list them."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from assessments.actions.answers import AnswerRefused
from assessments.rules.lens import Question
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState, Reason

Word = TypeVar("Word", bound=StrEnum)
KEEP = "keep:"


@dataclass(frozen=True, slots=True)
class PostedAnswer:
    """What a person sent: the content, the version they edited, and where they chose the other's words in a clash."""

    content: AnswerContent
    version: int
    theirs: tuple[str, ...]


def read(data: QueryDict, question: Question) -> PostedAnswer:
    """Read the fields of the question page. Raises AnswerRefused when one cannot be what the page sent.

    ``choice`` and ``na`` list the ids that are ticked; "does not apply" wins over "in place", being the more
    deliberate of the two. ``reason:<id>`` and ``note:<id>`` belong to a choice; ``keep:<path>`` settles a clash.
    """
    applicable = "not_applicable" not in data
    return PostedAnswer(
        content=AnswerContent(
            applicable=applicable,
            reason=Reason.NONE if applicable else _reason(data.get("reason", "")),
            notes=_text(data.get("notes", "")),
            choices=_choices(data, question),
        ),
        version=_version(data.get("version", "")),
        theirs=_theirs(data, question),
    )


def _theirs(data: QueryDict, question: Question) -> tuple[str, ...]:
    known = {"applicable", "reason", "notes"}
    known |= {f"choices.{choice.id}.{field}" for choice in question.choices for field in ("state", "reason", "note")}
    kept = (name.removeprefix(KEEP) for name, value in data.items() if name.startswith(KEEP) and value == "theirs")
    return tuple(path for path in kept if path in known)


def _choices(data: QueryDict, question: Question) -> dict[str, ChoiceAnswer]:
    ticked, outside = data.getlist("choice"), set(data.getlist("na"))
    ids = dict.fromkeys([*(choice.id for choice in question.choices), *ticked, *sorted(outside)])
    return {id: _choice(data, id, id in ticked, id in outside) for id in ids}


def _choice(data: QueryDict, choice_id: str, ticked: bool, outside: bool) -> ChoiceAnswer:
    state = ChoiceState.NOT_APPLICABLE if outside else ChoiceState.SELECTED if ticked else ChoiceState.UNSELECTED
    reason = _reason(data.get(f"reason:{choice_id}", "")) if outside else Reason.NONE
    return ChoiceAnswer(state, reason, _text(data.get(f"note:{choice_id}", "")))


def _text(value: str) -> str:
    """Line ends as one character: a browser sends two, and counts them as one."""
    return value.replace("\r\n", "\n").replace("\r", "\n")


def _reason(value: str) -> Reason:
    return _known(Reason, value or Reason.NONE, "reason")


def _version(value: str) -> int:
    if not value.isascii() or not value.isdigit() or len(value) > 9:
        raise AnswerRefused(_("The page did not say which version it edited. Reload it."), field="version")
    return int(value)


def _known(words: Callable[[str], Word], value: str, field: str) -> Word:
    try:
        return words(value)
    except ValueError as error:
        raise AnswerRefused(_("That is not one of the choices offered. Reload the page."), field=field) from error
