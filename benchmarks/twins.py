"""The least that could do the same: no gate, no scope, no history, no audit, no row-level security.

Views and URLs of a Django of its own (`benchmarks.twin_settings`), which works as the owner of the tables. The
template twin renders our own template, with what our own query found once at the start.
"""

import json
import os
from functools import cache
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.urls import include, path
from rest_framework import generics

from assessments.api.workloads import WorkloadOut
from assessments.models import Review, Workload
from assessments.tenancy.rows import TenantQuerySet

ORGANIZATION = os.environ.get("BENCH_ORGANIZATION", "")
AGGREGATE = """
    SELECT w.id, w.name, w.unit, w.environment, p.key, p.value ->> 'HIGH', p.value ->> 'MEDIUM', p.value ->> 'NONE',
           p.value ->> 'UNANSWERED', p.value ->> 'NOT_APPLICABLE'
      FROM assessments_review r JOIN assessments_workload w ON w.id = r.workload_id, jsonb_each(r.pillars) p
     WHERE r.organization_id = %s AND w.archived_at IS NULL ORDER BY w.name"""
COLUMNS = ("workload_id", "workload", "unit", "environment", "pillar", "high", "medium", "none", "unanswered",
           "not_applicable")  # fmt: skip


def livez(request: HttpRequest) -> HttpResponse:
    """Up."""
    return HttpResponse("up")


def portfolio(request: HttpRequest) -> HttpResponse:
    """The rows of one aggregate, as JSON."""
    with connection.cursor() as cursor:
        cursor.execute(AGGREGATE, [ORGANIZATION])
        rows = [dict(zip(COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    return JsonResponse({"rows": rows})


@cache
def captured() -> tuple[str, dict[str, Any]]:
    """The template of the question page and its context, as `benchmarks.measures` wrote them down."""
    from benchmarks import capture  # noqa: PLC0415 - it needs the application's own settings to be loaded first

    return capture.question_page(os.environ["BENCH_QUESTION_PATH"], os.environ["BENCH_PERSON"])


def question_page(request: HttpRequest) -> HttpResponse:
    """The same document from the same template, without asking anyone for anything."""
    template, context = captured()
    return HttpResponse(render_to_string(template, context))


def update(request: HttpRequest) -> HttpResponse:
    """One UPDATE of one row by its key."""
    given = json.loads(request.body)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE bench_row SET notes = %s WHERE id = %s", [given["notes"], given["id"]])
    return JsonResponse({"version": given["version"] + 1})


class Workloads(generics.ListAPIView[Workload]):
    """Fifty workloads with their reviews, by DRF as it comes."""

    authentication_classes: tuple[Any, ...] = ()
    permission_classes: tuple[Any, ...] = ()
    throttle_classes: tuple[Any, ...] = ()
    pagination_class = None
    filter_backends: tuple[Any, ...] = ()
    serializer_class = WorkloadOut

    def get_queryset(self) -> Any:
        """The organization's first fifty."""
        found = list(TenantQuerySet(Workload).filter(organization_id=ORGANIZATION).order_by("id")[:50])
        reviews = TenantQuerySet(Review).filter(workload__in=found).select_related("lens_version__lens")
        by_workload: dict[Any, list[Review]] = {}
        for review in reviews.defer("lens_version__document", "lens_version__enrichment"):
            by_workload.setdefault(review.workload_id, []).append(review)
        for workload in found:
            workload.review_rows = by_workload.get(workload.id, [])  # type: ignore[attr-defined]
        return found


urlpatterns = [
    path("livez", livez),
    path("portfolio", portfolio),
    path("question", question_page),
    path("update", update),
    path("workloads", Workloads.as_view()),
    path("", include(settings.APPLICATION_URLCONF)),
]
