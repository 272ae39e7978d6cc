"""Record answers: the only writer of `Answer`, for people only (an import contract keeps machines out)."""

from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from assessments.actions import reviews
from assessments.errors import Clash, DomainError
from assessments.lenses import loader
from assessments.models import Answer, AnswerVersion, Membership, Review
from assessments.rules import risk as risks
from assessments.rules.lens import Question
from assessments.rules.merge import AnswerContent, ChoiceAnswer, merge
from assessments.rules.vocabulary import ChoiceState, Reason
from assessments.tenancy import scope

NOTES_MAX = 2084
CHOICE_NOTE_MAX = 250


class AnswerRefused(DomainError):
    """The answer names a choice the question does not have, or a text is too long."""

    code = "answer_refused"
    status = 422


class StaleAnswer(Clash):
    """Someone saved the same field meanwhile. ``details``: ``current`` (version, who, content), ``collisions``."""

    code = "stale_answer"


@transaction.atomic
def record(
    *,
    review: Review,
    question_id: str,
    content: AnswerContent,
    expected_version: int,
    by: Membership,
    because: str = "",
    merging: bool = True,
) -> Answer:
    """Save an answer as version ``expected_version`` + 1, judge its risk, and keep the review's counters.

    ``expected_version`` is the version the person edited (0: none yet). When someone saved meanwhile, changes
    to other fields are merged if ``merging``; what collides raises StaleAnswer and nothing is written. Saving
    what is there already writes nothing. Raises AnswerRefused, NoSuchQuestion.
    """
    question = loader.question(review.lens_version, question_id)
    _check(question, content)
    with scope.acting("answers.record"):
        answer = Answer.objects.filter(review=review, question_id=question_id).select_for_update().first()
        if answer is None:
            return _first(review, question, content, expected_version, by, because)
        if answer.version != expected_version:
            content = _merged(answer, content, expected_version, merging)
        if content_of(answer) == _plain(content):
            return answer
        _write(answer, question, content, by, because)
        reviews.recount(review)
        return answer


def content_of(answer: Answer | AnswerVersion | None) -> AnswerContent:
    """What an answer, or one of its past states, says; of no answer, the untouched content."""
    if answer is None:
        return AnswerContent()
    choices = {
        choice_id: ChoiceAnswer(
            ChoiceState(said["state"]), Reason(said.get("reason") or Reason.NONE), said.get("note", "")
        )
        for choice_id, said in answer.choices.items()
    }
    return _plain(AnswerContent(answer.applicable, Reason(answer.reason), answer.notes, choices))


def stored(content: AnswerContent) -> dict[str, Any]:
    """The content as the columns of Answer: only choices about which something was said."""
    choices = {
        choice_id: {"state": said.state.value, "reason": said.reason.value, "note": said.note}
        for choice_id, said in sorted(_plain(content).choices.items())
    }
    return {
        "applicable": content.applicable,
        "reason": content.reason.value,
        "notes": content.notes,
        "choices": choices,
    }


def _plain(content: AnswerContent) -> AnswerContent:
    untouched = ChoiceAnswer()
    choices = {choice_id: said for choice_id, said in content.choices.items() if said != untouched}
    return AnswerContent(content.applicable, content.reason, content.notes, choices)


def _check(question: Question, content: AnswerContent) -> None:
    unknown = [choice_id for choice_id in content.choices if question.choice(choice_id) is None]
    if unknown:
        message = _("This question has no choice “%(choice)s”. Reload the page to see its choices.")
        raise AnswerRefused(message % {"choice": unknown[0][:64]}, field="choices")
    if len(content.notes) > NOTES_MAX:
        message = _("Notes can have %(limit)d characters; these have %(length)d. Nothing was cut: shorten them.")
        raise AnswerRefused(message % {"limit": NOTES_MAX, "length": len(content.notes)}, field="notes")
    if "\x00" in content.notes or any("\x00" in said.note for said in content.choices.values()):
        raise AnswerRefused(_("The text contains a NUL character, which cannot be kept. Remove it."), field="notes")
    for choice_id, said in content.choices.items():
        if len(said.note) > CHOICE_NOTE_MAX:
            message = _("A note on a choice can have %(limit)d characters; this one has %(length)d.")
            raise AnswerRefused(message % {"limit": CHOICE_NOTE_MAX, "length": len(said.note)}, field=choice_id)


def _first(
    review: Review, question: Question, content: AnswerContent, expected_version: int, by: Membership, because: str
) -> Answer:
    if expected_version != 0:
        raise StaleAnswer(_("This answer is not there any more. Reload the page."), current=None, collisions=[])
    answer = Answer(review=review, question_id=question.id)
    try:
        with transaction.atomic():
            _write(answer, question, content, by, because)
    except IntegrityError as error:
        # Someone else gave the first answer in this very moment: meet it like any other.
        if "answer_unique" not in str(error):
            raise
        return record(
            review=review, question_id=question.id, content=content, expected_version=0, by=by, because=because
        )
    reviews.recount(review)
    return answer


def _write(answer: Answer, question: Question, content: AnswerContent, by: Membership, because: str) -> None:
    states = {choice_id: said.state for choice_id, said in content.choices.items()}
    for column, value in stored(content).items():
        setattr(answer, column, value)
    answer.risk = risks.assess(question, states, content.applicable).risk
    answer.updated_by = by
    answer.because = because
    answer.save()
    answer.refresh_from_db(fields=["version", "updated_at"])


def _merged(answer: Answer, mine: AnswerContent, expected_version: int, merging: bool) -> AnswerContent:
    theirs = content_of(answer)
    base = AnswerVersion.objects.filter(answer=answer, number=expected_version).first()
    known = base is not None or expected_version == 0
    result = merge(content_of(base), _plain(mine), theirs) if known else None
    if merging and result is not None and not result.collisions:
        return result.content
    raise StaleAnswer(
        _("%(name)s saved this answer meanwhile. Nothing of yours is lost: choose what to keep.")
        % {"name": answer.updated_by.user},
        current=current_state(answer),
        collisions=[collision.path for collision in result.collisions] if result else ["*"],
    )


def current_state(answer: Answer) -> dict[str, Any]:
    """The saved state as a clash shows it: version, who, when, and the content."""
    return stored(content_of(answer)) | {
        "version": answer.version,
        "risk": answer.risk,
        "by": str(answer.updated_by.user),
        "at": answer.updated_at.isoformat(),
    }


def restore(*, answer: Answer, number: int, expected_version: int, by: Membership) -> Answer:
    """Bring a past state back as a new version. Raises AnswerRefused when there is no such version, StaleAnswer."""
    past = AnswerVersion.objects.filter(answer=answer, number=number).first()
    if past is None:
        raise AnswerRefused(_("There is no such version of this answer."), field="number")
    return record(
        review=answer.review,
        question_id=answer.question_id,
        content=content_of(past),
        expected_version=expected_version,
        by=by,
        because=f"version {number}",
        merging=False,
    )

