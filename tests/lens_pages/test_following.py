"""Reviews follow the minor versions of their lens by themselves: whole, once, whatever comes between."""

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

from django.db import connections
from django.urls import reverse
from django.utils import timezone

from assessments.actions import answers, following, jobs, upgrades, workloads
from assessments.lenses import loader
from assessments.models import Answer, AnswerVersion, AuditEvent, Job, JobState, Lens, Milestone, Review
from assessments.queries import following as behind
from assessments.queries import lenses as queries
from assessments.queries import reviews
from assessments.rules import risk as risks
from assessments.rules.merge import AnswerContent
from assessments.rules.vocabulary import ChoiceState
from tests.conftest import Database
from tests.lens_pages.life import TICKED, answer, asked, now, published, reviewed, run, watch
from tests.processes import start, until
from tests.world import World, signed_in

RUN = """
import sys; from uuid import UUID
import django; django.setup()
from assessments import tasks
from assessments.actions import jobs
jobs.run(organization_id=UUID(sys.argv[1]), job_id=UUID(sys.argv[2]), worker="doomed")
"""


def test_the_versions_say_that_reviews_are_on_their_way_while_they_are(committed_world: World):
    acme = committed_world.acme
    with acme.open():
        first = published(acme, watch(), "1.0")
        reviewed(acme, first)
        second = published(acme, watch(third=True), "1.1", over=first, major=False)
        job = asked()
    client, path = signed_in(acme.user("viewer")), reverse("lens", args=[acme.slug, second.id])
    assert "1 is being brought along" in client.get(path).content.decode()
    assert run(acme, job).state == JobState.SUCCEEDED
    assert "being brought along" not in client.get(path).content.decode()


def test_a_minor_version_reaches_the_reviews_without_a_milestone_or_a_person(committed_world: World):
    acme = committed_world.acme
    contributor = acme.members["contributor"]
    with acme.open():
        first = published(acme, watch(), "1.0")
        review = reviewed(acme, first)
        given = answer(review, contributor)
        published(acme, watch(third=True), "1.1", over=first, major=False)
        job = asked()
        assert now(review).lens_version == first
    assert run(acme, job).state == JobState.SUCCEEDED
    with acme.open():
        review = now(review)
        kept = Answer.objects.get(review=review)
        assert review.lens_version.version == "1.1"
        assert (set(kept.choices), kept.notes, kept.risk) == ({"WATCH01_BP01"}, "Two of them.", "MEDIUM")
        assert (review.medium, review.none) == (1, 0)
        assert kept.because.startswith("lens 1.1")
        assert (kept.updated_by_id, kept.updated_at) == (contributor.id, given.updated_at)
        assert [one.by_id for one in AnswerVersion.objects.filter(answer=kept)] == [contributor.id] * 2
        assert not Milestone.objects.exists()
        moved = AuditEvent.objects.get(action="reviews.follow", table="assessments_review")
        assert (moved.actor_id, moved.request_id) == (None, f"job:{job.id}")
    client = signed_in(acme.user("viewer"))
    page = client.get(reverse("question", args=[acme.slug, review.id, "WATCH01"])).content.decode()
    assert "Followed the lens to version 1.1" in page
    history = client.get(reverse("answer_history", args=[acme.slug, review.id, "WATCH01"])).content.decode()
    followed, said = history.split('id="v1"')
    assert "its minor version 1.1; nobody had to do it" in followed
    assert "Acme contributor" not in followed
    assert "Acme contributor" in said


def test_a_major_version_waits_and_the_minor_one_before_it_does_not(committed_world: World):
    acme = committed_world.acme
    with acme.open():
        first = published(acme, watch(), "1.0")
        review = reviewed(acme, first)
        published(acme, watch(2), "1.1", over=first, major=False)
        second = published(acme, watch(3), "2.0", over=first, major=True)
        newest = published(acme, watch(4), "2.1", over=first, major=False)
        assert (newest.generation, newest.revision, newest.major, second.major) == (2, 1, False, True)
        job = asked()
    run(acme, job)
    with acme.open():
        review = now(review)
        assert (review.lens_version.version, review.questions) == ("1.1", 2)
        assert queries.newer(review) == newest
        assert not behind.behind().exists()
        upgrades.upgrade(review=review, to=newest.pk, name="Before 2.1", by=acme.owner)
        assert queries.newer(now(review)) is None


