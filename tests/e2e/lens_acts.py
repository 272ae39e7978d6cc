"""What a person does with lenses in the story: read one, import one of their own, share it, compare its versions."""

from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.e2e.visitor import Visitor
from tests.lenses.documents import changed, encoded


def read_the_lens(owner: Visitor, slug: str) -> None:
    """The lens, one of its questions, and an answer tried on its rules."""
    owner.go(f"/o/{slug}/lenses")
    owner.page.locator("main .rows a").first.click()
    owner.look("32-lens")
    owner.page.locator("main a[href$='/questions/GENSEC04']").click()
    owner.page.locator("#try input[value=GENSEC04_BP02]").check()
    expect(owner.page.locator("#try .risk-pill")).to_have_attribute("data-risk", "MEDIUM")
    owner.page.locator("#try input[value=GENSEC04_BP01]").check()
    expect(owner.page.locator("#try .risk-pill")).to_have_attribute("data-risk", "NONE")
    owner.look("33-lens-question")
    owner.go(f"/o/{slug}/lenses/import")
    file = {"name": "lens.json", "mimeType": "application/json", "buffer": encoded(changed("name", "夜間当番"))}
    owner.page.locator("input[type=file]").set_input_files(file)
    owner.press("Check and import")
    owner.see("Sound here; AWS would refuse it")
    owner.look("34-lens-draft")
    owner.fill(version="1.0")
    owner.press("Publish version")
    owner.see("Versions")
    share_a_lens(owner)
    owner.go(f"/o/{slug}/lenses")
    owner.page.locator("main .rows a").first.click()
    lens = urlsplit(owner.page.url).path
    owner.go(f"{lens}/compare")
    owner.look("40-lens-compare")
    owner.go(f"{lens}/guidance/principles")
    owner.look("41-guidance")


def share_a_lens(owner: Visitor) -> None:
    """Offer the lens that is open, and look at the door that its link opens."""
    owner.follow("Share")
    owner.fill(label="Lens guild")
    owner.press("Make link")
    owner.look("39-lens-shares")
