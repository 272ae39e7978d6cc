"""The library: what is current over all workloads, narrowed down, and what it costs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from assessments.actions import evidence, observations
from assessments.actions.evidence import Target
from assessments.actions.observations import Seen
from assessments.models import Evidence, EvidenceLink
from tests.world import Tenant, World, signed_in


def add_link(tenant: Tenant, title: str, *targets: Target, days: int | None = None) -> Evidence:
    until = timezone.localdate() + timedelta(days) if days is not None else None
    facts = {"url": "https://wiki.example/x", "title": title, "targets": targets, "valid_until": until}
    return evidence.add_link(workload=tenant.workload, by=tenant.owner, **facts)


@pytest.fixture
def stocked(world: World) -> Tenant:
    """Acme with three links: one that lapses soon, one linked without end, one that lapses in a year and is unused."""
    with world.acme.open():
        add_link(world.acme, "Forever", Target("GENSEC01", "GENSEC01_BP03"))
        add_link(world.acme, "In a year", days=365)
        add_link(world.acme, "Next week", Target("GENSEC02"), days=7)
    return world.acme


def listed(tenant: Tenant, query: str = "") -> str:
    client = signed_in(tenant.user("viewer"))
    response = client.get(reverse("evidence_library", args=[tenant.slug]) + query)
    assert response.status_code == 200
    return response.content.decode()


def shown(html: str) -> list[str]:
    found = [(html.find(f">{title}</a>"), title) for title in ("Forever", "In a year", "Next week")]
    return [title for place, title in sorted(found) if place >= 0]


def test_what_lapses_soonest_is_on_top(stocked: Tenant):
    assert shown(listed(stocked)) == ["Next week", "In a year", "Forever"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("?expiring=1", ["Next week"]),
        ("?unlinked=1", ["In a year"]),
        ("?q=GENSEC01-BP03", ["Forever"]),
        ("?q=year", ["In a year"]),
        ("?kind=NOTE", []),
        ("?kind=nonsense&page=-3&workload=x", ["Next week", "In a year", "Forever"]),
    ],
)
def test_it_is_narrowed_by_what_the_address_says(stocked: Tenant, query: str, expected: list[str]):
    assert shown(listed(stocked, query)) == expected


def test_each_use_leads_to_its_practice(stocked: Tenant):
    with stocked.open():
        url = reverse("question", args=[stocked.slug, stocked.review.id, "GENSEC01"])
    assert f'href="{url}#choice-GENSEC01_BP03"' in listed(stocked)


def test_unlinking_keeps_the_evidence(stocked: Tenant):
    with stocked.open():
        link = EvidenceLink.objects.get(choice_id="GENSEC01_BP03")
    client = signed_in(stocked.user("contributor"))
    client.post(reverse("evidence_unlink", args=[stocked.slug, link.id]))
    with stocked.open():
        assert not EvidenceLink.objects.filter(pk=link.pk).exists()
        assert Evidence.objects.filter(pk=link.evidence_id).exists()


def test_nobody_sees_another_organizations_evidence(world: World, stocked: Tenant):
    assert shown(listed(world.globex)) == []


def test_the_word_of_an_observation_follows_its_reason(stocked: Tenant):
    facts = {
        "check": "NET-VPCE", "title": {"en": "Endpoints", "ja": "エンドポイント"}, "verdict": "NOT_DETERMINABLE",
        "statement": {"en": "One of two.", "ja": "2つ中1つ。"}, "account_id": "111122223333", "region": "us-east-1",
        "environment": "PRODUCTION", "at": "2026-11-21T00:00:00+00:00", "reason": "undecided",
    }  # fmt: skip
    with stocked.open():
        [made] = observations.record(
            workload=stocked.workload, place="NET-VPCE:1", seen=[Seen("NET-VPCE:1", "", facts)], could_look=True,
            source="aws:1",
        )  # fmt: skip
    client = signed_in(stocked.user("viewer"))
    item = client.get(reverse("evidence_item", args=[stocked.slug, made.id])).content.decode()
    for page in (listed(stocked), item):
        assert "Needs a person" in page
        assert "Could not look" not in page
    assert "undecided" not in item


def test_an_observation_is_called_in_the_readers_language_in_its_versions_too(stocked: Tenant):
    facts = {
        "check": "NET-VPCE", "title": {"en": "Endpoints", "ja": "エンドポイント"}, "verdict": "PASS",
        "statement": {"en": "All.", "ja": "すべて。"}, "account_id": "111122223333", "region": "us-east-1",
        "environment": "PRODUCTION", "at": "2026-11-21T00:00:00+00:00", "reason": "",
    }  # fmt: skip
    with stocked.open():
        for _ in range(2):
            [made] = observations.record(
                workload=stocked.workload, place="NET-VPCE:1", seen=[Seen("NET-VPCE:1", "", facts)], could_look=True,
                source="aws:1",
            )  # fmt: skip
    user = stocked.user("viewer")
    user.language = "ja"
    user.save()
    page = signed_in(user).get(reverse("evidence_item", args=[stocked.slug, made.id])).content.decode()
    assert "エンドポイント" in page
    assert "Endpoints" not in page
