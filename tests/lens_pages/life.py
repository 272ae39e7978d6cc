"""What the tests of a lens's life share: a lens that grows, its versions, reviews and answers, and a worker."""

import json
from typing import Any

from django.db import connections

from assessments.actions import answers, following, jobs, lenses, workloads
from assessments.models import Answer, Job, JobState, LensVersion, Membership, Review
from assessments.queries import reviews
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState
from tests.lenses.documents import encoded, practice, small
from tests.world import Tenant

TICKED = ChoiceAnswer(ChoiceState.SELECTED)


def watch(questions: int = 1, *, third: bool = False) -> dict[str, Any]:
    """The small lens with so many questions; with a ``third`` practice in place of the second, it judges by that."""
    document = small()
    (question,) = document["pillars"][0]["questions"]
    document["pillars"][0]["questions"] = [_numbered(question, number, third) for number in range(1, questions + 1)]
    return document


def _numbered(question: dict[str, Any], number: int, third: bool) -> dict[str, Any]:
    text = json.dumps(question).replace("WATCH01", f"WATCH{number:02}")
    made: dict[str, Any] = json.loads(text)
    if third:
        dropped, id = made["choices"][1]["id"], f"WATCH{number:02}_BP03"
        made["choices"][1] = practice(id, "A dog")
        for rule in made["riskRules"]:
            rule["condition"] = rule["condition"].replace(dropped, id)
    return made


def published(tenant: Tenant, document: dict[str, Any], version: str, over: LensVersion | None = None, **kind: bool):
    """A version of a lens of the tenant's own. Needs the tenant open."""
    draft = lenses.import_draft(document=encoded(document), over=over.lens if over else None, by=tenant.owner)
    return lenses.publish(draft=draft, version=version, by=tenant.owner, **kind)


def reviewed(tenant: Tenant, version: LensVersion, name: str = "Night shift") -> Review:
    """A workload of its own under that version. Needs the tenant open."""
    workload = workloads.define(by=tenant.owner, lens_versions=[version], name=name, regions=["us-east-1"])
    return reviews.readable().get(workload=workload)


def answer(review: Review, by: Membership, question: str = "WATCH01") -> Answer:
    """Both practices in place."""
    ticks = {f"{question}_BP01": TICKED, f"{question}_BP02": TICKED}
    content = AnswerContent(choices=ticks, notes="Two of them.")
    return answers.record(review=review, question_id=question, content=content, expected_version=0, by=by)


def now(review: Review) -> Review:
    """The review as it is now."""
    return reviews.readable().get(pk=review.pk)


def asked() -> Job:
    """The one job that is open for the organization."""
    return Job.objects.get(kind=following.KIND, state=JobState.QUEUED)


def run(tenant: Tenant, job: Job) -> Job:
    """Carry a job out, as a worker does."""
    jobs.run(organization_id=tenant.organization.id, job_id=job.id, worker="tests")
    return Job.objects.get(pk=job.pk) if connections["default"].in_atomic_block else _looked_up(tenant, job)


def _looked_up(tenant: Tenant, job: Job) -> Job:
    with tenant.open():
        return Job.objects.get(pk=job.pk)
