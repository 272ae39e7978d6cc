"""The demo, filled in once into a database of its own: what it leaves, and that it stays out of the way."""

import io
import json
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pypdf
import pytest
from django.core.management import CommandError, call_command
from django.db import connections
from pytest_django import DjangoDbBlocker, Settings

from assessments.actions import audit
from assessments.models import AnswerVersion, Evidence, Membership, Milestone, Organization, Proposal, Review, User
from assessments.queries import lenses, organizations, reviews
from assessments.rules.payload import digest, from_payload
from assessments.tenancy import scope
from integrations.models import CollectionRun
from lens_app.demo import filling, people
from lens_app.demo.papers import page
from lens_app.demo.telling import day
from lens_app.stack.fake_aws import server, worlds
from tests.conftest import ROOT, Database


@pytest.fixture
def filled(committed: Database, monkeypatch: pytest.MonkeyPatch, settings: Settings, tmp_path: Path) -> Iterator[str]:
    """What the command says, in a database of the test's own, with the demo's AWS beside it."""
    settings.LOCAL, settings.MEDIA_ROOT, settings.CELERY_BROKER_URL = True, str(tmp_path), ""
    with server.start(worlds.demo()) as fake:
        monkeypatch.setenv("AWS_FAKE_URL", fake.url)
        settings.AWS_BASE = settings.AWS_BASE | {
            "access_key_id": "demo", "secret_access_key": "demo", "account_id": "999988887777",
            "endpoint_url": fake.url,
        }  # fmt: skip
        said = io.StringIO()
        call_command("seed_demo", stdout=said)
        yield said.getvalue()


def test_the_demo(filled: str, committed: Database, django_db_blocker: DjangoDbBlocker) -> None:
    """One filling for all that can be asked of it: it takes a few seconds."""
    with django_db_blocker.unblock():
        _everyone_can_sign_in(filled)
        harborline, kitahama = _organization("maya@harborline.example"), _organization("sasaki@kitahama.example")
        _one_person_is_in_both(harborline, kitahama)
        for organization in (harborline, kitahama):
            with scope.organization(organization.id):
                _milestones_are_whole()
                _history_is_in_the_past()
                _evidence_was_collected_and_partly_decided()
                _a_decision_aid_was_used()
            audit.seal(organization.id)
            assert audit.verify(organization.id).sound
        with scope.organization(harborline.id):
            [earlier] = Review.objects.filter(lens_version__version="2025.04")
            assert lenses.newer(reviews.readable().get(pk=earlier.pk)).version == "2025.11"
        with scope.organization(kitahama.id):
            assert Evidence.objects.filter(worksheet__aid="model_shortlist").exists()
            notes = AnswerVersion.objects.exclude(notes="").values_list("notes", flat=True)
            assert not any(note.isascii() for note in notes)
        _walls_are_up_again(committed)
        _again_changes_nothing()


def _organization(email: str) -> Organization:
    (membership,) = organizations.of_person(User.objects.get(email=email).id)
    return membership.organization


def _everyone_can_sign_in(said: str) -> None:
    password = said.split("password ")[1].split()[0]
    for person in people.EVERYONE:
        user = User.objects.get(email=person.email)
        assert person.email in said
        assert user.is_active
        assert user.check_password(password)


def _one_person_is_in_both(harborline: Organization, kitahama: Organization) -> None:
    assert (harborline.slug, harborline.language) == ("harborline", "en")
    assert (kitahama.slug, kitahama.language) == ("kitahama", "ja")
    both = organizations.of_person(User.objects.get(email=people.MORITA.email).id)
    assert {membership.organization_id for membership in both} == {harborline.id, kitahama.id}


def _milestones_are_whole() -> None:
    """What a milestone counted is what its frozen payload says, on the day it says, in the order of its number."""
    taken = list(Milestone.objects.order_by("workload", "number"))
    assert len({milestone.taken_at.date() for milestone in taken}) > 3
    for before, after in pairwise(taken):
        assert before.workload_id != after.workload_id or before.taken_at < after.taken_at
    for milestone in taken:
        snapshot = from_payload(milestone.payload)
        assert milestone.digest == digest(milestone.payload.encode())
        assert milestone.counts == {risk.value: n for risk, n in snapshot.risk_counts().items()}
        moments = [question.at for question in snapshot.questions() if question.at]
        moments += [evidence.at for evidence in snapshot.evidence]
        assert max(moments) <= snapshot.taken_at
    assert any(milestone.counts["HIGH"] > 5 for milestone in taken)
    assert any(milestone.counts["NONE"] > 15 for milestone in taken)


