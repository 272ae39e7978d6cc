"""How far a job is, as people see it."""

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from assessments.actions import jobs
from assessments.models import Job, JobState
from tests.jobs.conftest import ask, now
from tests.world import World

HTMX = {"HTTP_HX_REQUEST": "true"}


def test_a_running_job_asks_again_and_an_ended_one_stops(world: World, client: Client):
    acme = world.acme
    job = ask(acme, planned=122)
    mine = jobs.claim(acme.organization.id, job.id, "tests")
    mine.progress(74)
    client.force_login(acme.user("viewer"))
    address = f"/o/{acme.slug}/jobs/{job.id}"
    running = client.get(address, **HTMX)
    assert running.status_code == 200
    assert "74 of 122 done" in running.content.decode()
    assert f'hx-get="{address}"' in running.content.decode()
    assert "cancel" not in running.content.decode(), "it is not the viewer's, so there is no dead button"
    mine.finish()
    ended = client.get(address, **HTMX)
    assert (ended.status_code, ended.headers["HX-Trigger"]) == (286, "job-ended")
    assert "hx-get" not in ended.content.decode()


def test_large_numbers_stay_numbers_in_the_meter(world: World, client: Client):
    acme = world.acme
    job = ask(acme, planned=12345)
    jobs.claim(acme.organization.id, job.id, "tests").progress(2345)
    client.force_login(acme.user())
    assert 'max="12345" value="2345"' in client.get(f"/o/{acme.slug}/jobs/{job.id}", **HTMX).content.decode()


@pytest.mark.parametrize(("language", "sentence"), [("en", "The role is gone."), ("ja", "ロールがありません。")])
def test_a_failure_is_told_in_the_readers_language(world: World, client: Client, language: str, sentence: str):
    acme = world.acme
    job = ask(acme)
    jobs.claim(acme.organization.id, job.id, "tests").fail("The role is gone.", "ロールがありません。")
    user = acme.user()
    user.language = language
    user.save()
    client.force_login(user)
    assert sentence in client.get(f"/o/{acme.slug}/jobs/{job.id}", **HTMX).content.decode()


def test_the_asker_cancels_and_a_viewer_cannot(world: World, client: Client):
    acme = world.acme
    job = ask(acme)
    client.force_login(acme.user("viewer"))
    assert client.post(f"/o/{acme.slug}/jobs/{job.id}/cancel").status_code == 403
    assert now(acme, job).state == JobState.QUEUED
    client.force_login(acme.user())
    assert client.post(f"/o/{acme.slug}/jobs/{job.id}/cancel", **HTMX).status_code == 286
    assert now(acme, job).state == JobState.CANCELLED


def test_a_stranger_finds_no_job(world: World, client: Client):
    job = ask(world.acme)
    client.force_login(world.globex.user())
    for address in (f"/o/{world.globex.slug}/jobs/{job.id}", f"/o/{world.acme.slug}/jobs/{job.id}"):
        assert client.get(address).status_code == 404
        assert client.post(f"{address}/cancel").status_code == 404


def test_someone_without_script_gets_a_page(world: World, client: Client):
    acme = world.acme
    first, job = ask(acme), ask(acme)
    with acme.open():
        Job.objects.filter(id=first.id).update(created_at=timezone.now() - timedelta(minutes=1))
    client.force_login(acme.user())
    answer = client.get(f"/o/{acme.slug}/jobs/{job.id}")
    assert answer.status_code == 200
    assert "1 other job is ahead" in answer.content.decode()
    assert client.post(f"/o/{acme.slug}/jobs/{job.id}/cancel").status_code == 302
