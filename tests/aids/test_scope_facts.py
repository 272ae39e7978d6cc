"""What follows from a result for the scope of its workload, and who takes it over."""

import pytest
from django.urls import reverse

from assessments.actions import evidence, workloads
from assessments.actions.basis import BasisMoved
from assessments.models import Evidence, Workload
from assessments.queries import aids
from tests.aids.results import put, url
from tests.world import Tenant, World, signed_in


def concluding(tenant: Tenant, older: Evidence, facts: dict[str, list[str]]) -> Evidence:
    """A newer result, from which these scope facts follow."""
    sheet = older.worksheet
    assert sheet is not None
    newer = evidence.keep(
        tenant.workload, [], tenant.owner, lineage="aid:throughput", kind="WORKSHEET", title="t", source="worksheet",
        sha256="0" * 64, worksheet=sheet | {"outcome": sheet["outcome"] | {"facts": facts}},
    )  # fmt: skip
    evidence.succeed(older, newer)
    return newer


def test_scope_facts_are_taken_over_only_over_those_that_were_seen(world: World):
    acme = world.acme
    with acme.open():
        workloads.change(workload=acme.workload, by=acme.owner, scope={"pattern": ["rag"], "region": ["one"]})
        facts = {"pattern": ("agents",)}
        seen, outdated = aids.scope_basis(facts, {"pattern": ["rag"]}), aids.scope_basis(facts, {})
        with pytest.raises(BasisMoved):
            workloads.take_over(workload=acme.workload, facts=facts, basis=outdated, by=acme.owner)
        with pytest.raises(BasisMoved):
            workloads.take_over(workload=acme.workload, facts={"pattern": ("workflow",)}, basis=seen, by=acme.owner)
        workloads.take_over(workload=acme.workload, facts=facts, basis=seen, by=acme.owner)
        assert Workload.objects.get(pk=acme.workload.pk).scope == {"pattern": ["agents"], "region": ["one"]}


def test_a_result_is_taken_over_into_the_scope_by_who_may_change_workloads(world: World):
    acme, facts = world.acme, {"pattern": ["agents"]}
    with acme.open():
        workloads.change(workload=acme.workload, by=acme.owner, scope={"pattern": ["rag"]})
        concluding(acme, put(acme), facts)
    address = reverse("aid_scope", args=[acme.slug, acme.workload.id, "throughput"])
    assert signed_in(acme.user("contributor")).post(address).status_code == 403
    lead = signed_in(acme.user("lead"))
    page = lead.get(url("aid", acme))
    [(label, before, after)] = [(one.label, one.before, one.after) for one in page.context["changes"]]
    assert (label, before, after) == ("Pattern", ("Retrieval (RAG)",), ("Agents",))
    seen = {"basis": page.context["page"].basis}
    assert f'name="basis" value="{seen["basis"]}"' in page.content.decode()
    with acme.open():
        workloads.change(workload=acme.workload, by=acme.owner, scope={"pattern": ["prompt_only"]})
    assert lead.post(address, seen).status_code == 409
    with acme.open():
        workloads.change(workload=acme.workload, by=acme.owner, scope={"pattern": ["rag"]})
    assert lead.post(address, seen).status_code == 302
    with acme.open():
        assert Workload.objects.get(pk=acme.workload.pk).scope == facts
    assert 'name="basis"' not in lead.get(url("aid", acme)).content.decode()


def test_a_newer_result_is_not_taken_over_unseen(world: World):
    acme = world.acme
    with acme.open():
        workloads.change(workload=acme.workload, by=acme.owner, scope={"pattern": ["rag"]})
        older = concluding(acme, put(acme), {"pattern": ["agents"]})
    address = reverse("aid_scope", args=[acme.slug, acme.workload.id, "throughput"])
    lead = signed_in(acme.user("lead"))
    seen = {"basis": lead.get(url("aid", acme)).context["page"].basis}
    with acme.open():
        concluding(acme, older, {"pattern": ["workflow"], "hosting": ["managed_api"]})
    assert lead.post(address, seen).status_code == 409
    with acme.open():
        assert Workload.objects.get(pk=acme.workload.pk).scope == {"pattern": ["rag"]}
