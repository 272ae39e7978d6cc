"""Milestones over the API."""

import json
from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers, status
from rest_framework.generics import get_object_or_404
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.actions import milestones, names
from assessments.api.resource import Resource
from assessments.models import Milestone, Workload
from assessments.queries import milestones as taken


class MilestoneIn(serializers.Serializer[Any]):
    """What a milestone is called."""

    name = serializers.CharField(min_length=3, max_length=100, validators=[names.validate])
    note = serializers.CharField(max_length=2000, allow_blank=True, default="")


class MilestoneOut(serializers.ModelSerializer[Milestone]):
    """A milestone's facts; ``digest`` is the SHA-256 of its canonical payload."""

    class Meta:
        model = Milestone
        fields = ["id", "number", "name", "note", "digest", "counts", "taken_at"]


class MilestoneWhole(MilestoneOut):
    """A milestone with everything it froze."""

    payload = serializers.SerializerMethodField()

    class Meta(MilestoneOut.Meta):
        fields = [*MilestoneOut.Meta.fields, "payload"]

    def get_payload(self, milestone: Milestone) -> dict[str, Any]:
        """The snapshot, as `rules.payload` writes it."""
        payload: dict[str, Any] = json.loads(milestone.payload)
        return payload


class Milestones(Resource):
    """A workload's milestones."""

    scopes = {"GET": "milestones:read", "POST": "milestones:write"}

    @extend_schema(operation_id="milestones_list", responses=MilestoneOut(many=True))
    def get(self, request: Request, workload_id: Any) -> Response:
        """All of them, oldest first."""
        return Response(MilestoneOut(taken.of_workload(_workload(workload_id)), many=True).data)

    @extend_schema(operation_id="milestones_take", request=MilestoneIn, responses={201: MilestoneOut})
    def post(self, request: Request, workload_id: Any) -> Response:
        """Freeze the workload as it is now."""
        body = MilestoneIn(data=request.data)
        body.is_valid(raise_exception=True)
        made = milestones.take(workload=_workload(workload_id), by=request.auth.created_by, **body.validated_data)
        return Response(MilestoneOut(made).data, status=status.HTTP_201_CREATED)


class OneMilestone(Resource):
    """One milestone, whole."""

    scopes = {"GET": "milestones:read"}

    @extend_schema(operation_id="milestones_retrieve", responses=MilestoneWhole)
    def get(self, request: Request, workload_id: Any, number: int) -> Response:
        """With its payload."""
        workload = _workload(workload_id)
        return Response(MilestoneWhole(get_object_or_404(Milestone.objects, workload=workload, number=number)).data)


def _workload(workload_id: Any) -> Workload:
    workload: Workload = get_object_or_404(Workload.objects.select_related("organization"), pk=workload_id)
    return workload
