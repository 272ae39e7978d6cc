"""Reviews follow the minor versions of their lens by themselves: whole, once, whatever comes between."""

import json
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from assessments.actions import answers, following, jobs, lenses, upgrades, workloads
from assessments.lenses import editions, loader
from assessments.lenses.loader import BuiltIn
from assessments.models import (
    Answer,
    AnswerVersion,
    AuditEvent,
    Job,
    JobState,
    Lens,
    LensVersion,
    Membership,
    Milestone,
    Review,
)
from assessments.queries import following as behind
from assessments.queries import lenses as queries
from assessments.queries import reviews
from assessments.rules import risk as risks
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState
from tests.conftest import Database
from tests.lenses.documents import encoded, practice, small
from tests.processes import start, until
from tests.world import Tenant, World, signed_in

TICKED = ChoiceAnswer(ChoiceState.SELECTED)
RUN = """
import sys; from uuid import UUID
import django; django.setup()
from assessments import tasks
from assessments.actions import jobs
jobs.run(organization_id=UUID(sys.argv[1]), job_id=UUID(sys.argv[2]), worker="doomed")
"""


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
        workloads.reviews.start(workload=review.workload, lens_version=second, by=acme.owner)
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


def reworded(word: str) -> list[BuiltIn]:
    """The catalogue with another word in the description of its one lens, earlier editions made of the same files."""
    current = loader.catalog()[-1]
    document = json.loads(current.document)
    document["description"] += f" {word}"
    changed = encoded(document)
    folder = loader.CATALOG / current.key
    made = (
        editions.earlier(changed, current.enrichment, one | {"description": {"en": f"April. {word}", "ja": "4月。"}})
        for one in json.loads((folder / "earlier.json").read_text())
    )
    return [*(BuiltIn(current.key, *edition) for edition in made), BuiltIn(current.key, changed, current.enrichment)]


def places(key: str = "generative_ai") -> list[tuple[str, int, int]]:
    """The versions of a built-in lens in their order."""
    rows = LensVersion.objects.filter(organization=None, lens__key=key).order_by("generation", "revision")
    return list(rows.values_list("version", "generation", "revision"))


def test_new_words_for_built_in_editions_reach_every_organization_in_silence(committed_world: World):
    acme, globex = committed_world.acme, committed_world.globex
    with acme.open():
        april = reviewed(acme, LensVersion.objects.get(version="2025.04"))
        content = AnswerContent(choices={"GENCOST03_BP01": TICKED}, notes="Measured.")
        answers.record(review=april, question_id="GENCOST03", content=content, expected_version=0, by=acme.owner)
        november = now(acme.review)
    assert [one.version for one in loader.load_built_in("owner", reworded("Once more."))] == ["2025.04", "2025.11"]
    assert loader.load_built_in("owner", reworded("Once more.")) == []
    with acme.open():
        assert places() == [("2025.04", 1, 0), ("2025.04", 1, 1), ("2025.11", 2, 0), ("2025.11", 2, 1)]
        assert queries.newer(november) is None
        assert queries.newer(april).revision == 1
        assert [one.version for one in queries.versions(november.lens_version.lens_id)] == ["2025.11", "2025.04"]
        assert [one.version for one in queries.newest()] == ["2025.11"]
    assert following.ask_where_behind() == 2
    assert following.ask_where_behind() == 0
    for tenant in (acme, globex):
        with tenant.open():
            job = asked()
        run(tenant, job)
    with globex.open():
        assert now(globex.review).lens_version.revision == 1
    with acme.open():
        assert [now(one).lens_version.revision for one in (april, november)] == [1, 1]
        assert [now(one).lens_version.version for one in (april, november)] == ["2025.04", "2025.11"]
        assert now(november).changed_at == november.changed_at
        assert AnswerVersion.objects.count() == 1
        lines = {
            line.version.version: (line.reviews, line.major) for line in queries.lines(now(april).lens_version.lens_id)
        }
        assert lines == {"2025.11": (1, True), "2025.04": (1, True)}
    page = signed_in(acme.user()).get(reverse("workload", args=[acme.slug, acme.workload.id])).content.decode()
    assert "Upgrade to" not in page


def test_words_that_come_back_are_the_newest_again(committed_world: World):
    loader.load_built_in("owner", reworded("Once more."))
    assert [one.revision for one in loader.load_built_in("owner")] == [2, 2]
    with committed_world.acme.open():
        newest = queries.newest()[0]
        assert "Once more." not in loader.document(newest).description["en"]


def test_an_earlier_edition_that_comes_late_takes_its_place_before_the_others(committed_world: World):
    def edition(version: str) -> BuiltIn:
        enrichment = json.dumps({"lens": "Night watch", "version": version}).encode()
        return BuiltIn("night_watch", encoded(watch()), enrichment)

    loader.load_built_in("owner", [edition("2026")])
    loader.load_built_in("owner", [edition("2025"), edition("2026"), edition("2027")])
    assert [version for version, *_place in places("night_watch")] == ["2025", "2026", "2027"]


def test_loading_the_lenses_asks_for_what_nobody_asked_for(committed_world: World):
    loader.load_built_in("owner", reworded("Once more."))
    with committed_world.acme.open():
        assert not Job.objects.exists()
    call_command("load_lenses", verbosity=0)
    with committed_world.acme.open():
        assert asked().asked_by is None


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
