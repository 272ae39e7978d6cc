"""What the portfolio sums up: the same numbers as from whole rows, and no row made an object for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db.models import Model
from django.db.models.signals import post_init
from django.utils import timezone

from assessments.actions import milestones, workloads
from assessments.models import Lens, LensVersion, Milestone, Review, Workload
from assessments.queries import portfolio
from assessments.queries import workloads as workload_queries
from assessments.queries.counts import by_pillar, summed
from assessments.queries.workloads import WorkloadRow
from assessments.rules.vocabulary import Risk
from assessments.views import portfolio as pages
from tests.milestones.story import say
from tests.portfolio.test_portfolio import another, home
from tests.world import Tenant, World, signed_in

SPRING = datetime(2026, 3, 2, 9, tzinfo=UTC)
MOMENTS = [SPRING, SPRING + timedelta(days=5), SPRING + timedelta(days=40), SPRING + timedelta(days=47)]


def furnished(tenant: Tenant, *, apart: int = 1) -> None:
    """Three workloads with milestones, ``apart`` times as far from each other; one with two lenses, one with none."""
    built_in = tenant.review.lens_version
    lens = Lens.objects.create(organization=tenant.organization, key="own")
    own = LensVersion.objects.create(
        organization=tenant.organization, lens=lens, version="1", name=built_in.name, document=built_in.document,
        digest=built_in.digest,
    )  # fmt: skip
    both = workloads.define(by=tenant.owner, lens_versions=[built_in, own], name="Omega", regions=["us-east-1"])
    workloads.define(by=tenant.owner, lens_versions=[], name="Bare", regions=["us-east-1"])
    for review in both.reviews.all():
        say(tenant, "GENSEC01", in_place=False, review=review)
    reviews = [tenant.review, another(tenant, "zeta"), another(tenant, "Alpha")]
    for number, at in enumerate(MOMENTS):
        for place, review in enumerate(reviews):
            say(tenant, f"GENSEC0{number + 1}", in_place=(number + place) % 2 == 0, review=review)
            if number >= place:
                milestones.take(
                    workload=review.workload, name=f"M{number}", by=tenant.owner,
                    at=SPRING + (at - SPRING) * apart + timedelta(hours=place),
                )  # fmt: skip
            say(tenant, f"GENOPS0{number + 1}", in_place=number % 2 == 1, review=review)


def plain_trend(found: tuple[WorkloadRow, ...], ends: list[date]) -> list[dict[str, int]]:
    """For each of these days the sum of the newest milestone of every workload until its end."""
    sums = []
    for end in ends:
        newest = [[one for one in row.milestones if timezone.localdate(one.taken_at) <= end][-1:] for row in found]
        sums.append(dict(summed(one.counts for last in newest for one in last)))
    return sums


@contextmanager
def objects_made() -> Iterator[list[Model]]:
    """The rows of workloads, reviews and milestones that become objects meanwhile."""
    made: list[Model] = []

    def note(instance: Model, **_more: object) -> None:
        made.append(instance)

    for model in (Workload, Review, Milestone):
        post_init.connect(note, sender=model)
    try:
        yield made
    finally:
        for model in (Workload, Review, Milestone):
            post_init.disconnect(note, sender=model)


def test_each_workload_stands_as_its_whole_rows_say(world: World):
    with world.acme.open():
        furnished(world.acme)
        found = portfolio.of(workload_queries.matching())
        rows = {row.workload.id: row for row in workload_queries.rows(workload_queries.matching())}
        reviews = {id: list(Review.objects.filter(workload=id).order_by("created_at", "id")) for id in rows}
    assert [one.name for one in found.workloads] == [
        row.workload.name
        for row in sorted(
            rows.values(), key=lambda row: (-row.counts["HIGH"], -row.counts["MEDIUM"], row.workload.name.casefold())
        )
    ]
    assert len({one.counts[Risk.HIGH] for one in found.workloads}) > 1
    for line in found.lines(found.workloads):
        one, row = line.workload, rows[line.workload.id]
        assert (one.unit, one.environment) == (row.workload.unit, row.workload.environment)
        pillars = by_pillar(review.pillars for review in reviews[one.id])
        assert (one.counts, one.pillars) == (row.counts, pillars)
        assert one.lens_versions == tuple(review.lens_version_id for review in reviews[one.id])
        assert (one.questions, one.answered) == (row.questions, row.answered)
        high = [point.counts[Risk.HIGH] for point in row.milestones]
        assert line.high_over_time == ((*high, row.counts[Risk.HIGH]) if high else ())
        assert [cell.counts for cell in line.cells] == [pillars.get(column.id) for column in found.columns]
    assert found.counts == summed(row.counts for row in rows.values())
    assert found.since_last == summed(row.since_last for row in rows.values() if row.since_last)


@pytest.mark.parametrize(
    ("apart", "ends"),
    [
        (1, [(3, 2), (3, 7), (4, 11), (4, 18)]),
        (2, [(3, 31), (5, 31), (6, 30)]),  # more than two months: the last of each month that has one
    ],
)
def test_the_trend_is_the_newest_milestone_of_each_workload(world: World, apart: int, ends: list[tuple[int, int]]):
    with world.acme.open():
        furnished(world.acme, apart=apart)
        found = portfolio.of(workload_queries.matching())
        rows = workload_queries.rows(workload_queries.matching())
    *past, now = found.trend
    assert [dict(point.counts) for point in past] == plain_trend(rows, [date(2026, *end) for end in ends])
    assert (now.now, now.counts) == (True, found.counts)
    assert len({point.counts[Risk.HIGH] for point in past}) > 1


def test_no_row_becomes_an_object_for_it(world: World):
    with world.acme.open():
        furnished(world.acme)
        with objects_made() as made:
            found = portfolio.of(workload_queries.matching())
    assert (len(found.workloads), made) == (5, [])


def test_lines_are_made_for_the_workloads_of_a_page(world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(pages, "WORKLOADS_SHOWN", 3)
    with world.acme.open():
        furnished(world.acme)
    client = signed_in(world.acme.user())
    first, second = (client.get(home(world.acme) + f"?page={number}").context for number in (1, 2))
    assert [len(context["lines"]) for context in (first, second)] == [3, 2]
    shown = [line.workload.name for context in (first, second) for line in context["lines"]]
    assert shown == [one.name for one in first["portfolio"].workloads]
    assert first["portfolio"].counts == second["portfolio"].counts
