"""Where everything is mounted."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("api/v1/", include("assessments.api.urls")),
    path("", include("assessments.urls")),
    path("", include("integrations.urls")),
]
