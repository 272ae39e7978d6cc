"""Becoming a customer's role: with the connection's own external id, read-only, for an hour, under a telling name.

Source: IAM User Guide, "The confused deputy problem" and "Session policies"; STS API reference, AssumeRole.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from integrations.aws import client, policy
from integrations.aws.account import Account
from integrations.aws.arn import role_arn
from integrations.aws.credentials import Base, Grant
from integrations.aws.errors import FAILURES, Attempt, Unreadable, Why, unreadable

SECONDS = 3600
PRODUCT = "lensboard"
STS = ("sts:AssumeRole", "sts:GetCallerIdentity")


@dataclass(frozen=True, slots=True)
class Connection:
    """What a connection row knows: the role, the external id we made for it, where to look, whose it should be."""

    role_arn: str
    external_id: str
    account_id: str
    regions: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Errand:
    """Who asks and why, as the customer's CloudTrail shows it. See `errand`."""

    session_name: str
    source_identity: str


class Trust(StrEnum):
    """Whether a role's trust policy asks for the external id."""

    GUARDED = "guarded"
    OPEN = "open"


def errand(organization_id: str, run_id: str) -> Errand:
    """``lensboard-<organization>-<run>``, eight characters of each id: unique in CloudTrail, and no secret."""
    organization, run = (text.replace("-", "")[:8] for text in (organization_id, run_id))
    return Errand(f"{PRODUCT}-{organization}-{run}", f"{PRODUCT}-{organization}")


def assume(base: Base, connection: Connection, errand: Errand, *, actions: Iterable[str]) -> Account:
    """Become the connection's role, allowed ``actions`` and nothing more, and make sure whose account it is.

    Raises `RoleRefused` for an ARN that is not acceptable, `Unreadable` with ROLE_REFUSED when AWS gives no
    role, WRONG_ACCOUNT when the account is not the declared one, or another reason when STS could not answer.
    """
    role = role_arn(connection.role_arn, partition=base.partition, own_account=base.account_id)
    if role.account_id != connection.account_id:
        raise Unreadable(Why.WRONG_ACCOUNT, {"action": "sts:AssumeRole", "region": base.region})
    actions = tuple(actions)
    allowed = policy.session_policy(actions)

    def become() -> Grant:
        return _assume_role(base, connection, errand, {"Policy": allowed, "ExternalId": connection.external_id})

    grant = become()
    _identify(base, grant, connection.account_id)
    return Account(
        account_id=connection.account_id,
        regions=connection.regions,
        actions=actions,
        base=base,
        grant=grant,
        renew=become,
    )


def trust(base: Base, connection: Connection, errand: Errand) -> Trust:
    """Does the role insist on the external id? Asks for the role without one; only a clear refusal is a yes.

    Call it after `assume` succeeded. Raises `Unreadable` when STS gave neither a role nor a refusal.
    """
    role_arn(connection.role_arn, partition=base.partition, own_account=base.account_id)
    nothing = policy.session_policy(["sts:GetCallerIdentity"])
    try:
        _assume_role(base, connection, errand, {"Policy": nothing})
    except Unreadable as reason:
        if reason.why is Why.ROLE_REFUSED:
            return Trust.GUARDED
        raise
    return Trust.OPEN


def _assume_role(base: Base, connection: Connection, errand: Errand, extra: dict[str, str]) -> Grant:
    sts = client.make(client.isolated_session(STS), "sts", base.region, base, base)
    try:
        answer = sts.assume_role(
            RoleArn=connection.role_arn,
            RoleSessionName=errand.session_name,
            SourceIdentity=errand.source_identity,
            DurationSeconds=SECONDS,
            **extra,
        )
    except FAILURES as error:
        raise _refusal(error, "sts:AssumeRole", base) from None
    given = _member(answer, "Credentials", base)
    return Grant(given["AccessKeyId"], given["SecretAccessKey"], given["SessionToken"], given["Expiration"])


def _identify(base: Base, grant: Grant, declared: str) -> None:
    sts = client.make(client.isolated_session(STS), "sts", base.region, base, grant)
    try:
        answer = sts.get_caller_identity()
    except FAILURES as error:
        raise _refusal(error, "sts:GetCallerIdentity", base) from None
    if _member(answer, "Account", base) != declared:
        raise Unreadable(Why.WRONG_ACCOUNT, {"action": "sts:GetCallerIdentity", "region": base.region})


def _refusal(error: Exception, action: str, base: Base) -> Exception:
    """What STS said, in general words: whether a role, an account or an external id exists is nobody's business."""
    reason = unreadable(error, Attempt(action, base.region))
    if reason is None:
        return error
    detail = {"action": action, "region": base.region, "code": reason.detail.get("code", "")}
    if reason.why in (Why.MISSING_PERMISSION, Why.SCP_DENIED):
        return Unreadable(Why.ROLE_REFUSED, detail)
    # Keys STS does not know are our own: no Region of the customer is to blame.
    return Unreadable(Why.REFUSED if reason.why is Why.REGION_DISABLED else reason.why, detail)


def _member(answer: dict[str, Any], name: str, base: Base) -> Any:
    if not answer.get(name):
        raise Unreadable(Why.MALFORMED_RESPONSE, {"action": "sts", "region": base.region, "hint": name})
    return answer[name]
