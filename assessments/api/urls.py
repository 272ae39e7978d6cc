"""Every address of the API, version 1."""

from django.urls import path
from drf_spectacular.views import SpectacularJSONAPIView

from assessments.api import answers, milestones, portfolio, workloads

urlpatterns = [
    path("openapi.json", SpectacularJSONAPIView.as_view(), name="api_schema"),
    path("workloads", workloads.Workloads.as_view(), name="api_workloads"),
    path("workloads/<uuid:workload_id>", workloads.OneWorkload.as_view(), name="api_workload"),
    path("workloads/<uuid:workload_id>/milestones", milestones.Milestones.as_view(), name="api_milestones"),
    path(
        "workloads/<uuid:workload_id>/milestones/<int:number>",
        milestones.OneMilestone.as_view(),
        name="api_milestone",
    ),
    path("reviews/<uuid:review_id>/answers", answers.Answers.as_view(), name="api_answers"),
    path("reviews/<uuid:review_id>/answers/<str:question_id>", answers.OneAnswer.as_view(), name="api_answer"),
    path("portfolio", portfolio.PortfolioCounters.as_view(), name="api_portfolio"),
]
