"""The addresses that the shared parts of a page link to."""

from django.http import HttpRequest, HttpResponse
from django.urls import include, path


def nothing(request: HttpRequest, **_facts: str) -> HttpResponse:
    return HttpResponse()


INSIDE = (
    "workloads",
    "evidence_library",
    "aws_connections",
    "lenses",
    "reports",
    "people",
    "audit_log",
    "api_tokens",
    "organization_settings",
)

urlpatterns = [
    path("account/", include("allauth.urls")),
    path("language/", nothing, name="set_language_for_me"),
    path("me/", nothing, name="my_settings"),
    path("o/<slug:slug>/", nothing, name="portfolio"),
    *(path(f"o/<slug:slug>/{name}/", nothing, name=name) for name in INSIDE),
]
