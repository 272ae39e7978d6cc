"""The outside world as a Django app."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IntegrationsConfig(AppConfig):
    """AWS and whatever else evidence comes from."""

    name = "integrations"
    verbose_name = _("Integrations")
