"""Connect AWS accounts: declare whose role is read, where, and which workloads run there."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.actions import constraints, names
from assessments.errors import Clash, DomainError
from assessments.models import Membership, Workload
from assessments.rules.vocabulary import in_language
from assessments.tenancy import scope
from integrations.aws import arn, session
from integrations.aws import regions as aws_regions
from integrations.aws.credentials import Base
from integrations.aws.template import ROLE_NAME
from integrations.models import AwsConnection, WorkloadConnection


class RoleArnRefused(DomainError):
    """The role ARN is not one that can be used here."""

    code = "role_arn_refused"
    status = 422


class RegionRefused(DomainError):
    """No Region was named, or one that AWS does not have in this partition."""

    code = "region_refused"
    status = 422


class AccountTaken(Clash):
    """The organization has a connection of this name or to this account."""

    code = "account_taken"


class NoOwnCredentials(DomainError):
    """This installation has no AWS identity of its own yet, so it can assume no role."""

    code = "no_own_credentials"
    status = 409


def base() -> Base:
    """Our own identity, from the settings. Raises NoOwnCredentials when there is none."""
    if not has_own_credentials():
        message = _("This installation has no AWS credentials yet. Set LENSBOARD_AWS_ACCESS_KEY_ID and its secret.")
        raise NoOwnCredentials(message)
    own: Mapping[str, Any] = settings.AWS_BASE
    return Base(**own)


def has_own_credentials() -> bool:
    """Whether this installation has an AWS identity that can assume roles."""
    return bool(settings.AWS_BASE["access_key_id"] and settings.AWS_BASE["secret_access_key"])


@transaction.atomic
def connect(*, name: str, role_arn: str, regions: Iterable[str], stage: str, by: Membership) -> AwsConnection:
    """Declare an account by its role (see `checked_role`).

    Raises NameRefused, RoleArnRefused, RegionRefused, AccountTaken.
    """
    role = checked_role(role_arn)
    with scope.acting("connections.connect"):
        connection = AwsConnection(
            name=names.checked(name),
            role_arn=str(role),
            account_id=role.account_id,
            regions=checked_regions(regions),
            stage=stage,
            created_by=by,
        )
        return _save(connection)


@transaction.atomic
def change(
    *, connection: AwsConnection, name: str, role_arn: str, regions: Iterable[str], stage: str, by: Membership
) -> AwsConnection:
    """Change what was declared; the external id never changes. Another role is untested again.

    Raises NameRefused, RoleArnRefused, RegionRefused, AccountTaken.
    """
    role = checked_role(role_arn)
    with scope.acting("connections.change"):
        row = AwsConnection.objects.select_for_update().get(pk=connection.pk)
        if str(role) != row.role_arn:
            row.role_arn, row.account_id = str(role), role.account_id
            row.verification, row.verified_at = None, None
        row.name, row.regions, row.stage = names.checked(name), checked_regions(regions), stage
        return _save(row)


@transaction.atomic
def remove(*, connection: AwsConnection, by: Membership) -> None:
    """Stop reading an account. What was seen there stays."""
    with scope.acting("connections.remove"):
        connection.removed_at = timezone.now()
        connection.save(update_fields=["removed_at"])
        WorkloadConnection.objects.filter(connection=connection).delete()


@transaction.atomic
def attach(*, workload: Workload, connections: Sequence[AwsConnection], by: Membership) -> None:
    """Say which accounts run a workload: exactly these."""
    with scope.acting("connections.attach"):
        links = WorkloadConnection.objects.filter(workload=workload)
        links.exclude(connection__in=connections).delete()
        known = set(links.values_list("connection_id", flat=True))
        for connection in connections:
            if connection.id not in known:
                WorkloadConnection.objects.create(workload=workload, connection=connection)


def facts_of(connection: AwsConnection) -> session.Connection:
    """A connection's row as the AWS floor knows it."""
    return session.Connection(
        role_arn=connection.role_arn,
        external_id=str(connection.external_id),
        account_id=connection.account_id,
        regions=tuple(connection.regions),
    )


def checked_role(text: str) -> arn.RoleArn:
    """The role a person named: an ARN, or a bare account id, which means the role our template makes there.

    Raises RoleArnRefused with what is wrong with it.
    """
    own, text = settings.AWS_BASE, text.strip()
    if len(text) == 12 and text.isascii() and text.isdigit():
        text = f"arn:{own['partition']}:iam::{text}:role/{ROLE_NAME}"
    try:
        return arn.role_arn(text, partition=own["partition"], own_account=own["account_id"])
    except arn.RoleRefused as refused:
        said = in_language(refused.text, get_language() or "en")
        raise RoleArnRefused(said, field="role_arn") from refused


def checked_regions(named: Iterable[str]) -> list[str]:
    """The Regions a person named, each once and in order. Raises RegionRefused."""
    partition = settings.AWS_BASE["partition"]
    wanted = list(dict.fromkeys(named))
    if not wanted:
        raise RegionRefused(_("Name at least one Region."), field="regions")
    for region in wanted:
        if region not in aws_regions.known(partition):
            raise RegionRefused(_unknown_region(region[:30], partition), field="regions")
    return wanted


def _unknown_region(region: str, partition: str) -> str:
    if nearest := aws_regions.nearest(region, partition):
        said = _("AWS has no Region %(region)s in this partition. Did you mean %(nearest)s?")
        return said % {"region": region, "nearest": nearest}
    return _("AWS has no Region %(region)s in this partition.") % {"region": region}


def _save(connection: AwsConnection) -> AwsConnection:
    refusals = {
        "connection_name_unique": AccountTaken(
            _("Another connection has this name. Choose a different one."), field="name"
        ),
        "connection_account_unique": AccountTaken(_("This account is connected already."), field="role_arn"),
    }
    with constraints.explained(refusals):
        connection.save()
    return connection
