"""The pages about runs: what was seen stands apart from what could not be, and nobody starts what they may not."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from assessments.actions import observations
from assessments.actions.observations import Seen
from assessments.models import Job
from integrations.models import CollectionRun, WorkloadConnection
from tests.integrations.views.conftest import account, attach, cost, run, seen
from tests.world import World

Browser = Callable[..., Client]
STEPS = (
    seen("PASS", "All is well."),
    seen("NOT_DETERMINABLE", "No permission for bedrock:ListGuardrails.", "missing_permission"),
    None,
    seen("FAIL", "There is no guardrail."),
)


def test_collecting_starts_one_run_and_shows_it(world: World, browser: Browser):
    acme, client = world.acme, browser("contributor")
    attach(acme, account(acme))
    where = f"/o/{acme.slug}/workloads/{acme.workload.id}/aws"
    assert "Collect now" in client.get(where).content.decode()
    answer = client.post(f"{where}/collect")
    again = client.post(f"{where}/collect")
    with acme.open():
        started = CollectionRun.objects.get()
    assert answer.headers["Location"] == again.headers["Location"] == f"/o/{acme.slug}/aws/runs/{started.id}"
    page = client.get(where).content.decode()
    assert "Run 1 is under way" in page
    assert "Collect now" not in page
    assert '<noscript><meta http-equiv="refresh"' in page


def test_a_viewer_reads_and_starts_nothing(world: World, browser: Browser):
    acme, client = world.acme, browser("viewer")
    attach(acme, account(acme))
    where = f"/o/{acme.slug}/workloads/{acme.workload.id}/aws"
    page = client.get(where).content.decode()
    assert "claims-prod" in page
    assert "Collect now" not in page
    assert 'name="accounts"' not in page
    assert client.post(f"{where}/collect").status_code == 403
    assert client.post(f"{where}/accounts", {"accounts": []}).status_code == 403
    with acme.open():
        assert not Job.objects.exists()
        assert WorkloadConnection.objects.exists()


@pytest.mark.parametrize(("language", "said"), [("en", "No AWS account is attached"), ("ja", "AWSアカウント")])
def test_what_cannot_be_collected_is_told_on_the_page(world: World, browser: Browser, language: str, said: str):
    acme = world.acme
    where = f"/o/{acme.slug}/workloads/{acme.workload.id}/aws/collect"
    answer = browser(language=language).post(where)
    assert answer.status_code == 409
    assert said in answer.content.decode()
    assert 'role="alert"' in answer.content.decode()
    assert browser().get(where).status_code == 302, "a reload of that page is no dead end"


def test_accounts_are_attached_and_only_ones_own(world: World, browser: Browser):
    acme, client = world.acme, browser("lead")
    mine, theirs = account(acme), account(world.globex)
    where = f"/o/{acme.slug}/workloads/{acme.workload.id}/aws"
    assert client.post(f"{where}/accounts", {"accounts": [str(mine.id)]}).status_code == 302
    page = client.post(f"{where}/accounts", {"accounts": [str(mine.id), str(theirs.id)]})
    assert page.status_code == 422
    with acme.open():
        assert WorkloadConnection.objects.get().connection_id == mine.id
    assert client.post(f"{where}/accounts", {}).status_code == 302
    with acme.open():
        assert not WorkloadConnection.objects.exists()


def test_a_run_tells_what_could_not_be_seen_first_and_in_neither_colour(world: World, browser: Browser):
    acme = world.acme
    made = run(acme, account(acme), *STEPS, state="CANCELLED")
    page = browser().get(f"/o/{acme.slug}/aws/runs/{made.id}").content.decode()
    told = [
        page.index(text) for text in ("No permission for", "There is no guardrail.", "All is well.", "Not looked at")
    ]
    assert told == sorted(told)
    row = page[page.rindex("<tr", 0, told[0]) : page.index("</tr>", told[0])]
    assert 'class="verdict" data-is="NOT_DETERMINABLE"' in row
    assert "#i-unknown" in row
    assert not re.search(r'data-risk|data-is="(PASS|FAIL)"', row)
    assert "request-1" in page
    assert "abab abab" in page
    assert "missing_permission" in page


WEIGHED = seen("NOT_DETERMINABLE", "Some of the VPCs have an endpoint.", "undecided")


@pytest.mark.parametrize(
    ("language", "words", "counts"),
    [
        ("en", ("Needs a person", "Could not look"), ("1 needs a person", "1 could not look")),
        ("ja", ("要判断", "確認できず"), ("要判断1件", "確認できず1件")),
    ],
)
def test_what_a_person_weighs_is_not_called_a_look_that_failed(
    world: World, browser: Browser, language: str, words: tuple[str, str], counts: tuple[str, str]
):
    acme, client = world.acme, browser(language=language)
    made = run(acme, account(acme), WEIGHED, *STEPS)
    page = client.get(f"/o/{acme.slug}/aws/runs/{made.id}")
    assert page.context["counts"] == {"NOT_DETERMINABLE": 1, "FAIL": 1, "NEEDS_A_PERSON": 1, "PASS": 1}
    text = page.content.decode()
    told = [text.index(word) for word in ("No permission", "There is no guardrail", "Some of the VPCs", "All is")]
    assert told == sorted(told)
    row = text[text.rindex("<tr", 0, told[2]) : text.index("</tr>", told[2])]
    assert words[0] in row
    assert words[1] not in row
    assert all(count in text for count in counts)


def test_statements_are_in_the_readers_language(world: World, browser: Browser):
    acme = world.acme
    made = run(acme, account(acme), *STEPS)
    page = browser(language="ja").get(f"/o/{acme.slug}/aws/runs/{made.id}").content.decode()
    assert "日本語：There is no guardrail." in page


def test_a_run_under_way_shows_what_waits_asks_again_and_can_be_cancelled(world: World, browser: Browser):
    acme = world.acme
    made = run(acme, account(acme), *STEPS, state="RUNNING")
    where = f"/o/{acme.slug}/aws/runs/{made.id}"
    page = browser("lead").get(where).content.decode()
    assert "3 of 4 done" in page
    assert "Waiting for its turn" in page
    assert f"/o/{acme.slug}/jobs/{made.job_id}/cancel" in page
    assert 'hx-trigger="every 3s"' in page
    assert "/cancel" not in browser("viewer").get(where).content.decode()
    ended = browser().get(f"/o/{acme.slug}/aws/runs/{run(acme, account(acme, 'b', '222233334444'), *STEPS).id}")
    assert "every 3s" not in ended.content.decode()


def test_the_workload_shows_what_stands_and_every_run(world: World, browser: Browser):
    acme = world.acme
    made = account(acme)
    attach(acme, made)
    run(acme, made, *STEPS)
    for region, verdict, reason in (
        ("us-east-1", "FAIL", ""),
        ("eu-west-1", "PASS", ""),
        ("eu-west-2", "NOT_DETERMINABLE", "missing_permission"),
        ("eu-west-3", "NOT_DETERMINABLE", "undecided"),
    ):
        facts = {"check": "GRD-EXIST", "verdict": verdict, "title": {"en": "x"}, "region": region, "reason": reason}
        place = f"GRD-EXIST:1:{region}"
        with acme.open():
            observations.record(
                workload=acme.workload, place=place, seen=[Seen(place, "", facts)], could_look=True, source="aws:1"
            )
    page = browser().get(f"/o/{acme.slug}/workloads/{acme.workload.id}/aws")
    assert page.context["totals"] == {
        "NOT_DETERMINABLE": 1,
        "FAIL": 1,
        "NEEDS_A_PERSON": 1,
        "PASS": 1,
        "NOT_APPLICABLE": 0,
    }
    lines = {line.id: dict(line.counts) for line in page.context["checks"]}
    assert lines["GRD-EXIST"] == {"NOT_DETERMINABLE": 1, "FAIL": 1, "NEEDS_A_PERSON": 1, "PASS": 1}
    assert lines["LOG-INV"] == {}
    assert page.context["lines"][0].counts == {"NOT_DETERMINABLE": 1, "FAIL": 1, "PASS": 1}
    assert "Run 1" in page.content.decode()


def test_the_pages_ask_as_often_for_many_rows_as_for_one(world: World, browser: Browser):
    acme, client = world.acme, browser("contributor")
    asked = []
    for n in range(8):
        made = account(acme, f"account {n}", f"{n:012}")
        with acme.open():
            WorkloadConnection.objects.create(workload=acme.workload, connection=made)
        last = run(acme, made, *STEPS * (n + 1))
        pages = (f"workloads/{acme.workload.id}/aws", f"aws/runs/{last.id}", f"aws/{made.id}")
        asked.append([cost(client, f"/o/{acme.slug}/{page}") for page in pages])
    assert asked[0] == asked[-1]
    assert max(asked[0]) <= 12


def test_older_runs_are_a_page_away(world: World, browser: Browser):
    acme, client = world.acme, browser()
    made = account(acme)
    attach(acme, made)
    for _ in range(23):
        run(acme, made, seen("PASS", "Fine."))
    where = f"/o/{acme.slug}/workloads/{acme.workload.id}/aws"
    first = client.get(where)
    assert [line.run.number for line in first.context["lines"]] == list(range(23, 3, -1))
    assert 'href="?before=4"' in first.content.decode()
    older = client.get(f"{where}?before=4")
    assert [line.run.number for line in older.context["lines"]] == [3, 2, 1]
    for nonsense in ("x", "9" * 5000, "４", "-1"):
        assert client.get(where, {"before": nonsense}).status_code == 200
