"""The whole story in a real browser, in each language: from signing up to the numbers in a report and over the API."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from tests.e2e.lens_acts import read_the_lens
from tests.e2e.numbers import compare, figures, make_a_report, make_a_token, over_the_api
from tests.e2e.stack import Stack
from tests.e2e.visitor import Visitor
from tests.processes import until

pytestmark = [pytest.mark.browser, pytest.mark.worker, pytest.mark.slow]
PASSWORD = "a sentence that nobody guesses"
ACCOUNT = "111122223333"
RISKS = ("HIGH", "MEDIUM", "UNANSWERED", "NONE", "NOT_APPLICABLE")
WORDS = {
    "en": {
        "organization": "Bergmann Bank",
        "workload": "Loan desk",
        "note": "Scores are read on Mondays.",
        "first": "Before the trial",
        "second": "After the trial",
    },
    "ja": {
        "organization": "湊信用金庫",
        "workload": "融資相談デスク",
        "note": "毎週月曜に評価結果を確認しています。",
        "first": "試行前の状態",
        "second": "試行後の状態",
    },
}


@pytest.fixture
def pictures(language: str, request: pytest.FixtureRequest) -> Path | None:
    """Where the pictures of this language go. They are a third of the story's time, so only who asks gets them."""
    chosen: Path | None = request.config.getoption("--pictures")
    if chosen is None:
        return None
    folder = chosen / language
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(params=["en", "ja"])
def language(request: pytest.FixtureRequest) -> str:
    """Each language in turn."""
    return str(request.param)


@pytest.fixture
def owner(browser: Browser, running: Stack, language: str, pictures: Path | None) -> Iterator[Visitor]:
    """Who founds the organization."""
    made = Visitor(browser, running.url, language, pictures)
    yield made
    made.context.close()


@pytest.fixture
def colleague(browser: Browser, running: Stack, language: str, pictures: Path | None) -> Iterator[Visitor]:
    """Who is invited."""
    made = Visitor(browser, running.url, language, pictures)
    yield made
    made.context.close()


def test_the_story(running: Stack, owner: Visitor, colleague: Visitor, language: str) -> None:
    words = WORDS[language]
    slug = found_an_organization(owner, words)
    invite(owner, slug, language)
    join(colleague, running)
    workload = define_a_workload(owner, slug, words)
    review = answer(colleague, slug, workload, words)
    add_evidence(colleague)
    confirm_the_scope(colleague, slug, review)
    use_a_decision_aid(colleague, slug, workload, review)
    connect_aws(owner, running, slug)
    collect(owner, slug, workload)
    take_milestone(owner, slug, workload, words["first"])
    accept_a_proposal(colleague, slug, review)
    answer_more(colleague, slug, review)
    take_milestone(owner, slug, workload, words["second"])
    counts = compare(owner, slug, workload)
    report = make_a_report(owner, slug, workload, language)
    assert figures(report, owner) == counts
    token = make_a_token(owner, slug)
    assert over_the_api(running, token, workload) == counts
    look_around(owner, slug, workload)
    complaints = owner.leave() + colleague.leave()
    assert not complaints, "\n".join(complaints)


def sign_up(visitor: Visitor, name: str, email: str) -> None:
    """Fill in the form that is open."""
    visitor.fill(name=name, email=email, password1=PASSWORD)
    visitor.press("Create account")


def found_an_organization(owner: Visitor, words: dict[str, str]) -> str:
    """Sign up and found one; its slug."""
    owner.go("/accounts/login/")
    owner.look("01-sign-in")
    owner.go("/accounts/signup/")
    owner.look("02-sign-up")
    sign_up(owner, "Anna Weber", "anna@bank.example")
    owner.see("Name your organization")
    owner.look("03-new-organization")
    owner.fill(name=words["organization"])
    owner.press("Create organization")
    owner.page.wait_for_url(re.compile(r"/o/[^/]+/"))
    owner.look("04-empty-portfolio")
    return re.search(r"/o/([^/]+)/", owner.page.url)[1]


def invite(owner: Visitor, slug: str, language: str) -> None:
    """Invite the colleague by mail."""
    owner.go(f"/o/{slug}/people")
    owner.fill(email="ben@bank.example")
    owner.page.locator("#invite select[name=role]").select_option("contributor")
    owner.page.locator("#invite select[name=language]").select_option(language)
    owner.press("Send invitation")
    expect(owner.page.get_by_text("ben@bank.example").first).to_be_visible()
    owner.look("05-people")


