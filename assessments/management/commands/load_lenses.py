"""Bring the built-in lenses into the database."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand

from assessments.actions import following
from assessments.lenses import loader


class Command(BaseCommand):
    """Writes as the owner: the application itself may not write what is built in. Reviews follow new words of it."""

    help = "Load the built-in lenses; a document that is there already is left alone. Reviews follow new words."

    def handle(self, *args: Any, verbosity: int = 1, **options: Any) -> None:
        """Load, and say what is new."""
        new = loader.load_built_in("owner" if "owner" in settings.DATABASES else "default")
        for version in new if verbosity else []:
            self.stdout.write(f"{version.name.get('en', version.lens.key)} {version.version} ({version.digest[:12]})")
        following.ask_where_behind()
