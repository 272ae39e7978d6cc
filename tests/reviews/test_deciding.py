"""Deciding proposals on the page: accept changes the answer, reject keeps it, and each happens once."""

from collections.abc import Callable

from django.urls import reverse

from assessments.models import Answer, Proposal
from tests.reviews.conftest import QUESTION, Desk, observe

Seat = Callable[..., Desk]


def decide(desk: Desk, what: str, proposal: Proposal, json: bool = True, **fields: str):
    headers = {"accept": "application/json"} if json else {}
    return desk.client.post(reverse(f"proposal_{what}", args=[desk.tenant.slug, proposal.id]), fields, headers=headers)


def proposed(desk: Desk) -> Proposal:
    with desk.tenant.open():
        found = observe(desk.tenant, "BP04")
    assert found
    return found


def test_a_proposal_stands_at_its_practice_with_what_was_seen(desk: Seat):
    person = desk()
    proposal = proposed(person)
    html = person.page().content.decode()
    assert "Evidence suggests: in place." in html
    assert "Both Regions write to S3." in html
    assert f'form="accept-{proposal.id}"' in html
    assert "1 proposal to decide" in html


def test_accepting_changes_the_answer_and_the_page_at_once(desk: Seat):
    person = desk()
    body = decide(person, "accept", proposed(person)).json()
    assert body["version"] == 1
    assert body["content"]["choices"][f"{QUESTION}_BP04"]["state"] == "SELECTED"
    assert "data-open" not in body["fragments"][f"choice-{QUESTION}_BP04"]
    assert "Accepted by" in body["fragments"][f"choice-{QUESTION}_BP04"]
    assert 'id="n-waiting">0<' in body["fragments"]["n-waiting"]


def test_rejecting_keeps_the_answer_and_the_reason(desk: Seat):
    person = desk()
    proposal = proposed(person)
    body = decide(person, "reject", proposal, note="The alarm goes to nobody.").json()
    assert "The alarm goes to nobody." in body["fragments"][f"choice-{QUESTION}_BP04"]
    with person.tenant.open():
        assert Proposal.objects.get(pk=proposal.pk).note == "The alarm goes to nobody."
        assert not Answer.objects.exists()


def test_without_script_a_decision_leads_back_to_the_practice(desk: Seat):
    person = desk()
    response = decide(person, "accept", proposed(person), json=False)
    assert response.url == f"{person.url('question')}#choice-{QUESTION}_BP04"


def test_a_decision_happens_once(desk: Seat):
    one, other = desk(), desk("lead")
    proposal = proposed(one)
    assert decide(one, "reject", proposal).status_code == 200
    response = decide(other, "accept", proposal)
    assert (response.status_code, response.json()["code"]) == (409, "already_decided")


def test_a_viewer_sees_the_proposal_and_no_buttons(desk: Seat):
    viewer = desk("viewer")
    proposal = proposed(viewer)
    html = viewer.page().content.decode()
    assert "Evidence suggests" in html
    assert f"accept-{proposal.id}" not in html
    assert decide(viewer, "accept", proposal).status_code == 403
