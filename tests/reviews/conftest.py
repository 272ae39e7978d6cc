"""What the review's tests share: someone signed in, the addresses of a question, and observations to decide about."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from assessments.access import RoleName
from assessments.actions import observations, proposals
from assessments.actions.evidence import Target
from assessments.actions.observations import Seen
from assessments.models import Proposal
from tests.world import Tenant, World, signed_in

QUESTION = "GENSEC01"


@dataclass(frozen=True)
class Desk:
    """A person at the question page of a tenant's review."""

    tenant: Tenant
    client: Client

    def url(self, name: str, question: str = QUESTION, **more: Any) -> str:
        """An address of this tenant's question."""
        facts = {"slug": self.tenant.slug, "review_id": self.tenant.review.id, "question_id": question}
        return reverse(name, kwargs=facts | more)

    def page(self, question: str = QUESTION) -> Any:
        """The question page."""
        return self.client.get(self.url("question", question))

    def save(self, version: int, *choices: str, json: bool = True, **fields: Any) -> Any:
        """Send the form as our script does, or as a browser does."""
        data = {"version": version, "choice": [f"{QUESTION}_{one}" for one in choices], **fields}
        headers = {"accept": "application/json"} if json else {}
        return self.client.post(self.url("answer"), data, headers=headers)


@pytest.fixture
def desk(world: World) -> Callable[..., Desk]:
    """Seat a member of Acme (or of another tenant) at the review."""

    def seat(role: str = RoleName.CONTRIBUTOR, tenant: Tenant | None = None) -> Desk:
        of = tenant or world.acme
        return Desk(of, signed_in(of.user(role)))

    return seat


def observe(
    tenant: Tenant, choice: str, verdict: str = "PASS", check: str = "LOG-INV", reason: str = ""
) -> Proposal | None:
    """Let a machine see something about a practice; the proposal that follows, if any. Needs the tenant open."""
    facts = {
        "check": check,
        "title": {"en": "Invocation logging is on", "ja": "呼び出しログが有効"},
        "verdict": verdict,
        "statement": {"en": "Both Regions write to S3.", "ja": "2リージョンともS3へ出力しています。"},
        "account_id": "111122223333",
        "region": "us-east-1",
        "environment": "PRODUCTION",
        "at": "2026-11-19T06:12:00+00:00",
        "reason": reason,
    }
    seen = Seen(check, "", facts, (Target(QUESTION, f"{QUESTION}_{choice}"),))
    observations.record(workload=tenant.workload, place=check, seen=[seen], could_look=True, source="AWS")
    proposals.refresh(workload=tenant.workload)
    return Proposal.objects.filter(review=tenant.review, choice_id=f"{QUESTION}_{choice}", status="PENDING").first()
