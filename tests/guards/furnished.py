"""A tenant with one of everything, so that every address with an id can be tried with a real one; or with many."""

import uuid
from typing import Any
from uuid import uuid4

from assessments.actions import (
    answers,
    audit,
    evidence,
    files,
    jobs,
    milestones,
    observations,
    proposals,
    tokens,
    workloads,
    worksheets,
)
from assessments.actions.evidence import Target, Upload
from assessments.actions.observations import Seen
from assessments.lenses import loader
from assessments.models import (
    AuditEvent,
    EvidenceLink,
    Invitation,
    Lens,
    LensDraft,
    LensShare,
    LensVersion,
    Membership,
    Organization,
    Proposal,
    Report,
    Review,
    User,
    Workload,
)
from assessments.queries import aid_results, reviews
from assessments.rules.aids import offer as offers
from assessments.rules.aids.inputs import complete
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState, Stance
from assessments.tenancy import scope
from integrations.actions import connections
from integrations.models import AwsConnection, CollectionRun, PlanItem
from tests.world import Tenant

QUESTION, TOPIC, AID = "GENSEC01", "lifecycle", "throughput"
#: Choices of the built-in lens that an observation may speak to, one for each round.
PRACTICES = ["GENSEC01_BP04", "GENSEC01_BP02", "GENSEC01_BP03", "GENSEC02_BP01", "GENSEC03_BP01", "GENOPS02_BP01"]


def furnish(tenant: Tenant) -> dict[str, Any]:
    """One of everything; the ids by the names that addresses use for them."""
    with tenant.open():
        found = _workspace(tenant, tenant.workload, 1) | _people(tenant, 1)
        found |= _aws(tenant, [_account(tenant, 1)], 1)
        return found | _lens(tenant, 1) | {"membership_id": tenant.members["viewer"].id}


def crowd(tenant: Tenant, times: int) -> None:
    """More of everything in a furnished tenant: each time another workload, and more in the first one."""
    for time in range(2, times + 2):
        with tenant.open():
            for lens in Lens.objects.filter(key="own 1"):
                LensShare.objects.create(lens=lens, label=f"somebody {time}", offered_by=tenant.owner)
            other = workloads.define(
                by=tenant.owner, lens_versions=[tenant.review.lens_version], name=f"workload {time}", tags={"t": "v"}
            )
            for workload in (tenant.workload, other):
                _workspace(tenant, workload, time)
            _account(tenant, time)
            _aws(tenant, list(AwsConnection.objects.order_by("created_at")), time)
            _people(tenant, time)
            _lens(tenant, time)
        _colleague(tenant, time)


def _workspace(tenant: Tenant, workload: Workload, time: int) -> dict[str, Any]:
    review = workload.reviews.get()
    practice = PRACTICES[(time - 1) % len(PRACTICES)]
    question = PRACTICES[-time % len(PRACTICES)].partition("_")[0] if time > 1 else QUESTION
    given = review.answers.filter(question_id=question).first()
    answers.record(
        review=review,
        question_id=question,
        content=AnswerContent(notes=f"canary {time}", choices={f"{question}_BP01": ChoiceAnswer(ChoiceState.SELECTED)}),
        expected_version=given.version if given else 0,
        by=tenant.owner,
    )
    kept = evidence.add_file(
        workload=workload,
        upload=Upload(f"proof {time}.txt", [b"proof %d" % time]),
        targets=[Target(QUESTION, f"{QUESTION}_BP01")],
        by=tenant.owner,
    )
    _observe(workload, practice, time)
    _work_out(tenant, review)
    milestone = milestones.take(workload=workload, name=f"Milestone {time}", by=tenant.owner)
    job = jobs.enqueue(kind="render_report", subject_id=uuid4(), by=tenant.owner)
    report_file = files.keep([b"%PDF-1.7 report"], folder="reports", at_most=1000)
    report = Report.objects.create(
        workload=workload, milestone=milestone, job=job, kind="lens_review", language="en", asked_by=tenant.owner,
        filename="report.pdf", key=report_file.key, sha256=report_file.sha256, size=report_file.size,
        snapshot_digest=milestone.digest,
    )  # fmt: skip
    audit.note("tests.furnish")
    return {
        "workload_id": workload.id,
        "review_id": review.id,
        "question_id": QUESTION,
        "topic_id": TOPIC,
        "evidence_id": kept.id,
        "link_id": EvidenceLink.objects.filter(evidence=kept).get().id,
        "aid_key": AID,
        "proposal_id": Proposal.objects.filter(review=review, status="PENDING")[0].id,
        "number": milestone.number,
        "report_id": report.id,
        "job_id": job.id,
        "event_id": AuditEvent.objects.order_by("-sequence")[0].id,
    }


