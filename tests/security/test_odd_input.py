"""What no page of ours would send is refused or ignored, never a fault: every case here was a 500 once."""

import base64
import json
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client

from assessments.actions import answers, tokens
from assessments.models import Answer, Evidence, Proposal, ProposalStatus
from assessments.rules.merge import AnswerContent
from tests.world import Tenant, World

QUESTION = "GENSEC01"
Browser = Callable[..., Client]


def questions(tenant: Tenant) -> str:
    """The start of the addresses of the review's questions."""
    return f"/o/{tenant.slug}/reviews/{tenant.review.id}/questions"


@pytest.fixture
def answered(world: World) -> Tenant:
    """Acme, whose first security question has an answer."""
    content = AnswerContent(notes="kept")
    with world.acme.open():
        answers.record(
            review=world.acme.review, question_id=QUESTION, content=content, expected_version=0, by=world.acme.owner
        )
    return world.acme


@pytest.mark.parametrize("name", ["q", "unit", "environment"])
@pytest.mark.parametrize("page", ["", "questions", "workloads"])
def test_a_filter_with_a_nul_finds_nothing(world: World, browser: Browser, page: str, name: str):
    address = f"/o/{world.acme.slug}/{page}?"
    answer = browser(world.acme).get(address + urlencode({name: "a\x00"}))
    assert answer.status_code == 200
    assert "Acme assistant" in browser(world.acme).get(address).content.decode()
    assert "Acme assistant" not in answer.content.decode()


@pytest.mark.parametrize("page", ["²", "٣", "2", "99", "x", "\x00"])
def test_a_page_of_the_history_that_is_not_there_is_empty(answered: Tenant, browser: Browser, page: str):
    address = f"{questions(answered)}/{QUESTION}/history?" + urlencode({"page": page})
    assert browser(answered).get(address).status_code == 200


@pytest.mark.parametrize("version", ["²", "-1", "", "9" * 30])
def test_restoring_on_no_version_clashes(answered: Tenant, browser: Browser, version: str):
    address = f"{questions(answered)}/{QUESTION}/history/1/restore"
    assert browser(answered).post(address, {"version": version}).status_code == 409


@pytest.mark.parametrize("until", ["9999-12-31", "9999-12-30", "0001-01-01"])
def test_the_last_day_of_the_calendar_ends_the_log(world: World, browser: Browser, until: str):
    for name in ("since", "until"):
        assert browser(world.acme).get(f"/o/{world.acme.slug}/activity?{name}={until}").status_code == 200


@pytest.mark.parametrize("url", ["http://[", "http://[::1", "https://[x]/"])
def test_brackets_without_an_address_are_no_link(world: World, browser: Browser, url: str):
    address = f"/o/{world.acme.slug}/workloads/{world.acme.workload.id}/evidence"
    answer = browser(world.acme).post(address, {"url": url}, follow=True)
    assert "http:// or https://" in answer.content.decode()
    with world.acme.open():
        assert not Evidence.objects.exists()


@pytest.mark.parametrize("question", ["a/b", "..", "NOPE", "\x00"])
def test_evidence_on_a_question_that_is_not_there_goes_to_the_library(world: World, browser: Browser, question: str):
    sent = {"text": "", "review_id": str(world.acme.review.id), "question_id": question}
    answer = browser(world.acme).post(f"/o/{world.acme.slug}/workloads/{world.acme.workload.id}/evidence", sent)
    assert (answer.status_code, answer.headers["Location"]) == (302, f"/o/{world.acme.slug}/evidence")


def test_a_rejection_is_kept_without_its_nul(world: World, browser: Browser):
    with world.acme.open():
        proposal = Proposal.objects.create(
            review=world.acme.review, question_id=QUESTION, choice_id="GENSEC01_BP01", stance="FOR", basis="x"
        )
    browser(world.acme).post(f"/o/{world.acme.slug}/proposals/{proposal.id}/reject", {"note": "no\x00t yet"})
    with world.acme.open():
        proposal.refresh_from_db()
    assert (proposal.status, proposal.note) == (ProposalStatus.REJECTED, "not yet")


@pytest.mark.parametrize("address", ["/accounts/login/", "/accounts/signup/"])
def test_signing_in_goes_on_to_no_broken_address(db: None, address: str):
    client = Client(raise_request_exception=False)
    assert client.get(address, {"next": "http://["}).status_code == 200


@pytest.mark.parametrize("place", ["people", "evil.example", "//evil.example", "/\\evil.example", "\x00", "home", "😀"])
@pytest.mark.parametrize("address", ["/me/theme", "/me/language"])
def test_only_a_path_of_ours_is_gone_back_to(world: World, browser: Browser, address: str, place: str):
    sent = {"theme": "dark", "language": "en"}
    client = browser(world.acme)
    assert client.post(address, sent | {"next": place}).headers["Location"] == "/"
    assert client.post(address, sent | {"next": "/o/x?y=1"}).headers["Location"] == "/o/x?y=1"


@pytest.fixture
def bearer(world: World) -> dict[str, str]:
    """The headers of a token of Acme that may do everything."""
    with world.acme.open():
        _token, text = tokens.issue(name="t", scopes=list(tokens.SCOPES), days=1, by=world.acme.owner)
    return {"Authorization": f"Bearer {text}", "If-Match": '"0"'}


@pytest.mark.parametrize("position", ["abc", "\x00", "1"])
def test_a_cursor_we_did_not_make_is_not_found(bearer: dict[str, str], position: str):
    cursor = base64.b64encode(urlencode({"p": position}).encode()).decode()
    answer = Client(raise_request_exception=False).get("/api/v1/workloads", {"cursor": cursor}, headers=bearer)
    assert (answer.status_code, answer.json()["type"]) == (404, "urn:lensboard:not_found")


@pytest.mark.parametrize(
    "body",
    [
        {"choices": {"\ud800": {"state": "SELECTED"}}},
        {"choices": {"GENSEC01_BP01": {"state": "\udfff"}}},
        {"reason": "\ud800"},
        {"\ud800": 1},
    ],
)
def test_half_a_character_is_refused(world: World, bearer: dict[str, str], body: dict[str, Any]):
    answer = Client(raise_request_exception=False).put(
        f"/api/v1/reviews/{world.acme.review.id}/answers/{QUESTION}",
        json.dumps(body),
        content_type="application/json",
        headers=bearer,
    )
    assert (answer.status_code, answer.json()["type"]) == (400, "urn:lensboard:parse_error")
    with world.acme.open():
        assert not Answer.objects.exists()
