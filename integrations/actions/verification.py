"""Test a connection for real: whose account it is, that it insists on our external id, and what it cannot read.

STS and the first look into an account take seconds, so the test is a job; only its result is written.
"""

import uuid
from typing import Any

from django.db import transaction
from django.utils import timezone

from assessments.actions import jobs
from assessments.models import Job, Membership
from assessments.rules.vocabulary import Text, Verdict
from assessments.tenancy import scope
from integrations import runner
from integrations.actions import connections
from integrations.aws import session
from integrations.aws.account import Account
from integrations.aws.arn import RoleRefused
from integrations.aws.errors import Unreadable, Why
from integrations.aws.reasons import sentence
from integrations.checks import registry
from integrations.models import AwsConnection

KIND = "test_connection"
TRUST_OPEN: Text = {
    "en": "The role can be assumed without the external id, so anyone who may use this installation's AWS account "
    "could read through it. Add the condition sts:ExternalId to its trust policy; until then nothing is collected.",
    "ja": "このロールは外部IDなしで引き受けられるため、このシステムのAWSアカウントを使える人なら誰でも"
    "このロールで読み取れてしまいます。信頼ポリシーにsts:ExternalIdの条件を追加してください。"
    "追加するまで収集は行いません。",
}
WORKS: Text = {
    "en": "The role works, belongs to the declared account, and insists on the external id.",
    "ja": "ロールを引き受けられました。アカウントは登録どおりで、外部IDも必須になっています。",
}
WORKS_WITH_GAPS: Text = {
    "en": "The role works and insists on the external id, but some of what the checks read is out of its reach.",
    "ja": "ロールを引き受けられ、外部IDも必須になっていますが、チェックの対象の一部を読み取れません。",
}


@transaction.atomic
def ask(*, connection: AwsConnection, by: Membership) -> Job:
    """Ask for the test; the one under way is returned if there is one. Raises NoOwnCredentials."""
    connections.base()
    return jobs.enqueue(kind=KIND, subject_id=connection.id, by=by, dedupe=str(connection.id))


@jobs.handles(KIND)
def verify(claim: jobs.Claim) -> None:
    """Test the role that the row names; when a person names another one meanwhile, test that."""
    while True:
        with claim.organization():
            connection = AwsConnection.objects.filter(pk=claim.subject_id, removed_at=None).first()
        if connection is None:
            return
        seen = look(connection)
        claim.stop_if_asked()
        with claim.fence():
            if keep(connection=connection, seen=seen):
                return


def look(connection: AwsConnection) -> dict[str, Any]:
    """Try the role. Slow: call it outside any transaction. Raises NoOwnCredentials.

    Returns ``ok`` (it may be read), ``trust``, ``reason`` (a slug; empty when ok), ``statement`` (a sentence per
    language) and ``gaps``: a sentence per language for each thing the role could not read in its first Region.
    """
    facts = connections.facts_of(connection)
    errand = session.errand(str(connection.organization_id), str(uuid.uuid4()))
    try:
        account = session.assume(connections.base(), facts, errand, actions=registry.every_action())
        trust = session.trust(connections.base(), facts, errand)
    except Unreadable as reason:
        return _seen("", reason.why.value, sentence(reason))
    except RoleRefused as refused:
        return _seen("", refused.code, refused.text)
    if trust is session.Trust.OPEN:
        return _seen(trust.value, "trust_open", TRUST_OPEN)
    gaps = _gaps(account)
    return _seen(trust.value, "", WORKS_WITH_GAPS if gaps else WORKS, gaps)


@transaction.atomic
def keep(*, connection: AwsConnection, seen: dict[str, Any]) -> bool:
    """Keep what `look` saw, unless the row names another role by now; whether it was kept."""
    with scope.acting("connections.verify"):
        row = AwsConnection.objects.select_for_update().get(pk=connection.pk)
        if row.role_arn != connection.role_arn:
            return False
        row.verification, row.verified_at = seen, timezone.now()
        row.save(update_fields=["verification", "verified_at"])
        return True


def _gaps(account: Account) -> list[dict[str, str]]:
    """What each check could not read in the first Region; a check stops at its first refusal, so more may follow."""
    said: list[dict[str, str]] = []
    for item in runner.plan(registry.catalogue().values(), {"": [account.home]}):
        for finding in runner.run_item(account, item).findings:
            statement = dict(finding.statement)
            blind = finding.verdict is Verdict.NOT_DETERMINABLE and finding.reason != Why.UNDECIDED
            if blind and statement not in said:
                said.append(statement)
    return said


def _seen(trust: str, reason: str, statement: Text, gaps: list[dict[str, str]] | None = None) -> dict[str, Any]:
    return {"ok": not reason, "trust": trust, "reason": reason, "statement": dict(statement), "gaps": gaps or []}