def test_a_review_that_says_the_same_moves_in_silence(committed_world: World):
    acme = committed_world.acme
    reworded = watch()
    reworded["pillars"][0]["questions"][0]["title"] = "Who keeps awake?"
    with acme.open():
        first = published(acme, watch(), "1.0")
        review = reviewed(acme, first)
        answer(review, acme.owner)
        before = now(review)
        published(acme, reworded, "1.1", over=first, major=False)
        job = asked()
    run(acme, job)
    with acme.open():
        after = now(review)
        assert after.lens_version.version == "1.1"
        assert after.changed_at == before.changed_at
        assert AnswerVersion.objects.filter(answer__review=review).count() == 1


def test_archived_workloads_rest_until_they_are_restored(committed_world: World):
    acme = committed_world.acme
    with acme.open():
        first = published(acme, watch(), "1.0")
        review = reviewed(acme, first)
        workloads.archive(workload=review.workload, by=acme.owner)
        published(acme, watch(2), "1.1", over=first, major=False)
        job = asked()
    run(acme, job)
    assert following.ask_where_behind() == 0
    with acme.open():
        assert now(review).lens_version == first
        workloads.restore(workload=now(review).workload, by=acme.owner)
        job = asked()
    run(acme, job)
    with acme.open():
        assert now(review).lens_version.version == "1.1"
        workloads.archive(workload=now(review).workload, by=acme.owner)
        workloads.restore(workload=now(review).workload, by=acme.owner)
        assert not Job.objects.filter(state=JobState.QUEUED).exists()


def test_a_workload_that_has_the_newest_words_already_keeps_both_reviews(committed_world: World):
    acme = committed_world.acme
    with acme.open():
        first = published(acme, watch(), "1.0")
        review = reviewed(acme, first)
        second = published(acme, watch(2), "1.1", over=first, major=False)
        # No page makes a second review of one generation; rows of older releases may say it all the same.
        other = reviewed(acme, second, "Day shift")
        Review.objects.filter(pk=other.pk).update(workload=review.workload)
        job = asked()
    assert run(acme, job).state == JobState.SUCCEEDED
    with acme.open():
        assert now(review).lens_version == first
        Job.objects.update(created_at=timezone.now() - timedelta(minutes=5))
    assert following.ask_where_behind() == 0


def test_two_workers_at_once_carry_every_answer_over_once(committed_world: World):
    acme = committed_world.acme
    with acme.open():
        first = published(acme, watch(), "1.0")
        made = [reviewed(acme, first, f"Shift {number}") for number in range(8)]
        for review in made:
            answer(review, acme.owner)
        published(acme, watch(third=True), "1.1", over=first, major=False)
        both = [asked(), jobs.enqueue(kind=following.KIND, subject_id=acme.organization.id)]
    together = threading.Barrier(2)

    def work(job: Job) -> None:
        together.wait()
        try:
            jobs.run(organization_id=acme.organization.id, job_id=job.id, worker="tests")
        finally:
            connections.close_all()

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, both))
    with acme.open():
        states = Job.objects.filter(kind=following.KIND).values_list("state", "attempt")
        assert list(states) == [(JobState.SUCCEEDED, 1)] * 2
        assert {now(review).lens_version.version for review in made} == {"1.1"}
        assert AnswerVersion.objects.filter(answer__review__in=made).count() == 16
        assert AuditEvent.objects.filter(action="reviews.follow", table="assessments_review").count() == 8


def test_answers_that_are_saved_meanwhile_are_judged_by_what_the_review_follows_then(committed_world: World):
    acme = committed_world.acme
    stricter = watch(12)
    for number, asks in enumerate(stricter["pillars"][0]["questions"], start=1):
        asks["riskRules"][1]["condition"] = f"WATCH{number:02}_BP02"
    with acme.open():
        first = published(acme, watch(12), "1.0")
        review = reviewed(acme, first)
        published(acme, stricter, "1.1", over=first, major=False)
        job = asked()

    def act(number: int) -> None:
        try:
            if number == 6:
                jobs.run(organization_id=acme.organization.id, job_id=job.id, worker="tests")
                return
            with acme.open():
                question, tick = f"WATCH{number:02}", {f"WATCH{number:02}_BP01": TICKED}
                content = AnswerContent(choices=tick, notes=f"{number}")
                open_since_before = reviews.readable().get(pk=review.pk)
                open_since_before.lens_version = first
                answers.record(
                    review=open_since_before, question_id=question, content=content, expected_version=0, by=acme.owner
                )
        finally:
            connections.close_all()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(act, range(1, 13)))
    with acme.open():
        found = now(review)
        lens = loader.document(found.lens_version)
        assert found.lens_version.version == "1.1"
        said = list(Answer.objects.filter(review=found))
        assert len(said) == 11
        for one in said:
            question = lens.question(one.question_id)
            states = {id: ChoiceState(choice["state"]) for id, choice in one.choices.items()}
            assert one.risk == risks.assess(question, states, one.applicable).risk
        assert (found.high, found.unanswered) == (11, 1)


