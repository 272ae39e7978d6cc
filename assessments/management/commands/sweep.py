"""Run once what beat does every few seconds."""

from typing import Any

from django.core.management.base import BaseCommand

from assessments.actions import audit, waking


class Command(BaseCommand):
    """For installations without beat (call it from cron), and to see at once what is lost."""

    help = "Send again for jobs that were lost, and seal the audit log."

    def handle(self, **_options: Any) -> None:
        """Do both and say how much there was."""
        self.stdout.write(f"{waking.wake_lost()} jobs woken, {audit.seal_all()} audit events sealed")
