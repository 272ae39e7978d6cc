"""Record answers: the only writer of `Answer`, for people only (an import contract keeps machines out)."""

from collections.abc import Mapping
from dataclasses import replace

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from assessments.actions import reviews
from assessments.errors import Clash, DomainError
from assessments.lenses import loader
from assessments.models import Answer, AnswerVersion, Membership, Review
from assessments.queries.answers import content_of, plain, stored
from assessments.rules import risk as risks
from assessments.rules.changes import changes
from assessments.rules.lens import Question
from assessments.rules.merge import AnswerContent, merge, taking
from assessments.tenancy import scope

NOTES_MAX = 2084
CHOICE_NOTE_MAX = 250


class AnswerRefused(DomainError):
    """The answer names a choice the question does not have, or a text is too long."""

    code = "answer_refused"
    status = 422


class StaleAnswer(Clash):
    """Someone saved the same field meanwhile.

    ``details``: ``current`` (version, who, content), ``collisions`` (paths of the fields), and ``mine``: the content
    that was to be saved, already joined with what they changed elsewhere.
    """

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
    what is there already writes nothing. Raises AnswerRefused, NoSuchQuestion, WorkloadArchived.
    """
    with scope.acting("answers.record"):
        reviews.lock(review)
        question = loader.question(review.lens_version, question_id)
        reviews.ensure_open(review)
        _check(question, content)
        answer = Answer.objects.filter(review=review, question_id=question_id).select_for_update().first()
        if answer is None:
            return _first(review, question, content, expected_version, by, because)
        if answer.version != expected_version:
            content = _merged(answer, content, expected_version, merging)
        if content_of(answer) == plain(content):
            return answer
        _write(answer, question, content, by, because)
        reviews.recount(review)
        return answer


@transaction.atomic
def carry_over(*, review: Review, by: Membership | None, because: str) -> None:
    """Judge every answer of a review by the lens version that the review follows now.

    Notes, reasons and what does not apply stay; ticks stay for choices that are still there. An answer to a question
    that is gone is kept and speaks no more. Without ``by`` no person did this: who gave an answer stays the one who
    updated it, then. Source: AWS Well-Architected Tool user guide, "Upgrading a lens".
    """
    lens = loader.document(review.lens_version)
    said_anew = False
    for answer in Answer.objects.filter(review=review).order_by("id").select_for_update():
        question = lens.question(answer.question_id)
        if question is None:
            continue
        said = content_of(answer)
        kept = {id: choice for id, choice in said.choices.items() if question.choice(id) is not None}
        content = replace(said, choices=kept)
        states = {id: choice.state for id, choice in kept.items()}
        if content != said or answer.risk != risks.assess(question, states, content.applicable).risk:
            _write(answer, question, content, by, because)
            said_anew = True
    reviews.recount(review, said_anew=said_anew)


def settle(
    *, review: Review, rows: Mapping[str, Answer], contents: Mapping[str, AnswerContent], by: Membership, because: str
) -> None:
    """Record several answers of a review at once. ``rows`` are its answers by question, locked, as is the review.

    Raises NoSuchQuestion, AnswerRefused.
    """
    for question_id, content in contents.items():
        question = loader.question(review.lens_version, question_id)
        _check(question, content)
        answer = rows.get(question_id) or Answer(review=review, question_id=question_id)
        _write(answer, question, content, by, because)
    reviews.recount(review, said_anew=bool(contents))


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
        raise StaleAnswer(
            _("This answer is not there any more. Reload the page."), current=None, collisions=[], mine=stored(content)
        )
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


def _write(answer: Answer, question: Question, content: AnswerContent, by: Membership | None, because: str) -> None:
    states = {choice_id: said.state for choice_id, said in content.choices.items()}
    columns = stored(content)
    for column, value in columns.items():
        setattr(answer, column, value)
    answer.risk = risks.assess(question, states, content.applicable).risk
    answer.because = because
    if by is None:
        answer.save(update_fields=[*columns, "risk", "because"])
    else:
        answer.updated_by = by
        answer.save()
    answer.refresh_from_db(fields=["version", "updated_at"])


def _merged(answer: Answer, mine: AnswerContent, expected_version: int, merging: bool) -> AnswerContent:
    """Mine and theirs in one, where they do not collide. Raises StaleAnswer where they do."""
    theirs = content_of(answer)
    base = AnswerVersion.objects.filter(answer=answer, number=expected_version).first()
    mine = plain(mine)
    if base is not None or expected_version == 0:
        merged = merge(content_of(base), mine, theirs)
        collisions = [collision.path for collision in merged.collisions]
        both = taking(merged.content, collisions, mine)
    else:
        # Nobody knows what mine was made from: whatever differs is a question.
        collisions = [change.path for change in changes(theirs, mine)]
        both = mine
    if merging and not collisions:
        return both
    raise StaleAnswer(
        _("%(name)s saved this answer meanwhile. Nothing of yours is lost: choose what to keep.")
        % {"name": answer.updated_by.user},
        current=current_state(answer),
        collisions=collisions,
        mine=stored(both),
    )


def current_state(answer: Answer) -> dict[str, object]:
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