def _history_is_in_the_past() -> None:
    versions = AnswerVersion.objects.filter(because="")
    assert not versions.filter(at__gte=day(5)).exists()
    assert versions.filter(number__gt=1).exists()
    assert not Evidence.objects.exclude(kind="OBSERVATION").filter(added_at__gte=day(5)).exists()
    assert not Membership.objects.filter(joined_at__gte=day(200)).exists()
    counted = sum(review.answers.exclude(risk="UNANSWERED").count() for review in Review.objects.all())
    assert counted == sum(review.answered for review in Review.objects.all())


def _a_decision_aid_was_used() -> None:
    results = {result.worksheet["aid"]: result for result in Evidence.objects.filter(kind="WORKSHEET", successors=None)}
    assert results["throughput"].links.filter(choice_id="GENREL01_BP01").exists()


def _evidence_was_collected_and_partly_decided() -> None:
    run = CollectionRun.objects.select_related("job").first()
    assert run is not None
    assert run.job.state == "SUCCEEDED"
    assert run.items.count() == run.items.exclude(outcome=None).count() > 3
    statuses = set(Proposal.objects.values_list("status", flat=True))
    assert {"PENDING", "ACCEPTED", "REJECTED"} <= statuses


def _walls_are_up_again(committed: Database) -> None:
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT DISTINCT tgenabled FROM pg_trigger WHERE tgname LIKE 'a_frozen%'")
        assert cursor.fetchall() == [("O",)]


def _again_changes_nothing() -> None:
    before = User.objects.count()
    said = io.StringIO()
    call_command("seed_demo", stdout=said)
    assert User.objects.count() == before
    assert "already" in said.getvalue()


def test_a_demo_that_broke_off_is_not_taken_for_whole(
    committed: Database, settings: Settings, monkeypatch: pytest.MonkeyPatch, django_db_blocker: DjangoDbBlocker
) -> None:
    settings.LOCAL = True
    monkeypatch.setattr(filling, "HARBORLINE_STORIES", {"broken": None})
    with django_db_blocker.unblock():
        with pytest.raises(AttributeError):
            call_command("seed_demo", stdout=io.StringIO())
        with pytest.raises(CommandError, match="broke off"):
            call_command("seed_demo", stdout=io.StringIO())
        assert not User.objects.filter(is_active=True).exists()


def test_the_demo_is_not_for_production(db: None, settings: Settings) -> None:
    settings.LOCAL = False
    with pytest.raises(CommandError, match="local installation"):
        call_command("seed_demo", stdout=io.StringIO())
    assert not User.objects.exists()


def test_a_page_is_a_pdf() -> None:
    read = pypdf.PdfReader(io.BytesIO(page("A (small) title", "first line", r"a \ backslash")), strict=True)
    assert len(read.pages) == 1
    assert read.pages[0].extract_text().split("\n")[:2] == ["A (small) title", "first line"]


def test_every_story_fits_the_lens() -> None:
    """Marks name questions and practices that exist; every remark and every proof is about one."""
    pillars = json.loads((ROOT / "assessments/lenses/catalog/generative_ai/lens.json").read_text())["pillars"]
    practices = {
        question["id"]: [choice["id"] for choice in question["choices"] if not choice["id"].endswith("_no")]
        for pillar in pillars
        for question in pillar["questions"]
    }
    known = {practice for each in practices.values() for practice in each}
    for story in (*filling.HARBORLINE_STORIES.values(), *filling.KITAHAMA_STORIES.values()):
        for act in story.acts:
            assert set(act.marks) | set(act.notes) <= set(practices)
            assert all(marks == "0" or len(marks) == len(practices[name]) for name, marks in act.marks.items())
            assert set(act.remarks) | {proof.speaks_to for proof in act.proofs} <= known
