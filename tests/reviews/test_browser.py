"""The question page in a real Chromium: saving as people type, two tabs, no network, keys, and what stays behind."""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from assessments.models import Answer
from tests.conftest import Database
from tests.processes import CHROMIUM, answers, free_port, start, until
from tests.reviews.conftest import QUESTION, observe
from tests.world import PASSWORD, Tenant, World

T = TypeVar("T")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]

pytestmark = [pytest.mark.browser, pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")]
SAVED = '[role="status"][data-save]'


@dataclass
class Site:
    """The running application, and the tenant whose review is open."""

    address: str
    tenant: Tenant
    browser: Browser

    @property
    def question(self) -> str:
        """The address of the question."""
        return f"{self.address}/o/{self.tenant.slug}/reviews/{self.tenant.review.id}/questions/{QUESTION}"

    def context(self, role: str = "contributor") -> BrowserContext:
        """A browser of one person, signed in."""
        context = self.browser.new_context(locale="en-US")
        page = context.new_page()
        page.goto(f"{self.address}/accounts/login/")
        page.fill("[name=login]", self.tenant.user(role).email)
        page.fill("[name=password]", PASSWORD)
        page.press("[name=password]", "Enter")
        page.wait_for_url(f"**/o/{self.tenant.slug}/**")
        page.close()
        return context

    def open(self, context: BrowserContext) -> Page:
        """The question page in a new tab; anything the browser complains about fails the test."""
        page = context.new_page()
        page.on("pageerror", lambda error: pytest.fail(f"script: {error}"))
        page.on("console", lambda said: "Content Security Policy" in said.text and pytest.fail(said.text))
        page.goto(self.question)
        return page

    def answer(self) -> Answer:
        """What is saved."""
        return self.inside(lambda: Answer.objects.get(question_id=QUESTION))

    def inside(self, work: Callable[[], T]) -> T:
        """Work in the tenant's rows, in a thread: Playwright keeps a loop in this one, and the ORM refuses that."""

        def opened() -> T:
            try:
                with self.tenant.open():
                    return work()
            finally:
                connections.close_all()

        with ThreadPoolExecutor(1) as pool:
            return pool.submit(opened).result()


@pytest.fixture
def address(committed: Database, tmp_path: Path) -> Iterator[str]:
    """The application, serving this test's database."""
    host, log = f"127.0.0.1:{free_port()}", tmp_path / "server.log"
    command = [sys.executable, "manage.py", "runserver", "--noreload", host]
    environment = committed.environment | {"DEBUG": "1", "LENSBOARD_LOCAL": "1", "SECRET_KEY": settings.SECRET_KEY}
    server = start(command, environment, log)

    def serves() -> bool:
        assert server.poll() is None, log.read_text()
        return answers(f"http://{host}/livez")

    try:
        until(serves, "the application serves", 60)
        yield f"http://{host}"
    finally:
        server.terminate()
        server.wait(10)


@pytest.fixture
def site(address: str, committed_world: World) -> Iterator[Site]:
    """Acme's review in a browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield Site(address, committed_world.acme, browser)
        browser.close()


def box(page: Page, number: int) -> str:
    return f'input[name=choice][value="{QUESTION}_BP0{number}"]'


def drafts(page: Page) -> int:
    found: int = page.evaluate("Object.keys(localStorage).filter((key) => key.startsWith('draft:')).length")
    return found


def test_work_saves_itself_and_is_there_after_a_reload(site: Site):
    page = site.open(site.context())
    expect(page.locator(SAVED)).to_have_text("Nothing saved yet")
    page.check(box(page, 1))
    expect(page.locator(SAVED)).to_contain_text("version 1")
    page.fill("#notes", "Two callers.\nBoth known.")
    expect(page.locator(SAVED)).to_contain_text("version 2")
    expect(page.locator("#progress")).to_have_text("1 of 4 in place")
    expect(page.locator("#question-risk")).to_contain_text("High risk")
    page.reload()
    expect(page.locator("#notes")).to_have_value("Two callers.\nBoth known.")
    expect(page.locator(box(page, 1))).to_be_checked()
    assert site.answer().version == 2
    assert drafts(page) == 0


def test_two_tabs_that_write_the_same_field_meet_and_one_person_chooses(site: Site):
    mine, theirs = site.open(site.context("contributor")), site.open(site.context("lead"))
    theirs.fill("#notes", "What they wrote")
    theirs.check(box(theirs, 2))
    expect(theirs.locator(SAVED)).to_contain_text("Saved")
    mine.fill("#notes", "What I wrote")
    clash = mine.locator("#clash")
    expect(clash).to_contain_text("What they wrote")
    expect(clash).to_contain_text("What I wrote")
    expect(mine.locator("#notes")).to_have_value("What I wrote")
    expect(mine.locator(box(mine, 2))).to_be_checked()
    assert site.answer().notes == "What they wrote"
    clash.get_by_role("radio", name="Mine").check()
    clash.get_by_role("button", name="Save what I chose").click()
    expect(mine.locator(SAVED)).to_contain_text("Saved")
    expect(mine.locator("#clash")).to_be_hidden()
    answer = site.answer()
    assert answer.notes == "What I wrote"
    assert answer.choices[f"{QUESTION}_BP02"]["state"] == "SELECTED"


def test_without_network_the_text_stays_and_is_saved_when_it_is_back(site: Site):
    context = site.context()
    page = site.open(context)
    context.set_offline(True)
    page.fill("#notes", "Written in a tunnel")
    expect(page.locator(SAVED)).to_have_text("Offline: kept on this device")
    assert drafts(page) == 1
    context.set_offline(False)
    expect(page.locator(SAVED)).to_contain_text("version 1", timeout=15_000)
    assert drafts(page) == 0
    assert site.answer().notes == "Written in a tunnel"


def test_what_a_crash_left_on_the_device_is_offered_again(site: Site):
    context = site.context()
    page = site.open(context)
    context.set_offline(True)
    page.fill("#notes", "Typed before the crash")
    expect(page.locator(SAVED)).to_have_text("Offline: kept on this device")
    page.close(run_before_unload=False)
    context.set_offline(False)
    page = site.open(context)
    offer = page.locator("#draft-offer")
    expect(offer).to_be_visible()
    expect(page.locator("#notes")).to_have_value("")
    offer.get_by_role("button", name="Bring it back").click()
    expect(page.locator("#notes")).to_have_value("Typed before the crash")
    expect(page.locator(SAVED)).to_contain_text("version 1")


def test_signing_out_leaves_nothing_on_the_device(site: Site):
    context = site.context()
    page = site.open(context)
    page.evaluate("localStorage.setItem('draft:a:b:c:d', '{}')")
    page.get_by_label("Your account").click()
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/accounts/login/**")
    assert drafts(page) == 0


def test_text_that_is_too_long_is_refused_beside_its_field_and_kept(site: Site):
    page = site.open(site.context())
    page.fill("#notes", "あ" * 3000)
    expect(page.locator("#notes-error")).to_contain_text("3000")
    expect(page.locator(SAVED)).to_have_text("Not saved")
    assert len(page.input_value("#notes")) == 3000
    page.fill("#notes", "short")
    expect(page.locator(SAVED)).to_contain_text("version 1")
    expect(page.locator("#notes-error")).to_be_empty()


def test_the_page_works_by_keyboard_alone(site: Site):
    page = site.open(site.context())
    page.keyboard.press("1")
    page.keyboard.press("2")
    expect(page.locator(box(page, 1))).to_be_checked()
    expect(page.locator(SAVED)).to_contain_text("version")
    page.keyboard.press("0")
    expect(page.locator(box(page, 1))).not_to_be_checked()
    expect(page.locator("[data-none] > input")).to_be_checked()
    page.keyboard.press("3")
    expect(page.locator("[data-none] > input")).not_to_be_checked()
    page.keyboard.press("n")
    expect(page.locator("#notes")).to_be_focused()
    page.keyboard.type("1 j ?")
    expect(page.locator("#notes")).to_have_value("1 j ?")
    page.keyboard.press("Tab")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.wait_for_url("**/questions/GENSEC02")
    page.keyboard.press("k")
    page.wait_for_url(f"**/questions/{QUESTION}")
    expect(page.locator("#notes")).to_have_value("1 j ?")


def test_a_proposal_is_accepted_by_one_key_and_the_page_follows(site: Site):
    site.inside(lambda: observe(site.tenant, "BP04"))
    page = site.open(site.context())
    page.keyboard.press("a")
    expect(page.locator(box(page, 4))).to_be_checked()
    expect(page.locator(f"#choice-{QUESTION}_BP04")).to_contain_text("Accepted by")
    expect(page.locator(SAVED)).to_contain_text("version 1")
    page.check(box(page, 1))
    expect(page.locator(SAVED)).to_contain_text("version 2")
    assert site.answer().choices.keys() == {f"{QUESTION}_BP01", f"{QUESTION}_BP04"}


def test_files_go_up_by_choosing_them_and_appear_at_once(site: Site):
    page = site.open(site.context())
    page.select_option("#speaks-to", f"{QUESTION}_BP02")
    two = [
        {"name": "図.txt", "mimeType": "text/plain", "buffer": b"callers"},
        {"name": "empty.txt", "mimeType": "text/plain", "buffer": b""},
    ]
    page.set_input_files("#evidence input[type=file]", two)
    expect(page.locator(f"#chips-{QUESTION}_BP02")).to_contain_text("図.txt")
    expect(page.locator("#evidence")).to_contain_text("The file is empty")


def test_a_field_dragged_taller_keeps_evidence_within_the_style_policy(site: Site):
    page = site.open(site.context())
    page.click("#evidence summary")
    page.evaluate("document.getElementById('ev-text').style.height = '9rem'")
    page.fill("#ev-url", "https://example.com/callers")
    page.click("#evidence-form button[type=submit]")
    expect(page.locator("#evidence")).to_contain_text("example.com/callers")


def test_the_next_question_fetched_ahead_shows_what_was_saved_since(site: Site):
    page = site.open(site.context())
    with page.expect_response("**/questions/GENSEC02") as ahead:
        pass
    assert "max-age" in ahead.value.headers["cache-control"]
    page.check(box(page, 1))
    expect(page.locator(SAVED)).to_contain_text("version 1")
    page.keyboard.press("j")
    page.wait_for_url("**/questions/GENSEC02")
    expect(page.locator(f"#glyph-{QUESTION}")).to_have_attribute("data-risk", "HIGH")
