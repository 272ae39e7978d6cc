"""A tenant with one of everything, so that every address with an id can be tried with a real one."""

from typing import Any
from uuid import uuid4

from assessments.actions import answers, audit, evidence, files, jobs, milestones, proposals, tokens
from assessments.actions.evidence import Seen, Target, Upload
from assessments.models import (
    AuditEvent,
    EvidenceLink,
    Invitation,
    Lens,
    LensVersion,
    Proposal,
    Report,
)
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState, Stance
from integrations.actions import connections
from integrations.models import AwsConnection, CollectionRun, PlanItem
from tests.world import Tenant

QUESTION = "GENSEC01"


def furnish(tenant: Tenant) -> dict[str, Any]:
    """One of everything; the ids by the names that addresses use for them."""
    with tenant.open():
        return _workspace(tenant) | _people(tenant) | _aws(tenant)


def _workspace(tenant: Tenant) -> dict[str, Any]:
    owner, workload = tenant.owner, tenant.workload
    selected = {"GENSEC01_BP01": ChoiceAnswer(ChoiceState.SELECTED)}
    answers.record(
        review=tenant.review,
        question_id=QUESTION,
        content=AnswerContent(notes="canary", choices=selected),
        expected_version=0,
        by=owner,
    )
    target = Target(QUESTION, "GENSEC01_BP01")
    kept = evidence.add_file(workload=workload, upload=Upload("proof.txt", [b"proof"]), targets=[target], by=owner)
    observation = {
        "check": "LOG-INV", "title": {"en": "Logging", "ja": "ログ"}, "verdict": "PASS",
        "statement": {"en": "On.", "ja": "有効です。"}, "account_id": "111122223333", "region": "us-east-1",
        "environment": "PRODUCTION", "at": "2026-11-21T00:00:00+00:00",
    }  # fmt: skip
    seen = Seen("LOG-INV:1:us-east-1", "", observation, (Target(QUESTION, "GENSEC01_BP04", Stance.FOR),))
    evidence.record_look(workload=workload, place=seen.place, seen=[seen], could_look=True, source="aws:1")
    proposals.refresh(workload=workload)
    milestone = milestones.take(workload=workload, name="First", by=owner)
    job = jobs.enqueue(kind="render_report", subject_id=uuid4(), by=owner)
    report_file = files.keep([b"%PDF-1.7 report"], folder="reports", at_most=1000)
    report = Report.objects.create(
        workload=workload, milestone=milestone, job=job, kind="lens_review", language="en", asked_by=owner,
        filename="report.pdf", key=report_file.key, sha256=report_file.sha256, size=report_file.size,
        snapshot_digest=milestone.digest,
    )  # fmt: skip
    audit.note("tests.furnish")
    return {
        "workload_id": workload.id,
        "review_id": tenant.review.id,
        "question_id": QUESTION,
        "evidence_id": kept.id,
        "link_id": EvidenceLink.objects.filter(evidence=kept).get().id,
        "proposal_id": Proposal.objects.get(status="PENDING").id,
        "number": milestone.number,
        "report_id": report.id,
        "job_id": job.id,
        "version_id": _lens(tenant).id,
        "event_id": AuditEvent.objects.order_by("-sequence")[0].id,
    }


def _lens(tenant: Tenant) -> LensVersion:
    """A lens of the organization's own: built-in ones are everyone's."""
    built_in = tenant.review.lens_version
    lens = Lens.objects.create(organization=tenant.organization, key="own")
    return LensVersion.objects.create(
        organization=tenant.organization, lens=lens, version="1", name=built_in.name, document=built_in.document,
        digest=built_in.digest,
    )  # fmt: skip


def _people(tenant: Tenant) -> dict[str, Any]:
    token, _text = tokens.issue(name="BI", scopes=["workloads:read"], days=30, by=tenant.owner)
    invitation = Invitation.objects.create(
        email=f"new@{tenant.slug}.example", role="viewer", language="en", invited_by=tenant.owner
    )
    return {
        "token_id": token.id,
        "invitation_id": invitation.id,
        "membership_id": tenant.members["viewer"].id,
    }


def _aws(tenant: Tenant) -> dict[str, Any]:
    connection = connections.connect(
        name="prod",
        role_arn="arn:aws:iam::111122223333:role/LensboardEvidence",
        regions=["us-east-1"],
        stage="PRODUCTION",
        by=tenant.owner,
    )
    AwsConnection.objects.filter(pk=connection.pk).update(verification={"ok": True})
    connections.attach(workload=tenant.workload, connections=[connection], by=tenant.owner)
    job = jobs.enqueue(kind="collect", subject_id=tenant.workload.id, by=tenant.owner)
    run = CollectionRun.objects.create(workload=tenant.workload, number=1, job=job, asked_by=tenant.owner)
    PlanItem.objects.create(run=run, position=1, connection=connection, region="us-east-1", check_id="LOG-INV")
    return {"connection_id": connection.id, "run_id": run.id}
