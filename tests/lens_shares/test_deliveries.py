"""New versions of a shared lens come by themselves, once, and only what still reads as a lens."""

import os
import subprocess
import sys
import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from assessments.actions import jobs, lens_deliveries, lenses, workloads
from assessments.lenses import build
from assessments.models import Job, LensShare, LensVersion
from assessments.queries import lenses as lens_queries
from tests.lens_shares.conftest import accepted, offered, published, shared, versions, work_off
from tests.lenses.documents import changed, encoded, small
from tests.world import World, signed_in


def test_what_is_published_later_comes_by_itself(working: World):
    acme, globex = working.acme, working.globex
    version, share, copy = shared(working)
    assert work_off(acme) == ["SUCCEEDED"]
    published(acme, "1.1", version.lens, description="Somebody, really.")
    assert versions(globex, copy) == ["1.0"]
    page = signed_in(acme.user()).get(reverse("lens_shares", args=[acme.slug, version.lens_id])).content.decode()
    assert "Version 1.1 is on its way." in page
    assert work_off(acme) == ["SUCCEEDED"]
    assert versions(globex, copy) == ["1.0", "1.1"]
    with acme.open():
        assert LensShare.objects.get(id=share.id).delivered_version == "1.1"
    with globex.open():
        first = LensVersion.objects.get(lens=copy, version="1.0")
        workload = workloads.define(by=globex.owner, lens_versions=[first], name="Watched")
        newer = lens_queries.newer(workload.reviews.get())
        assert newer is not None
        assert newer.version == "1.1"


def test_delivering_twice_changes_nothing(working: World):
    acme, globex = working.acme, working.globex
    version, _share, copy = shared(working)
    with globex.open():
        before = list(LensVersion.objects.filter(lens=copy).values())
    with acme.open():
        lens_deliveries.announce(version.lens_id, acme.owner)
    assert set(work_off(acme)) == {"SUCCEEDED"}
    with globex.open():
        assert list(LensVersion.objects.filter(lens=copy).values()) == before


def test_older_versions_come_after_the_newest(working: World):
    acme, globex = working.acme, working.globex
    version = published(acme)
    published(acme, "1.1", version.lens, description="Somebody, really.")
    copy = accepted(offered(acme, version.lens), globex)
    assert versions(globex, copy) == ["1.1"]
    work_off(acme)
    assert versions(globex, copy) == ["1.0", "1.1"]


@pytest.mark.parametrize("spoiled", ["document", "digest", "name"])
def test_what_no_longer_reads_as_the_lens_it_was_stays_at_home(working: World, spoiled: str):
    acme, globex = working.acme, working.globex
    version, share, copy = shared(working)
    document = {
        "document": encoded(changed("pillars", [])),
        "digest": encoded(small() | {"description": "Not what the digest is of."}),
        "name": encoded(small() | {"name": "Night\u202ewatch"}),
    }[spoiled]
    with acme.open():
        bad = LensVersion.objects.create(
            organization=acme.organization, lens=version.lens, version="6.6", name={"en": "Night watch"}, generation=2,
            document=document.decode(),
            digest="0" * 64 if spoiled == "digest" else build.digest(document, None),
        )  # fmt: skip
    good = published(acme, "6.7", version.lens, description="Sound again.")
    assert set(work_off(acme)) == {"SUCCEEDED"}
    assert versions(globex, copy) == ["1.0", good.version]
    with acme.open():
        row = LensShare.objects.get(id=share.id)
        assert (row.delivered_version, row.refused_version) == ("6.7", bad.version)
    page = signed_in(acme.user()).get(reverse("lens_shares", args=[acme.slug, version.lens_id])).content.decode()
    assert "Version 6.6 was not delivered" in page


def test_a_job_whose_worker_went_silent_is_carried_out_by_another(working: World):
    acme, globex = working.acme, working.globex
    version, _share, copy = shared(working)
    work_off(acme)
    published(acme, "1.1", version.lens, description="Somebody, really.")
    with acme.open():
        job = Job.objects.get(kind=lens_deliveries.DELIVER, state="QUEUED")
        # A worker took it and was never heard of again.
        Job.objects.filter(id=job.id).update(
            state="RUNNING", attempt=1, lease_until=timezone.now() - timedelta(minutes=1)
        )
    jobs.run(organization_id=acme.organization.id, job_id=job.id, worker="another")
    assert versions(globex, copy) == ["1.0", "1.1"]


def test_a_version_published_while_a_share_is_accepted_is_not_forgotten(working: World):
    acme, globex = working.acme, working.globex
    version = published(acme)
    share = offered(acme, version.lens)
    with acme.open():
        document = encoded(small() | {"description": "Somebody, really."})
        draft = lenses.import_draft(document=document, over=version.lens, by=acme.owner)
    looked = threading.Event()

    def publish() -> None:
        with acme.open():
            lenses.publish(draft=draft, version="1.1", by=acme.owner)
            looked.wait(2)
        connection.close()

    publishing = threading.Thread(target=publish)
    with transaction.atomic():
        copy = accepted(share, globex)
        publishing.start()
        looked.wait(0.5)
    work_off(acme)
    looked.set()
    publishing.join()
    work_off(acme)
    assert versions(globex, copy) == ["1.0", "1.1"]


def test_a_worker_knows_the_work():
    source = "import assessments.tasks; from assessments.actions import jobs"
    command = [sys.executable, "-c", f"import django; django.setup(); {source}; print(sorted(jobs._handlers))"]
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)}
    known = subprocess.run(command, capture_output=True, text=True, check=True, env=environment).stdout
    assert all(kind in known for kind in ("deliver_lens", "end_lens_share", "leave_lens_share"))
