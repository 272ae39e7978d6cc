"""The activity page: what it says, what it filters, who may see it, and what it costs."""

import re
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from pytest_django import DjangoAssertNumQueries

from assessments.actions import audit, jobs, observations, workloads
from assessments.actions.evidence import Target
from assessments.actions.observations import Seen
from assessments.models import AuditEvent, EvidenceLink
from assessments.queries import activity
from tests.world import Tenant, World


@pytest.fixture
def acme(world: World) -> Tenant:
    """Acme, after a lead changed a workload."""
    tenant = world.acme
    with tenant.open("lead"):
        workloads.change(workload=tenant.workload, by=tenant.members["lead"], description="Now described")
    return tenant


def page(tenant: Tenant, client: Client, query: str = "", role: str = "lead", language: str = "en") -> str:
    """The page as this member sees it, without markup."""
    user = tenant.user(role)
    user.language = language
    user.save()
    client.force_login(user)
    answer = client.get(f"/o/{tenant.slug}/activity{query}")
    assert answer.status_code == 200, answer.status_code
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_change_is_told_with_person_thing_and_both_values(acme: Tenant, client: Client):
    text = page(acme, client, f"?actor={acme.members['lead'].id}")
    assert "Acme lead" in text
    assert "Changed a workload's properties" in text.replace("&#x27;", "'")
    assert "Acme assistant" in text
    assert "Now described" in text


def test_it_speaks_japanese(acme: Tenant, client: Client):
    text = page(acme, client, language="ja")
    assert "アクティビティ" in text
    assert "ワークロードの内容を変更" in text


@pytest.mark.parametrize(("language", "told"), [("en", "Endpoints"), ("ja", "エンドポイント")])
def test_an_observation_is_called_in_the_readers_language(acme: Tenant, language: str, told: str):
    facts = {
        "check": "NET-VPCE", "title": {"en": "Endpoints", "ja": "エンドポイント"}, "verdict": "PASS",
        "statement": {"en": "All.", "ja": "すべて。"}, "account_id": "111122223333", "region": "us-east-1",
        "environment": "PRODUCTION", "at": "2026-11-21T00:00:00+00:00", "reason": "",
    }  # fmt: skip
    with acme.open("lead"), translation.override(language):
        [made] = observations.record(
            workload=acme.workload, place="NET-VPCE:1", seen=[Seen("NET-VPCE:1", "", facts, (Target("GENSEC01"),))],
            could_look=True, source="aws:1",
        )  # fmt: skip
        link = EvidenceLink.objects.get(evidence=made)
        for object_id, name in ((made.id, told), (link.id, f"{told} · GENSEC01")):
            [row] = activity.page(activity.Filters(object_id=object_id)).rows
            assert row.name == name


@pytest.mark.parametrize(("language", "told"), [("en", "Collect evidence from AWS"), ("ja", "AWSからのエビデンス収集")])
def test_background_work_is_called_by_a_word(acme: Tenant, client: Client, language: str, told: str):
    with acme.open("lead"):
        job = jobs.enqueue(kind="collect", subject_id=acme.workload.id, by=acme.members["lead"])
        AuditEvent.objects.filter(object_id=job.id).get()
    shown = page(acme, client, f"?object={job.id}", language=language)
    happened = shown[shown.index("Acme lead · ") : shown.index(" kind ")]
    assert told in happened
    assert " collect " not in happened.replace(told, "")
    client.force_login(acme.user("lead"))
    assert told in client.get(f"/o/{acme.slug}/jobs/{job.id}").content.decode()


@pytest.mark.parametrize("role", ["contributor", "viewer"])
def test_those_who_may_not_see_it_are_refused(world: World, client: Client, role: str):
    client.force_login(world.acme.user(role))
    assert client.get(f"/o/{world.acme.slug}/activity").status_code == 403


def test_a_refusal_is_in_the_log(world: World, client: Client):
    client.force_login(world.acme.user("viewer"))
    client.get(f"/o/{world.acme.slug}/activity")
    with world.acme.open():
        event = AuditEvent.objects.get(action="gate.denied")
    assert event.actor_id == world.acme.members["viewer"].id
    assert event.after == {"permission": "audit", "path": f"/o/{world.acme.slug}/activity"}


def test_a_stranger_does_not_find_it(world: World, client: Client):
    client.force_login(world.globex.user())
    assert client.get(f"/o/{world.acme.slug}/activity").status_code == 404


def test_each_filter_narrows(acme: Tenant):
    with acme.open():
        lead = str(acme.members["lead"].id)
        workload = acme.workload.id
        now = timezone.now()

        def count(**facts: object) -> int:
            return len(activity.page(activity.Filters(**facts)).rows)

        everything = count()
        assert count(actor=lead) == count(action="workloads.change") == 1
        assert 0 < count(table="assessments_workload") < everything
        assert count(object_id=workload) == 2
        assert count(actor=activity.MACHINE) == everything - 1
        assert count(since=now - timedelta(minutes=5)) == everything
        assert count(until=now - timedelta(minutes=5)) == 0


def test_nonsense_in_the_address_filters_nothing(acme: Tenant, client: Client):
    assert "Now described" in page(acme, client, "?actor=x&since=yesterday&object=1&before=-3")


def test_older_rows_follow_without_gap_or_repetition(acme: Tenant):
    with acme.open():
        for number in range(2 * activity.PAGE):
            audit.note("sessions.signed_in", facts={"n": number})
        seen: list[int] = []
        cursor = None
        while True:
            part = activity.page(activity.Filters(), cursor)
            seen += [row.event.sequence for row in part.rows]
            if part.older is None:
                break
            cursor = part.older
        assert seen == list(AuditEvent.objects.order_by("-sequence").values_list("sequence", flat=True))


def test_it_costs_the_same_for_few_and_for_many_rows(
    acme: Tenant, django_assert_max_num_queries: DjangoAssertNumQueries
):
    def cost() -> int:
        with django_assert_max_num_queries(12) as queries:
            activity.page(activity.Filters())
        return len(queries)

    with acme.open():
        few = cost()
        for number in range(30):
            workloads.define(by=acme.owner, lens_versions=[acme.review.lens_version], name=f"workload {number}")
        assert cost() <= few


def test_a_ticked_choice_is_one_line():
    before = {"choices": {"BP01": {"state": "UNSELECTED", "note": ""}, "BP02": {"state": "SELECTED"}}, "version": 1}
    after = {"choices": {"BP01": {"state": "SELECTED", "note": ""}, "BP02": {"state": "SELECTED"}}, "version": 1}
    assert activity.changes(before, after) == (activity.Change("choices.BP01.state", "UNSELECTED", "SELECTED"),)
    assert activity.changes(None, {"name": "x", "note": ""}) == (activity.Change("name", None, "x"),)
