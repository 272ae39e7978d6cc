"""A report from asking to the shelf: the job, the bytes, the hashes, and what happens when it fails."""

import hashlib
from io import BytesIO
from pathlib import Path

import pytest
from django.core.files.storage import default_storage
from django.utils.translation import override
from pypdf import PdfReader
from pytest_django import Settings

from assessments.actions import audit, evidence, jobs, milestones, reports
from assessments.actions.evidence import Target
from assessments.models import AuditEvent, Job, JobState, Report
from assessments.queries import reports as queries
from assessments.reports import pdf
from tests.milestones.story import say, text
from tests.world import Tenant, World, signed_in

needs_pdf = pytest.mark.skipif(not pdf.available(), reason="Pango is not installed")


@pytest.fixture
def acme(committed_world: World, settings: Settings, tmp_path: Path) -> Tenant:
    """Acme with a milestone, where workers can work and files can be kept."""
    settings.CELERY_BROKER_URL, settings.MEDIA_ROOT = "", tmp_path / "media"
    tenant = committed_world.acme
    with tenant.open():
        say(tenant, "GENSEC01", in_place=False, notes="Callers are the claims API.")
        milestones.take(workload=tenant.workload, name="Pilot exit", by=tenant.owner)
    return tenant


def ask(tenant: Tenant, *, number: int | None = 1, kind: str = "executive-summary", language: str = "en",
        archive: bool = False) -> Report:  # fmt: skip
    with tenant.open():
        milestone = tenant.workload.milestones.filter(number=number).first() if number else None
        facts = {"kind": kind, "language": language, "archive": archive}
        return reports.ask(workload=tenant.workload, milestone=milestone, by=tenant.owner, **facts)


def work_off(tenant: Tenant, report: Report) -> Report:
    """Carry out its job as a worker would."""
    jobs.run(organization_id=tenant.organization.id, job_id=report.job_id, worker="tests")
    with tenant.open():
        return Report.objects.select_related("job", "milestone").get(id=report.id)


def kept_files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def said_in(document: bytes) -> str:
    """The text of a PDF without any space: lines break anywhere."""
    return "".join("".join(page.extract_text().split()) for page in PdfReader(BytesIO(document)).pages)


@needs_pdf
def test_the_pdf_tells_the_milestones_numbers_and_hashes(acme: Tenant):
    made = work_off(acme, ask(acme, kind="lens-review"))
    assert made.job.state == JobState.SUCCEEDED, made.job.failure
    assert (made.job.done, made.job.planned) == (reports.STEPS, reports.STEPS)
    with acme.open():
        content = reports.download(report=made)
        taken = made.milestone
        counts = taken.counts
    said = said_in(content)
    for part in (taken.digest, made.audit_head, "Pilotexit", "CallersaretheclaimsAPI.", "/o/acme-test/reports/verify"):
        assert part in said, part
    marks = {"HIGH": "▲Highrisk", "MEDIUM": "◆Mediumrisk", "NONE": "○Norisk", "UNANSWERED": "□Unanswered"}
    assert "".join(f"{counts[risk]}{mark}" for risk, mark in marks.items()) in said
    assert (made.snapshot_digest, made.size) == (taken.digest, len(content))
    assert made.sha256 == hashlib.sha256(content).hexdigest()
    assert made.filename == f"Acme assistant - Lens review - Milestone 1, {taken.taken_at:%-d %B %Y} (UTC).pdf"
    assert audit.verify(acme.organization.id).sound


@needs_pdf
def test_the_pdf_shows_what_speaks_to_a_question_as_a_whole(acme: Tenant):
    with acme.open():
        facts = {"workload": acme.workload, "text": "The board agreed.", "by": acme.owner}
        evidence.add_note(title="Minutes", targets=[Target("GENSEC01")], **facts)
        taken = milestones.take(workload=acme.workload, name="Go-live", by=acme.owner)
    made = work_off(acme, ask(acme, number=taken.number, kind="lens-review"))
    with acme.open():
        said = said_in(reports.download(report=made))
    assert "Note:Minutes," in said
    assert "(questionasawhole:speaksfor)" in said
    assert "note,usedinGENSEC01" in said


@needs_pdf
def test_a_report_of_a_milestone_does_not_see_what_came_after(acme: Tenant):
    with acme.open():
        say(acme, "GENSEC01", in_place=True, notes="Switched on since.")
    made = work_off(acme, ask(acme, kind="lens-review"))
    now = work_off(acme, ask(acme, kind="lens-review", number=None))
    with acme.open():
        frozen, live = said_in(reports.download(report=made)), said_in(reports.download(report=now))
    assert "CallersaretheclaimsAPI." in frozen
    assert "Switchedonsince." not in frozen
    assert "Switchedonsince." in live
    assert now.snapshot_digest not in {"", made.snapshot_digest}


