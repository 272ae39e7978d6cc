"""Where everything is mounted."""

from django.urls import include, path

urlpatterns = [
    path("accounts/", include("allauth.urls")),
    path("", include("assessments.urls")),
    path("", include("integrations.urls")),
]
