"""The portfolio: its numbers, what is behind them, its filters, and what it costs."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone
from pytest_django import Settings

from assessments.actions import evidence, milestones, observations, workloads
from assessments.actions.evidence import Target, Upload
from assessments.actions.observations import Seen
from assessments.models import Answer, LensVersion, Review, Workload
from assessments.queries import attention, portfolio
from assessments.queries import workloads as workload_queries
from assessments.rules.vocabulary import Risk, Stance
from tests.milestones.story import counted, rows_asked, say, text
from tests.world import Tenant, World, signed_in


def another(tenant: Tenant, name: str, **facts: str) -> Review:
    """One more workload under the same lens."""
    version = LensVersion.objects.get(organization=None, lens__key="generative_ai", version="2025.11")
    workload = workloads.define(by=tenant.owner, lens_versions=[version], name=name, regions=["us-east-1"], **facts)
    return workload.reviews.get()


def home(tenant: Tenant) -> str:
    return f"/o/{tenant.slug}/"


def test_it_sums_what_the_workloads_have_and_puts_the_worst_first(world: World):
    acme = world.acme
    with acme.open():
        say(acme, "GENSEC01", in_place=True)
        other = another(acme, "Fraud triage", unit="Claims")
        say(acme, "GENSEC01", in_place=False, review=other)
        say(acme, "GENOPS01", in_place=False, review=other)
        found = portfolio.of(workload_queries.matching())
        assert [one.name for one in found.workloads] == ["Fraud triage", "Acme assistant"]
        first, second = found.lines(found.workloads)
        assert found.counts[Risk.HIGH] == 2
        assert (found.answered, found.questions) == (3, 58)
        security = next(cell for cell in first.cells if cell.pillar.id == "security")
        assert (security.risk, security.number, security.level) == (Risk.HIGH, 1, 1)
        calm = next(cell for cell in second.cells if cell.pillar.id == "security")
        assert (calm.risk, calm.number) == (Risk.UNANSWERED, 5)
        assert next(column for column in found.columns if column.id == "security").counts[Risk.HIGH] == 1


def test_every_number_leads_to_as_many_questions(world: World):
    acme = world.acme
    with acme.open():
        say(acme, "GENSEC01", in_place=False)
        say(acme, "GENOPS01", in_place=False)
        say(acme, "GENSEC02", in_place=True)
    client = signed_in(acme.user("viewer"))
    page = client.get(home(acme))
    counts = page.context["portfolio"].counts
    for risk in (Risk.HIGH, Risk.MEDIUM, Risk.NONE, Risk.UNANSWERED):
        link = f"/o/{acme.slug}/questions?risk={risk}"
        assert link in page.content.decode()
        assert client.get(link).context["page"].paginator.count == counts[risk], risk
    cell = f"/o/{acme.slug}/questions?workload={acme.workload.id}&amp;pillar=security"
    assert cell in page.content.decode()
    behind = client.get(cell.replace("&amp;", "&"))
    assert behind.context["page"].paginator.count == 6
    assert "GENSEC01" in text(behind.content)
    assert "GENOPS01" not in text(behind.content)


def test_filters_narrow_the_numbers_and_their_links(world: World):
    acme = world.acme
    with acme.open():
        another(acme, "Fraud triage", unit="Claims", environment="PREPRODUCTION")
    client = signed_in(acme.user())
    for query, names in {
        "": {"Acme assistant", "Fraud triage"},
        "?q=fraud": {"Fraud triage"},
        "?q=CLAIMS": {"Fraud triage"},
        "?unit=Claims": {"Fraud triage"},
        "?environment=PRODUCTION": {"Acme assistant"},
        "?q=nothing+like+it": set(),
    }.items():
        page = client.get(home(acme) + query)
        assert {one.name for one in page.context["portfolio"].workloads} == names, query
    narrowed = client.get(home(acme) + "?unit=Claims").content.decode()
    assert "questions?unit=Claims&amp;risk=HIGH" in narrowed
    assert "No workload matches" in text(client.get(home(acme) + "?q=nothing").content)


def test_the_trend_carries_each_workload_from_its_first_milestone_on(world: World):
    acme = world.acme
    with acme.open():
        say(acme, "GENSEC01", in_place=False)
        milestones.take(workload=acme.workload, name="One", by=acme.owner)
        other = another(acme, "Fraud triage")
        say(acme, "GENSEC01", in_place=False, review=other)
        say(acme, "GENSEC02", in_place=False, review=other)
        milestones.take(workload=other.workload, name="One", by=acme.owner)
        say(acme, "GENSEC01", in_place=True)
        found = portfolio.of(workload_queries.matching())
        risks = Review.objects.get(id=other.id)
    taken, now = found.trend
    assert taken.counts[Risk.HIGH] == 1 + risks.high
    assert (now.now, now.counts[Risk.HIGH]) == (True, risks.high)
    assert found.since_last is not None
    assert found.since_last[Risk.HIGH] == -1
    assert "1 fewer since the last milestones" in text(signed_in(acme.user()).get(home(acme)).content)


def test_what_waits_is_told_and_nothing_is_said_when_nothing_does(world: World, settings: Settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    acme, client = world.acme, signed_in(world.acme.user())
    assert "Late and stale" not in text(client.get(home(acme)).content)
    today = timezone.localdate(timezone=ZoneInfo(acme.owner.user.time_zone))  # theirs: in Tokyo it may be tomorrow
    with acme.open():
        say(acme, "GENSEC01", in_place=False)
        say(acme, "GENSEC02", in_place=True)
        Answer.objects.update(due_on=today - timedelta(days=3), assignee=acme.owner)
        for name, days in (("old.pdf", -1), ("soon.pdf", 20), ("later.pdf", 200)):
            upload = Upload(name, [b"%PDF-1.4"])
            evidence.add_file(
                workload=acme.workload, upload=upload, targets=[], by=acme.owner, valid_until=today + timedelta(days)
            )
        blind = {"check": "LOG-INV", "title": {"en": "Logging"}, "verdict": "NOT_DETERMINABLE",
                 "statement": {"en": "Could not look."}, "account_id": "111122223333", "region": "us-east-1",
                 "environment": "PRODUCTION", "at": "2026-11-21T00:00:00+00:00", "reason": "access_denied"}  # fmt: skip
        seen = Seen("LOG-INV:1:us-east-1", "", blind, (Target("GENSEC01", "GENSEC01_BP04", Stance.NEUTRAL),))
        weighed = Seen("NET-VPCE:1:us-east-1", "", blind | {"check": "NET-VPCE", "reason": "undecided"})
        for one, looked in ((weighed, True), (seen, False)):
            observations.record(workload=acme.workload, place=one.place, seen=[one], could_look=looked, source="aws:1")
        waiting = attention.across([acme.workload.id])
        assert [one.question_id for one in waiting.late] == ["GENSEC01"]
        assert [one.title for one in waiting.expiring] == ["old.pdf", "soon.pdf"]
        assert [one.places for one in waiting.unseen] == [1]
    said = text(client.get(home(acme)).content)
    for word in ("Late and stale", "3 days late", "old.pdf", "AWS could not be seen", "1 place"):
        assert word in said, word
    assert "later.pdf" not in said


def test_an_empty_organization_is_led_to_its_first_workload(world: World):
    acme = world.acme
    with acme.open():
        Workload.objects.update(archived_at=timezone.now())
    assert "No workloads yet" in text(signed_in(acme.user()).get(home(acme)).content)
    for role, offered in (("lead", True), ("viewer", False)):
        page = signed_in(acme.user(role)).get(home(acme)).content.decode()
        assert (f"/o/{acme.slug}/workloads/new" in page) is offered, role


def test_it_costs_the_same_with_one_workload_and_with_five(world: World):
    acme, client = world.acme, signed_in(world.acme.user())
    client.get(home(acme))
    costs = {}
    for count in range(1, 6):
        if count > 1:
            with acme.open():
                review = another(acme, f"Workload {count}", unit="Claims")
                milestones.take(workload=review.workload, name="One", by=acme.owner)
        with counted() as queries:
            assert client.get(home(acme)).status_code == 200
        costs[count] = rows_asked(queries)
    assert costs[1] == costs[5]
    assert costs[1] <= 12


def test_another_organizations_workloads_are_not_in_it(world: World):
    said = text(signed_in(world.acme.user()).get(home(world.acme)).content)
    assert "Acme assistant" in said
    assert "Globex assistant" not in said
    stranger = f"/o/{world.acme.slug}/questions?workload={world.globex.workload.id}"
    assert signed_in(world.acme.user()).get(stranger).status_code == 404


@pytest.mark.parametrize("name", ["<script>alert(1)</script>", "日本語の名前" * 10])
def test_names_are_shown_as_they_are_and_do_nothing(world: World, name: str):
    acme = world.acme
    with acme.open():
        review = another(acme, name)
        milestones.take(workload=review.workload, name=name, by=acme.owner)
    page = signed_in(acme.user()).get(home(acme)).content.decode()
    assert "<script>alert" not in page
