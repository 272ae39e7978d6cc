"""`manage.py seed_demo`: fill a fresh local installation with two organizations to look at."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from lens_app import env
from lens_app.demo import filling
from lens_app.demo.filling import Filled


class Command(BaseCommand):
    """Prints who can sign in. Run again, it changes nothing."""

    help = "Fill a local installation with the demo: two organizations with half a year of reviews."

    def handle(self, *args: Any, **options: Any) -> None:
        """Raises CommandError outside a local installation, without the owner's connection, or after a broken start."""
        if not settings.LOCAL or "owner" not in settings.DATABASES:
            raise CommandError("The demo is for a local installation: LENSBOARD_LOCAL=1 and DATABASE_OWNER_URL.")
        if filling.finished():
            self.stdout.write("The demo is there already; its passwords were shown when it was made.")
            return
        if filling.begun():
            raise CommandError("The demo was begun and broke off. Remove the local data, or start without the demo.")
        self._tell(filling.fill(fake_url=env.text("AWS_FAKE_URL")))

    def _tell(self, filled: Filled) -> None:
        self.stdout.write(f"Sign in with the password {filled.password} as one of")
        for person in filled.persons:
            self.stdout.write(f"  {person.email:<30} {person.name}")
