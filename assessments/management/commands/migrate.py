"""Django's migrate, as the owner of the tables when DATABASE_OWNER_URL names one."""

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.commands import migrate


class Command(migrate.Command):
    """The application's role owns nothing and may not change tables; this command connects as the owner."""

    def add_arguments(self, parser: ArgumentParser) -> None:
        """As Django's, with the owner as the default database."""
        super().add_arguments(parser)
        if "owner" in settings.DATABASES:
            parser.set_defaults(database="owner")
