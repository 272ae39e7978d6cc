"""``manage.py checks``: which evidence checks there are, and what they need. Needs no database."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from integrations.checks import registry
from integrations.checks.registry import Check


class Command(BaseCommand):
    """List the evidence checks."""

    help = "List the evidence checks: what each looks at, the practices it speaks to, and the IAM actions it needs."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """``--json`` for machines."""
        parser.add_argument("--json", action="store_true", help="as JSON, with every text in every language")

    def handle(self, *args: Any, **options: Any) -> None:
        """Print the catalogue in the order of ids."""
        checks = registry.catalogue().values()
        if options["json"]:
            self.stdout.write(json.dumps([_facts(check) for check in checks], indent=2, ensure_ascii=False))
            return
        for check in checks:
            self.stdout.write(f"{check.id}  {check.title['en']} ({check.scope})")
            self.stdout.write(f"  speaks to  {', '.join(check.speaks_to)}")
            self.stdout.write(f"  needs      {', '.join(check.actions)}")
        self.stdout.write(f"{len(checks)} checks need {len(registry.actions_of(checks))} IAM actions.")


def _facts(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "version": check.version,
        "title": dict(check.title),
        "scope": check.scope,
        "speaks_to": list(check.speaks_to),
        "operations": list(check.operations),
        "actions": list(check.actions),
        "messages": {key: dict(text) for key, text in check.messages.items()},
    }