def join(colleague: Visitor, stack: Stack) -> None:
    """Open the link of the mail, sign up, and join."""
    link = re.search(r"http://\S+/join/\S+", stack.mail_to("ben@bank.example"))
    assert link
    colleague.page.goto(link[0])
    colleague.look("06-invited")
    colleague.follow("Create an account")
    sign_up(colleague, "Ben Sato", "ben@bank.example")
    colleague.press("Join the organization")
    colleague.page.wait_for_url(re.compile(r"/o/[^/]+/"))


def define_a_workload(owner: Visitor, slug: str, words: dict[str, str]) -> str:
    """Define it with its scope; its id."""
    owner.go(f"/o/{slug}/workloads/new")
    owner.fill(name=words["workload"], regions="ap-northeast-1, us-east-1", account_ids=ACCOUNT)
    owner.page.locator("button[name=preset][value=retrieval]").click()
    expect(owner.page.locator("input[name=pattern][value=rag]")).to_be_checked()
    expect(owner.page.locator("#id_name")).to_have_value(words["workload"])
    owner.look("07-define-workload")
    owner.press("Define workload")
    owner.page.wait_for_url(re.compile(r"/workloads/[0-9a-f-]{36}$"))
    owner.look("08-workload")
    return owner.page.url.rpartition("/")[2]


def answer(colleague: Visitor, slug: str, workload: str, words: dict[str, str]) -> str:
    """Answer the first question; it saves itself. The review's id."""
    colleague.go(f"/o/{slug}/workloads/{workload}/review")
    page = colleague.page
    review = re.search(r"/reviews/([0-9a-f-]{36})", page.url)
    assert review
    colleague.go(f"/o/{slug}/reviews/{review[1]}/questions/GENOPS01")
    page.locator("#c-GENOPS01_BP01").check()
    page.locator("#notes").fill(words["note"])
    saved(colleague)
    page.reload()
    expect(page.locator("#notes")).to_have_value(words["note"])
    expect(page.locator("#c-GENOPS01_BP01")).to_be_checked()
    expect(page.locator("#c-GENOPS01_BP02")).not_to_be_checked()
    return review[1]


def saved(colleague: Visitor) -> None:
    """Wait until the page says that the server has it."""
    expect(colleague.page.locator("main [data-save]").first).to_have_attribute("data-is", "saved")
    colleague.page.wait_for_function(
        "!document.querySelector('main [data-save]').matches('[data-is=unsaved],[data-is=saving]')"
    )


def add_evidence(colleague: Visitor) -> None:
    """Drop a file for the first practice."""
    page = colleague.page
    page.locator("#speaks-to").select_option("GENOPS01_BP01")
    file = {"name": "scores.csv", "mimeType": "text/csv", "buffer": b"week,score\n22,0.91\n23,0.93\n"}
    page.locator("#evidence-form input[type=file]").set_input_files(file)
    expect(page.locator("#choice-GENOPS01_BP01").get_by_text("scores.csv").first).to_be_visible()
    colleague.look("09-question")


def confirm_the_scope(colleague: Visitor, slug: str, review: str) -> None:
    """Leave out what the facts of the workload leave out, all at once, with the lens's reasons."""
    colleague.go(f"/o/{slug}/reviews/{review}/scope")
    page = colleague.page
    expect(page.locator("input[name=chosen]:checked")).to_have_count(4)
    colleague.look("38-scope")
    colleague.press("Confirm what is ticked")
    colleague.go(f"/o/{slug}/reviews/{review}/questions/GENSEC05")
    expect(page.locator("input[name=not_applicable]")).to_be_checked()
    expect(page.locator("#notes")).not_to_have_value("")


def use_a_decision_aid(colleague: Visitor, slug: str, workload: str, review: str) -> None:
    """Fill one in, see the outcome at once, save it, and find it at the question."""
    colleague.go(f"/o/{slug}/workloads/{workload}/aids")
    colleague.look("35-aids")
    colleague.page.locator("main a[href$='/aids/throughput']").click()
    page = colleague.page
    colleague.fill(**{"in-requests": "60", "in-input_tokens": "2,000", "in-output_tokens": "five"})
    expect(page.locator("#e-in-output_tokens .error")).to_be_visible()
    colleague.fill(**{"in-output_tokens": "500"})
    expect(page.locator("#outcome .told-head")).to_contain_text("150,000")
    expect(page.locator("#e-in-output_tokens .error")).to_have_count(0)
    colleague.look("36-aid")
    colleague.press("Save result")
    expect(page.locator("#saved")).to_be_visible()
    page.locator(".aid-version a").first.click()
    colleague.look("37-worksheet")
    colleague.go(f"/o/{slug}/reviews/{review}/questions/GENREL01")
    expect(page.locator("#aids")).to_contain_text("150,000")
    expect(page.locator("#chips-GENREL01_BP01 .chip")).to_have_count(1)


