"""Workloads on pages: the list, the overview, defining, changing, archiving."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions import answers, workloads
from assessments.models import LensVersion, Workload
from assessments.rules.merge import AnswerContent, ChoiceAnswer
from assessments.rules.vocabulary import ChoiceState
from tests.world import Tenant, World, signed_in

STATEMENTS_MOST = 10


def define(tenant: Tenant, name: str, **facts: object) -> Workload:
    version = LensVersion.objects.get(organization=None, lens__key="generative_ai", version="2025.11")
    return workloads.define(by=tenant.owner, lens_versions=[version], name=name, **facts)


def listed(tenant: Tenant, query: str = "", role: str = "viewer") -> str:
    response = signed_in(tenant.user(role)).get(reverse("workloads", args=[tenant.slug]) + query)
    assert response.status_code == 200
    return response.content.decode()


def test_the_list_is_narrowed_by_words_unit_and_environment(world: World):
    acme = world.acme
    with acme.open():
        define(acme, "Claims helper", unit="Claims")
        define(acme, "Sales helper", unit="Sales", environment="PREPRODUCTION")
    assert "Claims helper" in listed(acme, "?q=claims")
    assert "Sales helper" not in listed(acme, "?q=claims")
    assert "Sales helper" in listed(acme, "?unit=Sales")
    assert "Claims helper" not in listed(acme, "?environment=PREPRODUCTION")
    assert "Nothing matches" in listed(acme, "?q=zzz")


def test_a_viewer_is_not_offered_what_they_may_not_do(world: World):
    assert reverse("workload_new", args=[world.acme.slug]) not in listed(world.acme)
    assert reverse("workload_new", args=[world.acme.slug]) in listed(world.acme, role="lead")
    assert signed_in(world.acme.user("viewer")).get(reverse("workload_new", args=[world.acme.slug])).status_code == 403


@pytest.mark.parametrize("more", [0, 5, 30])
def test_the_list_costs_at_most_ten_statements(committed_world: World, more: int):
    acme = committed_world.acme
    with acme.open():
        for number in range(more):
            define(acme, f"Workload {number}", unit=f"Unit {number}")
    client = signed_in(acme.user("lead"))
    url = reverse("workloads", args=[acme.slug])
    client.get(url)
    with CaptureQueriesContext(connection) as seen:
        assert client.get(url).status_code == 200
    begun = ("BEGIN", "COMMIT")
    assert sum(not query["sql"].startswith(begun) for query in seen.captured_queries) <= STATEMENTS_MOST


def test_a_workload_is_defined_with_scope_and_lens(world: World):
    acme = world.acme
    client = signed_in(acme.user("lead"))
    with acme.open():
        version = LensVersion.objects.get(organization=None, lens__key="generative_ai", version="2025.11")
    data = {
        "name": "Claims helper",
        "environment": "PRODUCTION",
        "regions": "ap-northeast-1、 us-west-2",
        "account_ids": "111122223333, 7777-0000-1111, 777700001111",
        "pattern": ["rag", "agents", "nonsense"],
        "region": "one",
        "lenses": [str(version.id)],
    }
    response = client.post(reverse("workload_new", args=[acme.slug]), data)
    with acme.open():
        made = Workload.objects.get(name="Claims helper")
        assert response.url == reverse("workload", args=[acme.slug, made.id])
        assert made.scope == {"pattern": ["rag", "agents"], "region": ["one"]}
        assert made.regions == ["ap-northeast-1", "us-west-2"]
        assert made.account_ids == ["111122223333", "777700001111"]
        assert made.reviews.count() == 1


@pytest.mark.parametrize(
    ("field", "value", "told"),
    [
        ("regions", "Tokyo", "“Tokyo” is not a Region"),
        ("account_ids", "12345", "“12345” is not an account"),
        ("account_ids", "77770-000-1111", "“77770-000-1111” is not an account"),
        ("architectural_design", "see the wiki", "This is not a link"),
        ("name", "Acme assistant", "Another workload has this name"),
        ("name", "", "required"),
    ],
)
def test_what_cannot_be_is_told_beside_its_field_and_the_rest_is_kept(world: World, field: str, value: str, told: str):
    acme = world.acme
    with acme.open():
        version = LensVersion.objects.get(organization=None, lens__key="generative_ai", version="2025.11")
    data = {"name": "New one", "environment": "PRODUCTION", "unit": "Kept unit", "lenses": [str(version.id)]}
    response = signed_in(acme.user("lead")).post(reverse("workload_new", args=[acme.slug]), data | {field: value})
    html = response.content.decode()
    assert response.status_code == 422
    assert told in html
    assert 'value="Kept unit"' in html


def test_scope_facts_say_at_once_what_they_leave_out(world: World):
    url = reverse("scope_effect", args=[world.acme.slug])
    html = signed_in(world.acme.user("lead")).get(url, {"pattern": "rag"}).content.decode()
    assert "GENSEC05" in html
    assert "GENSEC05" not in signed_in(world.acme.user("lead")).get(url, {"pattern": "agents"}).content.decode()


def test_changing_keeps_reviews_and_replaces_facts(world: World):
    acme = world.acme
    url = reverse("workload_edit", args=[acme.slug, acme.workload.id])
    signed_in(acme.user("lead")).post(
        url, {"name": "Renamed", "environment": "PREPRODUCTION", "hosting": "managed_api"}
    )
    with acme.open():
        found = Workload.objects.get(pk=acme.workload.pk)
        assert (found.name, found.environment, found.scope) == (
            "Renamed",
            "PREPRODUCTION",
            {"hosting": ["managed_api"]},
        )
        assert found.reviews.count() == 1


def test_a_diagram_that_was_kept_before_links_were_asked_for_stays(world: World):
    acme = world.acme
    with acme.open():
        Workload.objects.filter(pk=acme.workload.pk).update(architectural_design="see the wiki")
    url = reverse("workload_edit", args=[acme.slug, acme.workload.id])
    data = {"name": "Renamed", "environment": "PRODUCTION"}
    client = signed_in(acme.user("lead"))
    assert client.post(url, data | {"architectural_design": "in the drawer"}).status_code == 422
    assert client.post(url, data | {"architectural_design": "see the wiki"}).status_code == 302


def test_archiving_takes_it_from_the_list_and_restoring_brings_it_back(world: World):
    acme = world.acme
    client = signed_in(acme.user("lead"))
    client.post(reverse("workload_archive", args=[acme.slug, acme.workload.id]))
    assert "Acme assistant" not in listed(acme)
    assert "Acme assistant" in listed(acme, "?archived=1")
    client.post(reverse("workload_restore", args=[acme.slug, acme.workload.id]))
    assert "Acme assistant" in listed(acme)


def test_the_overview_says_what_to_do_next(world: World):
    acme = world.acme
    with acme.open():
        content = AnswerContent(choices={"GENOPS01_BP01": ChoiceAnswer(ChoiceState.SELECTED)})
        facts = {"review": acme.review, "question_id": "GENOPS01", "content": content, "expected_version": 0}
        answers.record(**facts, by=acme.owner)
    html = signed_in(acme.user("lead")).get(reverse("workload", args=[acme.slug, acme.workload.id])).content.decode()
    assert "Answer 28 open questions" in html
    assert reverse("question", args=[acme.slug, acme.review.id, "GENOPS01"]) in html
    assert "No milestones yet" in html


def test_a_stranger_finds_no_workload(world: World):
    url = reverse("workload", args=[world.acme.slug, world.globex.workload.id])
    assert signed_in(world.acme.user("lead")).get(url).status_code == 404


def test_the_catalogue_leads_to_every_practice_of_a_lens(world: World):
    client = signed_in(world.acme.user("viewer"))
    html = client.get(reverse("lenses", args=[world.acme.slug])).content.decode()
    assert "Generative AI Lens" in html
    with world.acme.open():
        version = LensVersion.objects.get(organization=None, lens__key="generative_ai", version="2025.11")
    page = client.get(reverse("lens", args=[world.acme.slug, version.id])).content.decode()
    assert "51 practices" in page
    assert "/questions/GENSUS03#c-GENSUS03_BP01" in page
