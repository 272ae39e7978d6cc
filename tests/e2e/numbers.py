"""The end of the story: the same counts on the page that compares, in a report and over the API."""

import io
import json
import re
import urllib.request
from pathlib import Path

import pypdf
from playwright.sync_api import expect

from tests.e2e.stack import Stack
from tests.e2e.visitor import Visitor


def compare(owner: Visitor, slug: str, workload: str) -> dict[str, int]:
    """What moved between the two: fewer unanswered, one fewer high risk. The counts of the second."""
    owner.go(f"/o/{slug}/workloads/{workload}/milestones")
    owner.look("15-milestones")
    owner.go(f"/o/{slug}/workloads/{workload}/milestones/compare?from=1&to=2")
    owner.look("16-compare")
    before, after = {}, {}
    for tile in owner.page.locator(".tiles .tile").all():
        risk = tile.locator(".risk").get_attribute("data-risk")
        first, second = re.findall(r"\d+", tile.locator(".tile-value").inner_text())
        before[risk], after[risk] = int(first), int(second)
    assert sum(before.values()) == sum(after.values()) == 29
    assert after["UNANSWERED"] < before["UNANSWERED"]
    assert after["NONE"] == before["NONE"] + 2
    assert after["HIGH"] == before["HIGH"] - 1
    assert after["MEDIUM"] == before["MEDIUM"] + 1
    return after


def make_a_report(owner: Visitor, slug: str, workload: str, language: str) -> pypdf.PdfReader:
    """Ask for the summary of the second milestone, wait for the worker, and download it."""
    owner.go(f"/o/{slug}/reports?workload={workload}&milestone=2")
    owner.choose("kind", "executive-summary")
    owner.choose("language", language)
    owner.press("Make report")
    link = owner.page.locator("#reports a[href$='.pdf']").first
    expect(link).to_be_visible(timeout=90_000)
    owner.look("17-reports")
    with owner.page.expect_download() as waiting:
        link.click()
    return pypdf.PdfReader(io.BytesIO(Path(waiting.value.path()).read_bytes()))


def figures(report: pypdf.PdfReader, owner: Visitor) -> dict[str, int]:
    """The counts as printed: a figure above the name of each risk."""
    text = "\n".join(page.extract_text() for page in report.pages)
    names = {"HIGH": "High risk", "MEDIUM": "Medium risk", "NONE": "No risk", "UNANSWERED": "Unanswered"}
    names["NOT_APPLICABLE"] = "Not applicable"
    found = {}
    for risk, name in names.items():
        said = re.search(rf"(\d+)\s*\n?[^\w\n]*{re.escape(owner.say(name))}", text)
        assert said, f"{name} is not in the report:\n{text[:2000]}"
        found[risk] = int(said[1])
    return found


def make_a_token(owner: Visitor, slug: str) -> str:
    """A token that may read the portfolio and milestones."""
    owner.go(f"/o/{slug}/tokens/new")
    owner.fill(name="BI")
    owner.page.locator("[name=scopes][value='portfolio:read']").check()
    owner.page.locator("[name=scopes][value='milestones:read']").check()
    owner.look("18-new-token")
    owner.press("Make token")
    return owner.page.locator("#token").inner_text().strip()


def over_the_api(stack: Stack, token: str, workload: str) -> dict[str, int]:
    """The counts of now and of the last milestone, which are the same."""
    portfolio = fetch(stack, token, "/api/v1/portfolio")
    milestones = fetch(stack, token, f"/api/v1/workloads/{workload}/milestones")
    assert [one["number"] for one in milestones] == [1, 2]
    assert portfolio["workloads"] == 1
    assert {row["workload_id"] for row in portfolio["rows"]} == {workload}
    assert portfolio["counts"] == milestones[-1]["counts"]
    return milestones[-1]["counts"]


def fetch(stack: Stack, token: str, path: str) -> object:
    """What the API answers to this token."""
    asked = urllib.request.Request(stack.url + path, headers={"Authorization": f"Bearer {token}"})
    with urllib.request.urlopen(asked, timeout=10) as answer:
        return json.load(answer)
