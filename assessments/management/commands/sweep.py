"""Run once what beat does every few seconds."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments.actions import audit, following, waking


class Command(BaseCommand):
    """For installations without beat (call it from cron), and to see at once what is lost."""

    help = "Send again for jobs that were lost, ask for what reviews have to follow, and seal the audit log."

    def handle(self, **_options: Any) -> None:
        """Do all of it and say how much there was."""
        woken, asked = waking.wake_lost(), following.ask_where_behind()
        self.stdout.write(
            f"{woken} jobs woken, {asked} organizations follow a lens, {audit.seal_all()} audit events sealed"
        )
