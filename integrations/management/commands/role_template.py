"""`manage.py role_template`: the CloudFormation template of the evidence role, for all checks there are."""

from typing import Any

from django.core.management.base import BaseCommand

from integrations.aws.template import template
from integrations.checks import registry


class Command(BaseCommand):
    """Prints the template without anybody's values; `deploy/cloudformation-role.json` is its output."""

    help = "Print the CloudFormation template of the role that evidence is collected through."

    def handle(self, *args: Any, **options: Any) -> None:
        """Nothing is read but the checks' declarations."""
        self.stdout.write(template(registry.every_action()))
