"""Answers over the API: read a review's questions, and save one with the version it changes."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import serializers
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions import answers
from assessments.api.problems import PreconditionFailed, PreconditionMissing
from assessments.api.resource import Resource
from assessments.lenses import loader
from assessments.models import Answer, Review
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState, Reason, Risk

STATES = [state.value for state in ChoiceState]
REASONS = [reason.value for reason in Reason]


class ChoiceBody(serializers.Serializer[Any]):
    """What is said about one choice."""

    state = serializers.ChoiceField(choices=STATES)
    reason = serializers.ChoiceField(choices=REASONS, default=Reason.NONE.value)
    note = serializers.CharField(max_length=answers.CHOICE_NOTE_MAX, allow_blank=True, default="")


class AnswerIn(serializers.Serializer[Any]):
    """A whole answer; choices that are not named are not selected."""

    applicable = serializers.BooleanField(default=True)
    reason = serializers.ChoiceField(choices=REASONS, default=Reason.NONE.value)
    notes = serializers.CharField(max_length=answers.NOTES_MAX, allow_blank=True, default="", trim_whitespace=False)
    choices = serializers.DictField(child=ChoiceBody(), default=dict)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        """A misspelt field, or none at all, would wipe the answer without a word: it is refused."""
        unknown = sorted(set(self.initial_data) - set(self.fields))
        if unknown:
            raise serializers.ValidationError({name[:64]: [_("There is no such field.")] for name in unknown[:20]})
        if not self.initial_data:
            raise serializers.ValidationError(_("Send the whole answer: at least one of its fields."))
        return attrs


class AnswerOut(serializers.Serializer[Any]):
    """One question of a review as it stands; ``version`` 0 is a question nobody touched."""

    question_id = serializers.CharField()
    risk = serializers.ChoiceField(choices=[risk.value for risk in Risk])
    version = serializers.IntegerField()
    applicable = serializers.BooleanField()
    reason = serializers.ChoiceField(choices=REASONS)
    notes = serializers.CharField()
    choices = serializers.DictField(child=ChoiceBody())
    updated_at = serializers.DateTimeField(allow_null=True)
    updated_by = serializers.CharField()


class Answers(Resource):
    """All questions of a review."""

    scopes = {"GET": "answers:read"}

    @extend_schema(operation_id="answers_list", responses=AnswerOut(many=True))
    def get(self, request: Request, review_id: Any) -> Response:
        """Every question of the lens, answered or not, in the lens's order."""
        review = _review(review_id)
        known = {answer.question_id: answer for answer in _answers(review)}
        questions = loader.document(review.lens_version).questions()
        return Response([_out(question.id, known.get(question.id)) for question in questions])


class OneAnswer(Resource):
    """One question of a review."""

    scopes = {"GET": "answers:read", "PUT": "answers:write"}

    @extend_schema(operation_id="answers_retrieve", responses=AnswerOut)
    def get(self, request: Request, review_id: Any, question_id: str) -> Response:
        """The answer, with its version as ETag."""
        review = _review(review_id)
        loader.question(review.lens_version, question_id)
        answer = _answers(review).filter(question_id=question_id).first()
        return _tagged(_out(question_id, answer))

    @extend_schema(
        operation_id="answers_save",
        request=AnswerIn,
        responses=AnswerOut,
        parameters=[OpenApiParameter("If-Match", str, OpenApiParameter.HEADER, required=True)],
    )
    def put(self, request: Request, review_id: Any, question_id: str) -> Response:
        """Save the whole answer. ``If-Match`` names the version it changes: 428 without, 412 when it is older."""
        review = _review(review_id)
        expected = _expected(request)
        body = AnswerIn(data=request.data)
        body.is_valid(raise_exception=True)
        try:
            answer = answers.record(
                review=review,
                question_id=question_id,
                content=_content(body.validated_data),
                expected_version=expected,
                by=request.auth.created_by,
                because="api",
                merging=False,
            )
        except answers.StaleAnswer as stale:
            raise PreconditionFailed(stale.message, stale.details.get("current")) from stale
        return _tagged(_out(question_id, answer))


def _review(review_id: Any) -> Review:
    review: Review = get_object_or_404(Review.objects.select_related("lens_version"), pk=review_id)
    return review


def _answers(review: Review) -> Any:
    return Answer.objects.filter(review=review).select_related("updated_by__user")


def _expected(request: Request) -> int:
    tag = request.headers.get("If-Match", "").strip().removeprefix("W/").strip('"')
    if not tag:
        raise PreconditionMissing(_('Send If-Match with the version you change: the ETag you were given, or "0".'))
    if not tag.isascii() or not tag.isdigit() or len(tag) > 9:
        raise PreconditionFailed(_("If-Match is not a version of this answer."))
    return int(tag)


def _content(data: dict[str, Any]) -> AnswerContent:
    choices = {
        choice_id: ChoiceAnswer(ChoiceState(said["state"]), Reason(said["reason"]), said["note"])
        for choice_id, said in data["choices"].items()
    }
    return AnswerContent(data["applicable"], Reason(data["reason"]), data["notes"], choices)


def _out(question_id: str, answer: Answer | None) -> dict[str, Any]:
    return answers.stored(answers.content_of(answer)) | {
        "question_id": question_id,
        "risk": answer.risk if answer else Risk.UNANSWERED.value,
        "version": answer.version if answer else 0,
        "updated_at": answer.updated_at if answer else None,
        "updated_by": str(answer.updated_by.user) if answer else "",
    }


def _tagged(body: dict[str, Any]) -> Response:
    return Response(body, headers={"ETag": f'"{body["version"]}"'})
