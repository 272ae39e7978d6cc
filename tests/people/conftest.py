"""What the tests about people share: the mails that were sent."""

import re

import pytest
from django.core import mail
from pytest_django import Settings

from assessments.actions import invitations, jobs
from assessments.models import Job
from tests.world import Tenant, World


@pytest.fixture
def mailing(committed_world: World, settings: Settings) -> World:
    """Acme and Globex where jobs can be carried out: a worker takes its work in transactions of its own."""
    settings.CELERY_BROKER_URL = ""
    return committed_world


def work_off(tenant: Tenant) -> None:
    """Carry out the mails that wait, as a worker would."""
    with tenant.open():
        waiting = list(Job.objects.filter(kind=invitations.SEND, state="QUEUED").values_list("id", flat=True))
    for job_id in waiting:
        jobs.run(organization_id=tenant.organization.id, job_id=job_id, worker="tests")


def link_in_mail() -> str:
    """The path of the invitation in the last mail."""
    found = re.search(r"https?://[^/\s]+(/join/\S+)", str(mail.outbox[-1].body))
    assert found, mail.outbox[-1].body
    return found[1]
