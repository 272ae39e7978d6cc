"""Workloads over the API."""

from typing import Any

from django.db.models import Prefetch, QuerySet
from django_filters import rest_framework as filters
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework import generics, serializers

from assessments.api.resource import Resource
from assessments.models import Environment, Review, Workload
from assessments.tenancy.rows import TenantQuerySet


class ReviewOut(serializers.ModelSerializer[Review]):
    """A review in a list: which lens, and how many questions stand how."""

    lens = serializers.CharField(source="lens_version.lens.key")
    lens_version = serializers.CharField(source="lens_version.version")
    counts = serializers.DictField(child=serializers.IntegerField(), read_only=True)

    class Meta:
        model = Review
        fields = ["id", "lens", "lens_version", "counts", "pillars", "changed_at"]


class WorkloadOut(serializers.ModelSerializer[Workload]):
    """A workload with its reviews."""

    reviews = ReviewOut(many=True, source="review_rows")

    class Meta:
        model = Workload
        fields = [
            "id", "name", "description", "environment", "unit", "review_owner", "industry_type", "industry",
            "architectural_design", "regions", "other_regions", "account_ids", "pillar_priorities", "tags", "scope",
            "created_at", "updated_at", "archived_at", "reviews",
        ]  # fmt: skip


class WorkloadFilter(filters.FilterSet):
    """Exact unit and environment, part of a name, archived or not (default: not)."""

    name = filters.CharFilter(lookup_expr="icontains", max_length=100)
    unit = filters.CharFilter(max_length=100)
    environment = filters.ChoiceFilter(choices=Environment.choices)
    archived = filters.BooleanFilter(field_name="archived_at", lookup_expr="isnull", exclude=True)

    class Meta:
        model = Workload
        fields: list[str] = []

    def filter_queryset(self, queryset: QuerySet[Workload]) -> QuerySet[Workload]:
        """As asked; what is archived only when asked for."""
        found: QuerySet[Workload] = super().filter_queryset(queryset)
        return found if self.form.cleaned_data["archived"] is not None else found.filter(archived_at=None)


FILTERS = [
    OpenApiParameter("name", str, description="Part of the name"),
    OpenApiParameter("unit", str, description="The unit that owns it, exactly"),
    OpenApiParameter("environment", str, enum=Environment.values),
    OpenApiParameter("archived", bool, description="Only archived ones; default: only those that are not"),
]


class Workloads(Resource, generics.ListAPIView[Workload]):
    """The organization's workloads."""

    scopes = {"GET": "workloads:read"}
    serializer_class = WorkloadOut
    filterset_class = WorkloadFilter

    def get_queryset(self) -> QuerySet[Workload]:
        """With their reviews: two queries, however many rows."""
        if getattr(self, "swagger_fake_view", False):
            # The schema is made outside any organization: it needs the columns, not the rows.
            return TenantQuerySet(Workload).none()
        return with_reviews()

    @extend_schema(operation_id="workloads_list", filters=False, parameters=FILTERS)
    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """List workloads."""
        return super().get(request, *args, **kwargs)


class OneWorkload(Resource, generics.RetrieveAPIView[Workload]):
    """One workload."""

    scopes = {"GET": "workloads:read"}
    serializer_class = WorkloadOut
    lookup_url_kwarg = "workload_id"
    filter_backends: list[Any] = []

    def get_queryset(self) -> QuerySet[Workload]:
        """As in the list."""
        return with_reviews()


def with_reviews() -> QuerySet[Workload]:
    """Workloads with ``review_rows`` loaded, oldest first."""
    reviews = (
        Review.objects.select_related("lens_version__lens")
        .defer("lens_version__document", "lens_version__enrichment")
        .order_by("created_at", "id")
    )
    return Workload.objects.prefetch_related(Prefetch("reviews", reviews, to_attr="review_rows")).order_by("id")
