"""The review: one question at a time, its answer, and every state the answer had."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from assessments import gate, words
from assessments.access import Permission
from assessments.actions import answers
from assessments.actions.answers import AnswerRefused, StaleAnswer
from assessments.errors import DomainError, NotFound
from assessments.forms import answers as forms
from assessments.forms.answers import PostedAnswer
from assessments.gate import OrgRequest
from assessments.lenses import loader
from assessments.models import Answer, AnswerVersion, Review
from assessments.queries import answers as histories
from assessments.queries import reviews as queries
from assessments.queries.answers import content_from, content_of
from assessments.rules.lens import Question
from assessments.rules.merge import AnswerContent, taking
from assessments.views import answer_fragments as fragments

AHEAD_SECONDS = 60


@require_safe
@gate.needs(Permission.READ)
def review(request: OrgRequest, review_id: UUID) -> HttpResponse:
    """Where to go on: the first question without an answer."""
    found = gate.found(queries.readable(), id=review_id)
    return _to_question(request, found, queries.first_open(found))


@require_safe
@gate.needs(Permission.READ)
def question(request: OrgRequest, review_id: UUID, question_id: str) -> HttpResponse:
    """One question: practices, what speaks for them, why this risk, evidence, notes, history."""
    found = gate.found(queries.readable(), id=review_id)
    asked(found, question_id)
    response = render(request, "reviews/question.html", page_context(request, found, question_id))
    if request.headers.get("X-Ahead"):
        # Fetched by review-turn.js before it is asked for: this one browser may show it to this session for a minute.
        response.headers["Cache-Control"] = f"private, max-age={AHEAD_SECONDS}"
    return response


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.ANSWER)
def answer(request: OrgRequest, review_id: UUID, question_id: str) -> HttpResponse:
    """Save an answer: JSON for our script as people work, a page for a form that was sent."""
    found = gate.found(queries.readable(), id=review_id)
    of = asked(found, question_id)
    if request.method == "GET":
        return _to_question(request, found, question_id)
    posted: PostedAnswer | None = None
    try:
        posted = forms.read(request.POST, of)
        content = _settled(found, question_id, posted)
        saved = answers.record(
            review=found,
            question_id=question_id,
            content=content,
            expected_version=posted.version,
            by=request.membership,
        )
    except StaleAnswer as error:
        return _stale(request, found, of, error)
    except DomainError as error:
        return _refused(request, found, of, error, posted)
    if fragments.wants_json(request):
        return JsonResponse(fragments.saved(request, queries.saved_answer(found, of, saved), saved))
    messages.success(request, fragments.said(saved))
    return _to_question(request, found, question_id)


@require_safe
@gate.needs(Permission.READ)
def answer_history(request: OrgRequest, review_id: UUID, question_id: str) -> HttpResponse:
    """Every state of the answer, newest first, each with what it changed."""
    found = gate.found(queries.readable(), id=review_id)
    of = asked(found, question_id)
    saved = Answer.objects.filter(review=found, question_id=question_id).first()
    page = request.GET.get("page", "1")
    number = int(page) if page.isdecimal() and len(page) < 7 else 1
    context = {
        "review": found,
        "question": of,
        "answer": saved,
        "history": histories.history(saved, found, max(1, number)) if saved else None,
        "editable": _editable(request, found, Permission.ANSWER),
    }
    return render(request, "reviews/history.html", context)


@require_http_methods(["GET", "POST"])
@gate.needs(Permission.ANSWER)
def answer_restore(request: OrgRequest, review_id: UUID, question_id: str, number: int) -> HttpResponse:
    """Bring a past state back as a new version."""
    found = gate.found(queries.readable(), id=review_id)
    saved = gate.found(Answer.objects.select_related("updated_by__user"), review=found, question_id=question_id)
    if request.method == "GET":
        return redirect("answer_history", request.organization.slug, review_id, question_id)
    saved.review = found
    version = request.POST.get("version", "")
    restored = answers.restore(
        answer=saved,
        number=number,
        expected_version=int(version) if version.isdecimal() and len(version) < 10 else 0,
        by=request.membership,
    )
    facts = {"old": number, "new": restored.version}
    messages.success(request, _("Version %(old)d is back, as version %(new)d.") % facts)
    return _to_question(request, found, question_id)


def asked(review: Review, question_id: str) -> Question:
    """The question of the review's lens. Raises NotFound."""
    found = loader.document(review.lens_version).question(question_id)
    if found is None:
        raise NotFound
    return found


def page_context(
    request: OrgRequest, review: Review, question_id: str, draft: AnswerContent | None = None, **more: Any
) -> dict[str, Any]:
    """What the question page shows to this person; ``draft`` is what they typed and could not save."""
    page = queries.question_page(review, question_id, draft)
    any_question = reverse("question", args=[request.organization.slug, review.id, "Q"])
    return {
        "page": page,
        "version": page.version,
        "workload": review.workload,
        "questions_url": any_question.removesuffix("Q"),
        "reasons": words.choices("reason"),
        "editable": _editable(request, review, Permission.ANSWER),
        "decidable": _editable(request, review, Permission.DECIDE),
        "attachable": _editable(request, review, Permission.EVIDENCE),
        "notes_max": answers.NOTES_MAX,
        "note_max": answers.CHOICE_NOTE_MAX,
    } | more


def _editable(request: OrgRequest, review: Review, permission: Permission) -> bool:
    return permission in request.can and review.workload.archived_at is None


def _settled(review: Review, question_id: str, posted: PostedAnswer) -> AnswerContent:
    """What was posted, with the other's words where the person chose them in a clash."""
    if not posted.theirs:
        return posted.content
    theirs = AnswerVersion.objects.filter(
        answer__review=review, answer__question_id=question_id, number=posted.version
    ).first()
    return taking(posted.content, posted.theirs, content_of(theirs))


def _stale(request: OrgRequest, review: Review, of: Question, error: StaleAnswer) -> HttpResponse:
    """Both states, and the choice between them field by field. Nothing was written, nothing is lost."""
    details = error.details
    mine = content_from(details["mine"])
    theirs = content_from(details["current"]) if details["current"] else AnswerContent()
    clash = fragments.clash(details, mine, theirs, of)
    if fragments.wants_json(request):
        context = {"clash": clash, "editable": True}
        body = {"code": error.code, "message": str(error.message), **details}
        body["fragments"] = {"clash": render(request, "reviews/_clash.html", context).content.decode()}
        return JsonResponse(body, status=error.status)
    version = details["current"]["version"] if details["current"] else 0
    context = page_context(request, review, of.id, mine, clash=clash, version=version)
    return render(request, "reviews/question.html", context, status=error.status)


def _refused(
    request: OrgRequest, review: Review, of: Question, error: DomainError, posted: PostedAnswer | None
) -> HttpResponse:
    """The page with what was typed and, beside its field, what is wrong with it."""
    if posted is None or fragments.wants_json(request) or not isinstance(error, AnswerRefused):
        raise error
    refusal = {"field": error.details.get("field", ""), "message": error.message}
    context = page_context(request, review, of.id, _known(posted.content, of), refusal=refusal, version=posted.version)
    return render(request, "reviews/question.html", context, status=error.status)


def _known(content: AnswerContent, of: Question) -> AnswerContent:
    """Without choices that the question does not have: the page could not show them."""
    return AnswerContent(
        content.applicable,
        content.reason,
        content.notes,
        {choice_id: said for choice_id, said in content.choices.items() if of.choice(choice_id)},
    )


def _to_question(request: OrgRequest, review: Review, question_id: str) -> HttpResponse:
    return redirect("question", request.organization.slug, review.id, question_id)
