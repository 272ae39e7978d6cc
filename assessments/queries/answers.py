"""What an answer says, and every state it had, as frozen read models."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import pgettext

from assessments.lenses import loader
from assessments.models import Answer, AnswerVersion, Review, User
from assessments.rules.changes import Change, Field, Segment, changes, segments
from assessments.rules.lens import Question
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState, Reason, Risk, Text

#: The last word of the cause of a state that no person made: a minor version of the lens came.
BY_ITSELF = "minor"
HISTORY_SHOWN = 6
PER_PAGE = 20


@dataclass(frozen=True, slots=True)
class ChangeItem:
    """One change as people read it. ``code`` and ``title`` name the practice, when it is one's; ``path`` the field."""

    field: str
    path: str
    code: str
    title: Text
    before: object
    after: object

    @property
    def is_text(self) -> bool:
        """Whether people wrote what changed."""
        return self.field in {Field.NOTES, Field.CHOICE_NOTE}

    @property
    def segments(self) -> tuple[Segment, ...]:
        """The difference of a text. Worked out when asked for: it costs, and most lists do not show it."""
        return segments(str(self.before), str(self.after)) if self.is_text else ()


@dataclass(frozen=True, slots=True)
class HistoryItem:
    """One state of the answer: who made it, what it changed, and the risk before and after."""

    number: int
    by: User
    at: datetime
    risk: str
    risk_before: str
    because: str
    changes: tuple[ChangeItem, ...]

    @property
    def cause(self) -> str:
        """Why it was saved, when it was more than an edit: ``proposal``, ``version`` or ``lens``."""
        return self.because.partition(" ")[0]

    @property
    def restored(self) -> str:
        """The number of the version it brought back."""
        return self.because.removeprefix("version ") if self.cause == "version" else ""

    @property
    def upgraded(self) -> str:
        """The lens version to which it was carried over."""
        return self.because.split()[1] if self.cause == "lens" else ""

    @property
    def by_itself(self) -> bool:
        """Whether no person made it: the answer followed a minor version of its lens."""
        return made_by_itself(self.because)


@dataclass(frozen=True, slots=True)
class HistoryPage:
    """A page of an answer's history, newest first."""

    items: tuple[HistoryItem, ...]
    older: int | None
    newer: int | None


def made_by_itself(because: str) -> bool:
    """Whether no person made a state of an answer, by its cause."""
    return because.startswith("lens ") and because.endswith(f" {BY_ITSELF}")


def content_of(answer: Answer | AnswerVersion | None) -> AnswerContent:
    """What an answer, or one of its past states, says; of no answer, the untouched content."""
    if answer is None:
        return AnswerContent()
    return _content(answer.applicable, answer.reason, answer.notes, answer.choices)


def content_from(columns: Mapping[str, Any]) -> AnswerContent:
    """The content back from what `stored` made of it."""
    return _content(columns["applicable"], columns["reason"], columns["notes"], columns["choices"])


def plain(content: AnswerContent) -> AnswerContent:
    """The same content without choices about which nothing was said."""
    untouched = ChoiceAnswer()
    choices = {choice_id: said for choice_id, said in content.choices.items() if said != untouched}
    return AnswerContent(content.applicable, content.reason, content.notes, choices)


def stored(content: AnswerContent) -> dict[str, Any]:
    """The content as the columns of Answer: only choices about which something was said."""
    choices = {
        choice_id: {"state": said.state.value, "reason": said.reason.value, "note": said.note}
        for choice_id, said in sorted(plain(content).choices.items())
    }
    return {
        "applicable": content.applicable,
        "reason": content.reason.value,
        "notes": content.notes,
        "choices": choices,
    }


def versions(answer_id: UUID) -> list[AnswerVersion]:
    """The versions that `recent` shows and the one before them, newest first. One query."""
    return list(_versions(answer_id)[: HISTORY_SHOWN + 1])


def recent(versions: Sequence[AnswerVersion], question: Question) -> tuple[HistoryItem, ...]:
    """What the newest `versions` of an answer changed, for the side of the page."""
    return _items(versions, question)[:HISTORY_SHOWN]


def history(answer: Answer, review: Review, page: int) -> HistoryPage:
    """One page of all states, the first being 1. One query."""
    question = loader.question(review.lens_version, answer.question_id)
    start = (page - 1) * PER_PAGE
    items = _items(list(_versions(answer.id)[start : start + PER_PAGE + 1]), question)
    return HistoryPage(items[:PER_PAGE], page + 1 if len(items) > PER_PAGE else None, page - 1 if page > 1 else None)


def described(found: Sequence[Change], question: Question) -> tuple[ChangeItem, ...]:
    """Changes with the names of the practices they speak about."""
    return tuple(_change(change, question) for change in found)


def _content(applicable: bool, reason: str, notes: str, choices: Mapping[str, Mapping[str, str]]) -> AnswerContent:
    said = {choice_id: _choice(one) for choice_id, one in choices.items()}
    return plain(AnswerContent(applicable, Reason(reason), notes, said))


def _choice(said: Mapping[str, str]) -> ChoiceAnswer:
    return ChoiceAnswer(ChoiceState(said["state"]), Reason(said.get("reason") or Reason.NONE), said.get("note", ""))


def _versions(answer_id: UUID) -> QuerySet[AnswerVersion]:
    rows = AnswerVersion.objects.filter(answer_id=answer_id).select_related("by__user").order_by("-number")
    return rows.only(
        "number", "at", "risk", "because", "choices", "applicable", "reason", "notes",
        "by__user__name", "by__user__email",
    )  # fmt: skip


def _items(states: Sequence[AnswerVersion], question: Question) -> tuple[HistoryItem, ...]:
    """Each state against the one before it; the first ever, against nothing said."""
    pairs = zip_longest(states, states[1:])
    return tuple(_item(state, before, question) for state, before in pairs)


def _item(state: AnswerVersion, before: AnswerVersion | None, question: Question) -> HistoryItem:
    return HistoryItem(
        number=state.number,
        by=state.by.user,
        at=state.at,
        risk=state.risk,
        risk_before=before.risk if before else Risk.UNANSWERED,
        because=state.because,
        changes=described(changes(content_of(before), content_of(state)), question),
    )


def _named(change: Change, question: Question) -> str:
    """The short code of the practice; "none of these" is none and has no code that would say anything."""
    choice = question.choice(change.choice_id) if change.choice_id else None
    if choice and choice.none_of_these:
        return pgettext("choice", "none of these")
    return (choice.code if choice else change.choice_id).removeprefix(f"{question.id}-")


def _change(change: Change, question: Question) -> ChangeItem:
    choice = question.choice(change.choice_id) if change.choice_id else None
    return ChangeItem(
        field=change.field.value,
        path=change.path,
        code=_named(change, question),
        title=choice.title if choice else {},
        before=change.before,
        after=change.after,
    )