def _work_out(tenant: Tenant, review: Review) -> None:
    """A result of a decision aid, over the one before if there is one."""
    followed = reviews.readable().get(pk=review.pk)
    offer = offers.offer(loader.document(followed.lens_version), AID)
    assert offer is not None
    inputs = complete(offer.aid, {"requests": 60, "input_tokens": 2000, "output_tokens": 500})
    older = aid_results.current_result(followed.workload, AID)
    seen = older.id if older else None
    worksheets.save(review=followed, offer=offer, inputs=inputs, by=tenant.owner, seen=seen)


def _observe(workload: Workload, practice: str, time: int) -> None:
    observation: dict[str, Any] = {
        "check": "LOG-INV", "title": {"en": "Logging", "ja": "ログ"}, "verdict": "PASS",
        "account_id": "111122223333", "region": "us-east-1", "environment": "PRODUCTION",
        "at": "2026-11-21T00:00:00+00:00",
    }  # fmt: skip
    target = Target(practice.partition("_")[0], practice, Stance.FOR)
    for statement in ("On.", "Still on."):
        observation["statement"] = {"en": statement, "ja": "有効です。"}
        seen = Seen(f"LOG-INV:{time}:us-east-1", "", dict(observation), (target,))
        observations.record(workload=workload, place=seen.place, seen=[seen], could_look=True, source=f"aws:{time}")
    proposals.refresh(workload=workload)


def _lens(tenant: Tenant, time: int) -> dict[str, Any]:
    """A lens of the organization's own, with a draft: built-in ones are everyone's."""
    built_in = tenant.review.lens_version
    lens = Lens.objects.create(organization=tenant.organization, key=f"own {time}")
    version = LensVersion.objects.create(
        organization=tenant.organization, lens=lens, version="1", name=built_in.name, document=built_in.document,
        enrichment=built_in.enrichment, digest=built_in.digest, published_by=tenant.owner,
    )  # fmt: skip
    draft = LensDraft.objects.create(lens=lens, name=version.name, document=version.document, imported_by=tenant.owner)
    share = LensShare.objects.create(lens=lens, label=f"somebody {time}", offered_by=tenant.owner)
    return {
        "version_id": version.id,
        "lens_id": lens.id,
        "draft_id": draft.id,
        "share_id": share.id,
        "received_id": _received(tenant, time).id,
    }


def _received(tenant: Tenant, time: int) -> Lens:
    """A copy of a lens that somebody shares."""
    facts = {"shared_from": "Somebody", "source_organization_id": uuid4(), "share_id": uuid4()}
    lens = Lens.objects.create(organization=tenant.organization, key=f"received {time}", **facts)
    built_in = tenant.review.lens_version
    LensVersion.objects.create(
        organization=tenant.organization, lens=lens, version="1", name=built_in.name, document=built_in.document,
        digest=built_in.digest,
    )  # fmt: skip
    return lens


def _people(tenant: Tenant, time: int) -> dict[str, Any]:
    token, _text = tokens.issue(name=f"BI {time}", scopes=["workloads:read"], days=30, by=tenant.owner)
    invitation = Invitation.objects.create(
        email=f"new{time}@{tenant.slug}.example", role="viewer", language="en", invited_by=tenant.owner
    )
    return {"token_id": token.id, "invitation_id": invitation.id}


def _colleague(tenant: Tenant, time: int) -> None:
    """One more member, and one more organization for the owner to choose from."""
    person = User.objects.create(email=f"colleague{time}@{tenant.slug}.example", name=f"Colleague {time}")
    with tenant.open():
        Membership.objects.create(user=person, role="viewer")
    other = uuid.uuid4()
    with scope.organization(other, actor_name="tests"):
        Organization.objects.create(id=other, name=f"Other {time}", slug=f"other-{time}-{tenant.slug}", language="en")
        Membership.objects.create(user=tenant.user(), role="viewer")


def _account(tenant: Tenant, time: int) -> AwsConnection:
    account = f"{time:04}22223333"
    connection = connections.connect(
        name=f"account {time}",
        role_arn=f"arn:aws:iam::{account}:role/LensboardEvidence",
        regions=["us-east-1"],
        stage="PRODUCTION",
        by=tenant.owner,
    )
    AwsConnection.objects.filter(pk=connection.pk).update(verification={"ok": True})
    return connection


def _aws(tenant: Tenant, accounts: list[AwsConnection], time: int) -> dict[str, Any]:
    workload = tenant.workload
    connections.attach(workload=workload, connections=accounts, by=tenant.owner)
    job = jobs.enqueue(kind="collect", subject_id=workload.id, by=tenant.owner)
    run = CollectionRun.objects.create(workload=workload, number=time, job=job, asked_by=tenant.owner)
    for position, account in enumerate(accounts, start=1):
        PlanItem.objects.create(run=run, position=position, connection=account, region="us-east-1", check_id="LOG-INV")
    return {"connection_id": accounts[0].id, "run_id": run.id}
