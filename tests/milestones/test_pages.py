"""The pages of milestones: taking, reading as it was, and what they cost."""

import hashlib
import json

import pytest
from pytest_django import Settings

from assessments.actions import evidence, milestones
from assessments.actions.evidence import Target, Upload
from assessments.models import AuditEvent, Milestone
from tests.milestones.story import counted, rows_asked, say, text
from tests.world import Tenant, World, signed_in


def address(tenant: Tenant, rest: str = "") -> str:
    return f"/o/{tenant.slug}/workloads/{tenant.workload.id}/milestones{rest}"


def test_the_form_takes_a_milestone_and_the_list_shows_it(world: World):
    client = signed_in(world.acme.user())
    answer = client.post(address(world.acme, "/take"), {"name": "Pilot exit", "note": "Board of May"}, follow=True)
    assert answer.status_code == 200
    said = text(answer.content)
    assert "Milestone 1 taken: Pilot exit." in said
    assert "1. Pilot exit" in said
    with world.acme.open():
        taken = Milestone.objects.get()
        assert (taken.note, taken.taken_by_id) == ("Board of May", world.acme.owner.id)


def test_a_taken_name_keeps_what_was_typed(world: World):
    client = signed_in(world.acme.user())
    client.post(address(world.acme, "/take"), {"name": "Pilot exit"})
    answer = client.post(address(world.acme, "/take"), {"name": "PILOT exit", "note": "typed with care"})
    assert answer.status_code == 409
    said = answer.content.decode()
    assert "This workload has a milestone of this name. Choose another." in said
    assert 'value="PILOT exit"' in said
    assert "typed with care" in said
    with world.acme.open():
        assert Milestone.objects.count() == 1


def test_an_empty_name_is_refused_in_place(world: World):
    answer = signed_in(world.acme.user()).post(address(world.acme, "/take"), {"name": "  "})
    assert answer.status_code == 422
    with world.acme.open():
        assert not Milestone.objects.exists()


@pytest.mark.parametrize("role", ["viewer", "contributor"])
def test_who_may_not_take_one_sees_no_form_and_is_refused(world: World, role: str):
    client = signed_in(world.acme.user(role))
    page = client.get(address(world.acme))
    assert page.status_code == 200
    assert b'id="take"' not in page.content
    assert client.post(address(world.acme, "/take"), {"name": "Mine"}).status_code == 403


def test_a_milestone_shows_what_was_whatever_changed_since(world: World, settings: Settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    acme = world.acme
    with acme.open():
        say(acme, "GENSEC01", in_place=True, notes="Callers are the claims API.")
        kept = evidence.add_file(
            workload=acme.workload,
            upload=Upload("proof.pdf", [b"%PDF-1.4 x"]),
            targets=[Target("GENSEC01", "GENSEC01_BP01")],
            by=acme.owner,
        )
        milestones.take(workload=acme.workload, name="Go live", by=acme.owner)
    client = signed_in(acme.user())
    before = text(client.get(address(acme, "/1")).content)
    assert "Callers are the claims API." in before
    assert "proof.pdf" in before
    assert kept.sha256 in before
    with acme.open():
        say(acme, "GENSEC01", in_place=False, notes="All of it was switched off.")
        acme.workload.description = "Renamed since"
        acme.workload.save()
    assert text(client.get(address(acme, "/1")).content) == before


def test_the_json_is_what_the_digest_was_made_of(world: World):
    acme = world.acme
    with acme.open():
        taken = milestones.take(workload=acme.workload, name="Über/1", by=acme.owner)
    answer = signed_in(acme.user("viewer")).get(address(acme, "/1.json"))
    assert hashlib.sha256(answer.content).hexdigest() == taken.digest
    assert json.loads(answer.content)["workload"]["name"] == acme.workload.name
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    with acme.open():
        assert AuditEvent.objects.filter(action="milestones.download", object_id=taken.id).exists()


def test_there_is_nothing_under_a_number_nobody_took(world: World):
    client = signed_in(world.acme.user())
    for rest in ("/7", "/7.json", "/compare?from=7", "/compare?from=x"):
        with world.acme.open():
            if not Milestone.objects.exists():
                milestones.take(workload=world.acme.workload, name="One", by=world.acme.owner)
        assert client.get(address(world.acme, rest)).status_code == 404, rest


def test_the_trend_has_the_numbers_of_each_milestone_and_of_now(world: World):
    acme = world.acme
    with acme.open():
        say(acme, "GENSEC01", in_place=False)
        milestones.take(workload=acme.workload, name="Design", by=acme.owner)
        say(acme, "GENSEC01", in_place=True)
        say(acme, "GENSEC02", in_place=False)
        say(acme, "GENSEC03", in_place=False)
        milestones.take(workload=acme.workload, name="Pilot", by=acme.owner)
        say(acme, "GENSEC02", in_place=True)
        counts = [one.counts for one in Milestone.objects.order_by("number")]
        acme.review.refresh_from_db()
        now = acme.review.high
    page = signed_in(acme.user()).get(address(acme))
    highs = ", ".join(str(number) for number in (*(one["HIGH"] for one in counts), now))
    assert f"High {highs};" in page.content.decode()
    table = text(page.content).partition("The same as a table")[2]
    for one in counts:
        assert " ".join(str(one[risk]) for risk in one) in table


def test_the_list_costs_the_same_with_one_and_with_five(world: World):
    acme, client = world.acme, signed_in(world.acme.user())
    costs = []
    for number in range(1, 6):
        with acme.open():
            milestones.take(workload=acme.workload, name=f"Step {number}", by=acme.owner)
        with counted() as queries:
            assert client.get(address(acme)).status_code == 200
        costs.append(rows_asked(queries))
    assert costs[0] == costs[-1]
    assert costs[0] <= 12


def test_it_speaks_japanese(world: World):
    """Globex's people read Japanese: the lens's words come from the milestone in their language."""
    globex = world.globex
    with globex.open():
        milestones.take(workload=globex.workload, name="本番", by=globex.owner)
    client = signed_in(globex.user())
    assert "回答の品質が下がり始めたことに" in text(client.get(address(globex, "/1")).content)
    assert 'lang="ja"' in client.get(address(globex)).content.decode()
