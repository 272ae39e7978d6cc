"""Check that nobody changed the audit log afterwards."""

import sys
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from assessments.actions import audit
from assessments.models import Organization
from assessments.queries import audit as log
from assessments.rules.chain import Head
from assessments.tenancy import scope


class Command(BaseCommand):
    """Computes every organization's chain again, as the application's own role, one organization at a time."""

    help = "Verify the hash chain of the audit log. Ends with 1 when something was altered, added or removed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Which organization, and the head to find in it."""
        parser.add_argument("--organization", metavar="SLUG", help="only this one")
        parser.add_argument(
            "--head",
            metavar="NUMBER:DIGEST",
            help="a head printed earlier; the chain has to contain it (with --organization)",
        )

    def handle(self, *, organization: str | None = None, head: str | None = None, **_options: Any) -> None:
        """Print one line per organization, and one per break."""
        if head and not organization:
            raise CommandError("--head belongs to one organization: name it with --organization")
        try:
            expected = Head.parse(head) if head else None
        except ValueError as error:
            raise CommandError(str(error)) from error
        results = [self._verify(one, expected) for one in _organizations(organization)]
        if not all(result.sound for result in results):
            sys.exit(1)

    def _verify(self, organization: Organization, expected: Head | None) -> audit.Verification:
        found = audit.verify(organization.id, expected)
        state = "sound" if found.sound else f"{len(found.breaks)} BREAKS"
        waits = f", {found.waiting} events not sealed yet{' (late: is the worker running?)' if found.late else ''}"
        self.stdout.write(f"{organization.slug}: {state}, head {found.head}{waits if found.waiting else ''}")
        for one in found.breaks:
            self.stdout.write(f"  link {one.number}: {one.fault}{f', event {one.event_id}' if one.event_id else ''}")
        return found


def _organizations(slug: str | None) -> list[Organization]:
    found: list[Organization] = []
    for organization_id in log.organization_ids():
        with scope.organization(organization_id):
            found += Organization.objects.filter(id=organization_id, **({"slug": slug} if slug else {}))
    if slug and not found:
        raise CommandError(f"There is no organization {slug!r}.")
    return found
