"""Connect the demo's AWS to a workload, collect once, and let people decide some of what it proposes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.request import Request, urlopen

from django.conf import settings

from assessments.actions import decisions, jobs
from assessments.models import Job, Proposal, ProposalStatus, Workload
from integrations.actions import connections, runs, verification
from integrations.models import AwsConnection
from lens_app.demo.story import Story, Word
from lens_app.demo.telling import Place


def collect(place: Place, story: Story, workload: Workload, *, fake_url: str) -> None:
    """Connect the story's account, test it, collect from it, and decide as the story says."""
    connection = _connected(place, story, workload)
    _trust(fake_url, connection)
    with _in_haste():
        seen = verification.look(connection)
        with place.as_member(story.account.who) as member:
            verification.keep(connection=connection, seen=seen)
            job_id = runs.start(workload=workload, by=member).job_id
        jobs.run(organization_id=place.organization_id, job_id=job_id, worker="demo")
    with place.as_member(story.account.who):
        failed = Job.objects.get(id=job_id).failure
    if failed:
        raise RuntimeError(f"the demo's AWS could not be read: {failed['en']}")
    for word in story.words:
        _decide(place, workload, word)


def _connected(place: Place, story: Story, workload: Workload) -> AwsConnection:
    declared = story.account
    with place.as_member(declared.who) as member:
        connection = connections.connect(
            name=declared.name,
            role_arn=declared.account_id,
            regions=declared.regions,
            stage=declared.stage,
            by=member,
        )
        connections.attach(workload=workload, connections=[connection], by=member)
    return connection


def _trust(fake_url: str, connection: AwsConnection) -> None:
    """Do in the fake what the customer does in their account: let the role trust our external id."""
    said = {"role_arn": connection.role_arn, "external_id": str(connection.external_id)}
    asked = Request(f"{fake_url}/_fake/roles", json.dumps(said).encode(), method="PUT")  # noqa: S310 - our own fake
    with urlopen(asked, timeout=5):  # noqa: S310
        pass


@contextmanager
def _in_haste() -> Iterator[None]:
    """Ask without the pauses that a real account is owed: the fake has no quota to be spared."""
    polite = settings.AWS_BASE
    settings.AWS_BASE = polite | {"calls_per_second": 1_000.0, "calls_at_once": 10}
    try:
        yield
    finally:
        settings.AWS_BASE = polite


def _decide(place: Place, workload: Workload, word: Word) -> None:
    with place.as_member(word.who) as member:
        pending = Proposal.objects.filter(review__workload=workload, status=ProposalStatus.PENDING)
        proposal = pending.get(choice_id=word.practice)
        if word.accept:
            decisions.accept(proposal=proposal, by=member)
        else:
            decisions.reject(proposal=proposal, by=member, note=word.note)