@needs_pdf
def test_the_archive_carries_the_data_whose_digest_it_prints(acme: Tenant):
    made = work_off(acme, ask(acme, language="ja", archive=True))
    with acme.open():
        reader = PdfReader(BytesIO(reports.download(report=made)))
    (name, [data]) = next(iter(reader.attachments.items()))
    assert name == "snapshot.json"
    assert hashlib.sha256(data).hexdigest() == made.snapshot_digest == made.milestone.digest


def test_the_milestones_before_are_counted_as_their_snapshots_would(acme: Tenant):
    with acme.open():
        say(acme, "GENOPS01", in_place=True)
        milestones.take(workload=acme.workload, name="Go-live", by=acme.owner)
        last = milestones.take(workload=acme.workload, name="Quarterly", by=acme.owner)
    report = ask(acme, number=last.number)
    with acme.open():
        past = queries.past(report)
        assert [(one.number, one.name) for one in past] == [(1, "Pilot exit"), (2, "Go-live")]
        assert past[0].counts != past[1].counts
        for one in past:
            assert one.counts == one.snapshot.risk_counts()
            assert one.taken_at == one.snapshot.taken_at


@needs_pdf
def test_carried_out_twice_it_keeps_one_file(acme: Tenant, settings: Settings):
    made = work_off(acme, ask(acme))
    with acme.open():
        Job.objects.filter(id=made.job_id).update(state=JobState.QUEUED, finished_at=None)
    again = work_off(acme, made)
    assert again.job.state == JobState.SUCCEEDED
    assert (again.key, again.sha256) == (made.key, made.sha256)
    assert len(kept_files(Path(settings.MEDIA_ROOT))) == 1


@needs_pdf
def test_a_worker_that_lost_its_job_leaves_no_file(acme: Tenant, settings: Settings):
    report = ask(acme)
    mine = jobs.claim(acme.organization.id, report.job_id, "slow")
    assert mine is not None
    with acme.open():
        Job.objects.filter(id=report.job_id).update(attempt=2)
    with pytest.raises(jobs.LostLease):
        reports.render(mine)
    assert kept_files(Path(settings.MEDIA_ROOT)) == []
    with acme.open():
        assert Report.objects.get(id=report.id).key == ""


def test_the_same_report_is_not_made_twice_at_once(acme: Tenant):
    first = ask(acme)
    assert ask(acme).id == first.id
    assert ask(acme, language="ja").id != first.id
    assert ask(acme, archive=True).id != first.id
    assert ask(acme, number=None).id != first.id
    with acme.open():
        assert Job.objects.filter(kind=reports.KIND).count() == 4


@pytest.mark.parametrize(("kind", "language"), [("nonsense", "en"), ("executive-summary", "xx")])
def test_what_does_not_exist_is_refused(acme: Tenant, kind: str, language: str):
    with pytest.raises(reports.ReportRefused):
        ask(acme, kind=kind, language=language)


def test_where_pdfs_cannot_be_made_the_page_says_what_to_install(acme: Tenant, tmp_path: Path, monkeypatch):
    broken = tmp_path / "libraries"
    broken.mkdir()
    for name in ("libgobject-2.0.so.0", "libpango-1.0.so.0"):
        (broken / name).write_bytes(b"not a library")
    monkeypatch.setenv("LD_LIBRARY_PATH", str(broken))
    report = work_off(acme, ask(acme))
    assert report.job.state == JobState.FAILED
    page = text(signed_in(acme.user()).get(f"/o/{acme.slug}/reports").content)
    assert "libpango-1.0-0 libpangoft2-1.0-0" in page
    assert "Try again" in page
    with override("ja"):
        assert report.job.failure["ja"]


def test_altered_bytes_are_not_handed_out_and_downloads_are_noted(acme: Tenant):
    with acme.open():
        kept = reports.files.keep([b"%PDF-1.7 one"], folder="reports", at_most=100)
    report = ask(acme)
    with acme.open():
        Report.objects.filter(id=report.id).update(
            key=kept.key, sha256=kept.sha256, size=kept.size, filename="Bericht 報告.pdf"
        )
    client, path = signed_in(acme.user("viewer")), f"/o/{acme.slug}/reports/{report.id}.pdf"
    good = client.get(path)
    assert (good.status_code, good.content) == (200, b"%PDF-1.7 one")
    assert good.headers["Content-Disposition"] == ("attachment; filename*=utf-8''Bericht%20%E5%A0%B1%E5%91%8A.pdf")
    assert good.headers["X-Content-Type-Options"] == "nosniff"
    with acme.open():
        assert AuditEvent.objects.filter(action="reports.download", object_id=report.id).count() == 1
    with default_storage.open(kept.key, "wb") as stored:
        stored.write(b"%PDF-1.7 two")
    assert client.get(path).status_code == 409


def test_a_report_that_is_not_made_yet_says_so(acme: Tenant):
    report = ask(acme)
    answer = signed_in(acme.user()).get(f"/o/{acme.slug}/reports/{report.id}.pdf")
    assert answer.status_code == 409
    assert "not made yet" in text(answer.content)
