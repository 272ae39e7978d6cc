"""The portfolio over the API: flat rows that a BI tool can load."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from assessments.api.resource import Resource
from assessments.queries import workloads
from assessments.rules.vocabulary import Risk

COLUMNS = [(risk.value, risk.value.lower()) for risk in Risk]


class PortfolioRow(serializers.Serializer[Any]):
    """One workload × pillar: how many of its questions stand how."""

    workload_id = serializers.UUIDField()
    workload = serializers.CharField()
    unit = serializers.CharField()
    environment = serializers.CharField()
    pillar = serializers.CharField()
    high = serializers.IntegerField()
    medium = serializers.IntegerField()
    none = serializers.IntegerField()
    unanswered = serializers.IntegerField()
    not_applicable = serializers.IntegerField()


class PortfolioOut(serializers.Serializer[Any]):
    """The rows, and their sum per risk."""

    counts = serializers.DictField(child=serializers.IntegerField())
    workloads = serializers.IntegerField()
    rows = PortfolioRow(many=True)


class PortfolioCounters(Resource):
    """Counters over all workloads that are not archived."""

    scopes = {"GET": "portfolio:read"}

    @extend_schema(operation_id="portfolio_retrieve", responses=PortfolioOut)
    def get(self, request: Request) -> Response:
        """One row per workload and pillar, and the totals."""
        found = workloads.counters()
        rows = [
            {
                "workload_id": id,
                "workload": one.name,
                "unit": one.unit,
                "environment": one.environment,
                "pillar": pillar,
            }
            | {column: counts.get(risk, 0) for risk, column in COLUMNS}
            for one in found
            for id in (str(one.id),)
            for pillar, counts in one.pillars.items()
        ]
        totals = {risk: sum(row[column] for row in rows) for risk, column in COLUMNS}
        return Response({"counts": totals, "workloads": len(found), "rows": rows})
