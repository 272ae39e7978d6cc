"""What the tests about people share: browsers that are signed in, and the mails that were sent."""

import re
from collections.abc import Callable

import pytest
from django.core import mail
from django.test import Client
from pytest_django import Settings

from assessments.actions import invitations, jobs
from assessments.models import Job, User
from tests.world import Tenant, World

PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"
Browser = Callable[[User], Client]


@pytest.fixture(autouse=True)
def _static_files_from_the_tree(settings: Settings) -> None:
    """Pages are rendered without `collectstatic`."""
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}}


@pytest.fixture
def mailing(committed_world: World, settings: Settings) -> World:
    """Acme and Globex where jobs can be carried out: a worker takes its work in transactions of its own."""
    settings.CELERY_BROKER_URL = ""
    return committed_world


@pytest.fixture
def browser() -> Browser:
    """A browser in which this person is signed in."""

    def signed_in(user: User) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return signed_in


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
