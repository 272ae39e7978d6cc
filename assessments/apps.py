"""The domain as a Django app."""

from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.db import connections, transaction
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class AssessmentsConfig(AppConfig):
    """Builds the walls after every migration."""

    name = "assessments"
    verbose_name = _("Assessments")

    def ready(self) -> None:
        """Hook the walls to the end of `migrate`."""
        post_migrate.connect(build_walls, dispatch_uid="walls")


def build_walls(app_config: AppConfig, using: str, **_more: Any) -> None:
    """Build the walls once all apps have their tables: Django calls this per app; the last one is ours to wait for."""
    from assessments.tenancy import walls  # noqa: PLC0415 - models are only there once apps are ready

    if app_config.label != "sessions":
        return
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        walls.build(cursor, app_role=settings.DATABASES["default"]["USER"])
