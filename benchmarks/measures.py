"""Every measure in turn, in one process with a database of its own."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from assessments.models import Workload
from assessments.queries import snapshots
from assessments.reports import registry
from assessments.reports.edition import Material
from assessments.tenancy import scope
from benchmarks import evidence, lens, printing, rows, seed, web
from benchmarks.report import Measure


@dataclass(frozen=True, slots=True)
class Size:
    """How much is seeded and how long it is pressed. ``others``: copies of the organization made meanwhile."""

    workloads: int
    others: int
    rounds: int
    seconds: float
    accounts: int
    regions: int


FULL = Size(workloads=10_000, others=100, rounds=5, seconds=4, accounts=10, regions=10)
QUICK = Size(workloads=1_000, others=10, rounds=3, seconds=2, accounts=10, regions=10)


def every(size: Size, only: str) -> Iterator[Measure]:
    """All measures, or those whose name has this text in it."""
    seeded = seed.seed(workloads=size.workloads, milestones=1)
    chosen = [name for name in NAMES if only in name]
    if set(chosen) & {"portfolio", "question", "answer", "workloads", "rows"}:
        with web.running(seeded, size.rounds, size.seconds) as bench:
            on_the_web: dict[str, Callable[[], Iterator[Measure]]] = {
                "question": lambda: web.question(bench),
                "answer": lambda: web.answer(bench),
                "workloads": lambda: web.workloads(bench),
                "rows": lambda: rows.tax(seeded, bench.bearer, size.rounds),
                "portfolio": lambda: web.portfolio(
                    bench, lambda: seed.copies(seeded.organization, size.others), size.others
                ),
            }
            for name, measure in on_the_web.items():
                if name in chosen:
                    yield from measure()
    if "lens" in chosen:
        yield from lens.examined(size.rounds)
        yield from lens.in_memory(size.rounds)
    if "report" in chosen:
        yield from printing.report(review_report(seeded), size.rounds)
    if "evidence" in chosen:
        yield from evidence.run(seeded, size.accounts, size.regions)


NAMES = ("question", "answer", "workloads", "rows", "portfolio", "lens", "report", "evidence")


def review_report(seeded: seed.Seeded) -> str:
    """The HTML of the whole report of one workload, as of now, in Japanese."""
    with scope.organization(seeded.organization.id):
        workload = Workload.objects.get(id=seeded.reviews[0].workload_id)
        snapshot = snapshots.of(workload, at=timezone.now())
    return registry.every()["lens-review"].build(Material(snapshot, "ja"))