def connect_aws(owner: Visitor, stack: Stack, slug: str) -> None:
    """Connect the account, let its role trust our external id, and test it."""
    owner.go(f"/o/{slug}/aws/new")
    owner.fill(name="claims-prod", role_arn=ACCOUNT, regions="ap-northeast-1, us-east-1")
    owner.tick("stage", "PRODUCTION")
    owner.look("10-connect-aws")
    owner.page.locator("main form button[type=submit]").click()
    owner.page.wait_for_url(re.compile(r"/aws/[0-9a-f-]{36}$"))
    owner.look("11-aws-role")
    external_id = owner.page.locator("#external-id").inner_text()
    role_arn = f"arn:aws:iam::{ACCOUNT}:role/LensboardEvidence"
    stack.tell_aws("roles", role_arn=role_arn, external_id=external_id)  # as the customer does by CloudFormation
    owner.press("Test connection")
    expect(owner.page.locator("#test .banner[data-risk=NONE]")).to_be_visible(timeout=40_000)
    owner.look("12-aws-tested")


def collect(owner: Visitor, slug: str, workload: str) -> None:
    """Attach the account and collect; the page tells when it is done."""
    owner.go(f"/o/{slug}/workloads/{workload}/aws")
    owner.page.locator("[name=accounts]").check()
    owner.press("Save accounts")
    owner.press("Collect now")
    expect(owner.page.get_by_text("GRD-EXIST").first).to_be_visible(timeout=60_000)
    until(lambda: ended(owner), "the run ends", 60)
    owner.look("13-collected")


def ended(owner: Visitor) -> bool:
    """Whether nothing on the page is under way; the page is asked again."""
    owner.page.reload()
    return owner.page.locator("[aria-busy=true]").count() == 0


def accept_a_proposal(colleague: Visitor, slug: str, review: str) -> None:
    """Agree that guardrails are in place: the practice is ticked, and the question has no risk any more."""
    colleague.go(f"/o/{slug}/reviews/{review}/questions/GENSEC02")
    page = colleague.page
    expect(page.locator("#c-GENSEC02_BP01")).not_to_be_checked()
    colleague.look("14-proposal")
    colleague.press("Accept")
    expect(page.locator("#c-GENSEC02_BP01")).to_be_checked()
    saved(colleague)


def answer_more(colleague: Visitor, slug: str, review: str) -> None:
    """Finish the first question with the keyboard, and say that no agents are there."""
    page = colleague.page
    colleague.go(f"/o/{slug}/reviews/{review}/questions/GENOPS01")
    page.keyboard.press("2")
    expect(page.locator("#c-GENOPS01_BP02")).to_be_checked()
    expect(page.locator("main [data-save]").first).to_contain_text("2")
    saved(colleague)
    colleague.go(f"/o/{slug}/reviews/{review}/questions/GENREL01")
    page.locator("#c-GENREL01_no").check()
    saved(colleague)


def take_milestone(owner: Visitor, slug: str, workload: str, name: str) -> None:
    """Freeze the workload."""
    owner.go(f"/o/{slug}/workloads/{workload}/milestones")
    owner.fill(name=name)
    owner.press("Take milestone")
    expect(owner.page.get_by_text(name).first).to_be_visible()


def look_around(owner: Visitor, slug: str, workload: str) -> None:
    """Every other page a person comes to, once there is something on it."""
    pages = {
        "19-portfolio": f"/o/{slug}/",
        "20-workloads": f"/o/{slug}/workloads",
        "21-questions": f"/o/{slug}/questions?risk=HIGH",
        "22-overview": f"/o/{slug}/workloads/{workload}",
        "23-milestone": f"/o/{slug}/workloads/{workload}/milestones/2",
        "24-evidence": f"/o/{slug}/evidence",
        "25-aws": f"/o/{slug}/aws",
        "26-lenses": f"/o/{slug}/lenses",
        "27-activity": f"/o/{slug}/activity",
        "28-settings": f"/o/{slug}/settings",
        "29-tokens": f"/o/{slug}/tokens",
        "30-me": "/me",
        "31-nothing-here": f"/o/{slug}/nothing-here",
    }
    for name, path in pages.items():
        owner.go(path)
        owner.look(name)
    read_the_lens(owner, slug)