def test_a_worker_that_dies_between_two_reviews_leaves_whole_ones_and_the_next_goes_on(
    committed_world: World, committed: Database, tmp_path: Path
):
    acme = committed_world.acme
    with acme.open():
        first = published(acme, watch(), "1.0")
        for number in range(3):
            answer(reviewed(acme, first, f"Shift {number}"), acme.owner)
        published(acme, watch(third=True), "1.1", over=first, major=False)
        job, waiting = asked(), list(behind.behind())
    organization, second = acme.organization.id, waiting[1]
    with acme.open():
        Review.objects.select_for_update().get(pk=second.pk)
        command = [sys.executable, "-c", RUN, str(organization), str(job.id)]
        worker = start(command, committed.environment, tmp_path / "worker.log")
        until(lambda: now(waiting[0]).lens_version.version == "1.1", "the first review follows")
        worker.kill()
        worker.wait()
    with acme.open():
        assert [now(one).lens_version.version for one in waiting] == ["1.1", "1.0", "1.0"]
        assert Job.objects.get(pk=job.pk).state == JobState.RUNNING
        Job.objects.filter(pk=job.pk).update(lease_until=timezone.now() - timedelta(seconds=1))
    until(lambda: run(acme, job).state == JobState.SUCCEEDED, "another worker goes on")
    with acme.open():
        assert {now(one).lens_version.version for one in waiting} == {"1.1"}
        assert AnswerVersion.objects.filter(answer__review__in=waiting).count() == 6
        assert Job.objects.get(pk=job.pk).attempt == 2


def test_a_job_that_came_to_nothing_is_not_asked_for_again_with_every_sweep(committed_world: World):
    acme = committed_world.acme
    with acme.open():
        first = published(acme, watch(), "1.0")
        reviewed(acme, first)
        published(acme, watch(2), "1.1", over=first, major=False)
        ended = {"state": JobState.FAILED, "finished_at": timezone.now()}
        Job.objects.update(created_at=timezone.now() - timedelta(minutes=50), **ended)
    assert following.ask_where_behind() == 0
    with acme.open():
        Job.objects.update(state=JobState.SUCCEEDED, planned=0)
    assert following.ask_where_behind() == 0
    with acme.open():
        Job.objects.update(planned=1)
    assert following.ask_where_behind() == 1
    assert following.ask_where_behind() == 0


def test_a_tab_that_was_open_before_saves_as_it_does_after_an_upgrade(committed_world: World):
    acme = committed_world.acme
    with acme.open():
        first = published(acme, watch(), "1.0")
        review = reviewed(acme, first)
        answer(review, acme.owner)
        published(acme, watch(third=True), "1.1", over=first, major=False)
        job = asked()
    run(acme, job)
    address = reverse("answer", args=[acme.slug, review.id, "WATCH01"])
    client = signed_in(acme.user("contributor"))
    typed = {"version": 1, "choice": ["WATCH01_BP01"], "notes": "Three of them."}
    saved = client.post(address, typed, headers={"accept": "application/json"})
    assert saved.status_code == 200, saved.content
    with acme.open():
        kept = Answer.objects.get(review=review)
        assert (kept.notes, kept.version, set(kept.choices)) == ("Three of them.", 3, {"WATCH01_BP01"})


def test_a_lens_of_another_organization_moves_nobody_here(committed_world: World):
    acme, globex = committed_world.acme, committed_world.globex
    with acme.open():
        first = published(acme, watch(), "1.0")
        reviewed(acme, first)
        published(acme, watch(2), "1.1", over=first, major=False)
    with globex.open():
        assert not behind.behind().exists()
        assert not Job.objects.filter(kind=following.KIND).exists()
        assert not Lens.objects.exclude(organization=None).exists()
