"""The page of reports, its form, and the page that verifies."""

import hashlib

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from pytest_django import Settings

from assessments.actions import files, milestones, reports
from assessments.models import Milestone, Report
from assessments.queries.reports import hash_in
from tests.milestones.story import counted, rows_asked, text
from tests.world import Tenant, World, signed_in

PDF = b"%PDF-1.7 made here"


NOBODYS = "1b4e28ba-2fa1-4d2e-883f-0016d3cca427"


@pytest.fixture
def acme(world: World, settings: Settings, tmp_path) -> Tenant:
    """Acme with a milestone and a report of it on the shelf."""
    settings.MEDIA_ROOT = tmp_path
    tenant = world.acme
    with tenant.open():
        taken = milestones.take(workload=tenant.workload, name="Pilot exit", by=tenant.owner)
        shelve(tenant, taken, PDF)
    return tenant


def shelve(tenant: Tenant, milestone: Milestone, content: bytes) -> Report:
    """A report with a file, as a worker leaves it."""
    report = reports.ask(
        workload=tenant.workload, milestone=milestone, kind="lens-review", language="en", by=tenant.owner
    )
    kept = files.keep([content], folder="reports", at_most=1000)
    facts = {"key": kept.key, "sha256": kept.sha256, "size": kept.size, "snapshot_digest": milestone.digest}
    Report.objects.filter(id=report.id).update(filename="report.pdf", **facts)
    report.job.state = "SUCCEEDED"
    report.job.save()
    return report


def address(tenant: Tenant, rest: str = "") -> str:
    return f"/o/{tenant.slug}/reports{rest}"


def test_the_form_asks_for_a_milestone_or_for_now(acme: Tenant):
    client = signed_in(acme.user("viewer"))
    for state, number in ((f"{acme.workload.id}:1", 1), (str(acme.workload.id), None)):
        data = {"state": state, "kind": "executive-summary", "language": "ja", "archive": "on"}
        answer = client.post(address(acme, "/new"), data)
        assert (answer.status_code, answer.headers["Location"]) == (302, address(acme))
        with acme.open():
            report = Report.objects.select_related("milestone", "job").order_by("-asked_at")[0]
            assert (report.milestone.number if report.milestone else None) == number
            assert (report.kind, report.language, report.archive) == ("executive-summary", "ja", True)
            assert (report.job.kind, report.job.subject_id) == ("render_report", report.id)
    assert "Waiting for a worker" in text(client.get(address(acme)).content)


@pytest.mark.parametrize("state", ["", "nonsense", NOBODYS, f"{NOBODYS}:1"])
def test_a_state_that_does_not_exist_is_refused_in_place(acme: Tenant, state: str):
    data = {"state": state, "kind": "lens-review", "language": "en"}
    assert signed_in(acme.user()).post(address(acme, "/new"), data).status_code == 422
    with acme.open():
        assert Report.objects.count() == 1


def test_a_strangers_workload_cannot_be_asked_for(acme: Tenant, world: World):
    data = {"state": str(world.globex.workload.id), "kind": "lens-review", "language": "en"}
    assert signed_in(acme.user()).post(address(acme, "/new"), data).status_code == 422


def test_a_link_from_a_milestone_chooses_it(acme: Tenant):
    page = signed_in(acme.user()).get(address(acme, f"?workload={acme.workload.id}&milestone=1")).content.decode()
    assert f'<option value="{acme.workload.id}:1" selected>' in page


def test_an_uploaded_pdf_is_recognized_and_a_changed_one_is_not(acme: Tenant, settings: Settings):
    client = signed_in(acme.user("viewer"))
    known = client.post(address(acme, "/verify"), {"file": SimpleUploadedFile("x.pdf", PDF), "hash": ""})
    said = text(known.content)
    assert "Made here, and unchanged" in said
    for part in ("1. Pilot exit", hashlib.sha256(PDF).hexdigest(), acme.workload.name):
        assert part in said, part
    changed = client.post(address(acme, "/verify"), {"file": SimpleUploadedFile("x.pdf", PDF + b"!")})
    assert changed.status_code == 200
    assert "Unknown here" in text(changed.content)


def test_a_hash_may_come_as_the_paper_prints_it(acme: Tenant):
    with acme.open():
        digest = Milestone.objects.get().digest
    client = signed_in(acme.user())
    spaced = " ".join(digest[i : i + 4] for i in range(0, 64, 4))
    foot = " ".join(digest[i : i + 4] for i in range(0, 16, 4))
    for typed in (digest, digest.upper(), f"SHA-256: {spaced}", foot):
        said = text(client.get(address(acme, "/verify"), {"hash": typed}).content)
        assert "The digest of this milestone:" in said, typed
        assert "Reports made from this state:" in said, typed


@pytest.mark.parametrize("typed", ["abc", "z" * 64, "a" * 65, "a" * 15])
def test_what_is_no_hash_is_told_apart_from_an_unknown_one(acme: Tenant, typed: str):
    answer = signed_in(acme.user()).post(address(acme, "/verify"), {"hash": typed})
    assert answer.status_code == 422
    assert "A hash has 16 to 64 digits" in text(answer.content)
    assert hash_in(typed) == ""


def test_nothing_at_all_is_refused(acme: Tenant):
    answer = signed_in(acme.user()).post(address(acme, "/verify"), {"hash": ""})
    assert answer.status_code == 422
    assert "Choose a PDF, or enter a hash." in text(answer.content)


def test_another_organizations_report_is_unknown(acme: Tenant, world: World):
    with acme.open():
        digest = Milestone.objects.get().digest
    client = signed_in(world.globex.user())
    for hash in (digest, hashlib.sha256(PDF).hexdigest()):
        answer = client.get(address(world.globex, "/verify"), {"hash": hash})
        assert answer.context["named"].hash == hash
        assert not answer.context["named"]


def test_the_list_costs_the_same_with_one_and_with_five(acme: Tenant):
    client = signed_in(acme.user())
    costs = []
    for number in range(5):
        with counted() as queries:
            assert client.get(address(acme)).status_code == 200
        costs.append(rows_asked(queries))
        with acme.open():
            taken = milestones.take(workload=acme.workload, name=f"Step {number}", by=acme.owner)
            shelve(acme, taken, PDF + str(number).encode())
    assert costs[0] == costs[-1]
    assert costs[0] <= 12
