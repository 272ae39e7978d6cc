"""Connect AWS accounts: declare a role, prove whose account it is, and that it insists on our external id."""

import uuid
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from assessments.errors import Clash, DomainError
from assessments.models import Membership, Workload
from assessments.rules.vocabulary import in_language
from assessments.tenancy import scope
from integrations.aws import arn, session
from integrations.aws.credentials import Base
from integrations.aws.errors import Unreadable
from integrations.aws.reasons import sentence
from integrations.checks import registry
from integrations.models import AwsConnection, WorkloadConnection


class RoleArnRefused(DomainError):
    """The role ARN is not one that can be used here."""

    code = "role_arn_refused"
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
    own = settings.AWS_BASE
    if not own["access_key_id"] or not own["secret_access_key"]:
        message = _("This installation has no AWS credentials yet. Set LENSBOARD_AWS_ACCESS_KEY_ID and its secret.")
        raise NoOwnCredentials(message)
    return Base(**own)


@transaction.atomic
def connect(*, name: str, role_arn: str, regions: list[str], stage: str, by: Membership) -> AwsConnection:
    """Declare an account by its role. Raises RoleArnRefused, AccountTaken."""
    role = checked_role(role_arn)
    with scope.acting("connections.connect"):
        connection = AwsConnection(
            name=name, role_arn=str(role), account_id=role.account_id, regions=regions, stage=stage, created_by=by
        )
        return _save(connection)


@transaction.atomic
def change(*, connection: AwsConnection, by: Membership, **facts: Any) -> AwsConnection:
    """Change name, role, Regions or stage; the external id never changes. A new role is untested again."""
    with scope.acting("connections.change"):
        if (role_arn := facts.pop("role_arn", None)) and role_arn != connection.role_arn:
            role = checked_role(role_arn)
            connection.role_arn, connection.account_id = str(role), role.account_id
            connection.verification, connection.verified_at = None, None
        for field in ("name", "regions", "stage"):
            setattr(connection, field, facts.get(field, getattr(connection, field)))
        return _save(connection)


@transaction.atomic
def remove(*, connection: AwsConnection, by: Membership) -> None:
    """Stop reading an account. What was seen there stays."""
    with scope.acting("connections.remove"):
        connection.removed_at = timezone.now()
        connection.save(update_fields=["removed_at"])
        WorkloadConnection.objects.filter(connection=connection).delete()


@transaction.atomic
def attach(*, workload: Workload, connections: list[AwsConnection], by: Membership) -> None:
    """Say which accounts run a workload: exactly these."""
    with scope.acting("connections.attach"):
        links = WorkloadConnection.objects.filter(workload=workload)
        links.exclude(connection__in=connections).delete()
        known = set(links.values_list("connection_id", flat=True))
        for connection in connections:
            if connection.id not in known:
                WorkloadConnection.objects.create(workload=workload, connection=connection)


def look(connection: AwsConnection) -> dict[str, Any]:
    """Try the role for real: what works, and what is missing. Slow (STS); call it outside any transaction.

    Returns ``{"ok", "trust", "reason", "statement"}``; ``statement`` is a sentence per language.
    """
    facts = facts_of(connection)
    errand = session.errand(str(connection.organization_id), str(uuid.uuid4()))
    try:
        session.assume(base(), facts, errand, actions=registry.actions_of(registry.catalogue().values()))
        trust = session.trust(base(), facts, errand)
    except Unreadable as reason:
        return {"ok": False, "trust": "", "reason": reason.why.value, "statement": dict(sentence(reason))}
    if trust is session.Trust.OPEN:
        return {"ok": False, "trust": trust.value, "reason": "trust_open", "statement": TRUST_OPEN}
    return {"ok": True, "trust": trust.value, "reason": "", "statement": WORKS}


TRUST_OPEN = {
    "en": "The role can be assumed without the external id, so anyone who may use this installation's AWS account could "
    "read through it. Add the condition sts:ExternalId to its trust policy; until then nothing is collected.",
    "ja": "このロールは外部IDなしで引き受けられます。信頼ポリシーにsts:ExternalIdの条件を追加するまで、収集は行いません。",
}
WORKS = {
    "en": "The role works, belongs to the declared account, and insists on the external id.",
    "ja": "ロールを引き受けられました。アカウントは申告どおりで、外部IDも必須になっています。",
}


@transaction.atomic
def keep_verification(*, connection: AwsConnection, seen: dict[str, Any], by: Membership | None) -> AwsConnection:
    """Keep what `look` saw."""
    with scope.acting("connections.verify"):
        connection.verification, connection.verified_at = seen, timezone.now()
        connection.save(update_fields=["verification", "verified_at"])
        return connection


def facts_of(connection: AwsConnection) -> session.Connection:
    """A connection's row as the AWS floor knows it."""
    return session.Connection(
        role_arn=connection.role_arn,
        external_id=str(connection.external_id),
        account_id=connection.account_id,
        regions=tuple(connection.regions),
    )


def checked_role(role_arn: str) -> arn.RoleArn:
    """The ARN, read. Raises RoleArnRefused with what is wrong with it."""
    own = settings.AWS_BASE
    try:
        return arn.role_arn(role_arn.strip(), partition=own["partition"], own_account=own["account_id"])
    except arn.RoleRefused as refused:
        raise RoleArnRefused(in_language(refused.text, get_language() or "en"), field="role_arn") from refused


def _save(connection: AwsConnection) -> AwsConnection:
    try:
        with transaction.atomic():
            connection.save()
    except IntegrityError as error:
        if "connection_name_unique" in str(error):
            raise AccountTaken(_("Another connection has this name. Choose a different one."), field="name") from error
        if "connection_account_unique" in str(error):
            raise AccountTaken(_("This account is connected already."), field="role_arn") from error
        raise
    return connection
