"""What row-level security costs: the same statements as the application's role and as one that it does not bind."""

import time
from collections.abc import Iterator
from typing import Any

import psycopg
from django.db import connections
from django.test import Client
from django.urls import reverse

from benchmarks import capture, seed
from benchmarks.report import Measure
from benchmarks.web import question_path


def tax(seeded: seed.Seeded, bearer: str, rounds: int) -> Iterator[Measure]:
    """The dearest hot statement with the wall ÷ without, and all of them together."""
    person = capture.signed_in(str(seeded.membership.user_id))
    program = Client(headers={"Authorization": f"Bearer {bearer}"})
    slug = seeded.organization.slug
    pages = {
        "question": (person, question_path(seeded)),
        "workloads": (person, reverse("workloads", args=[slug])),
        "API list": (program, reverse("api_workloads")),
        "API portfolio": (program, reverse("api_portfolio")),
    }
    found = [(page, sql) for page, (client, path) in pages.items() for sql in capture.statements(client, path)]
    with connection("default") as app, connection("owner") as owner:
        app.execute("SELECT set_config('app.organization_id', %s, false)", [str(seeded.organization.id)])
        app.execute("SELECT set_config('app.person_id', %s, false)", [str(seeded.membership.user_id)])
        times = [(page, sql, *_raced(app, owner, sql, rounds)) for page, sql in found]
    walled, bare = (sum(each[side] for each in times) for side in (2, 3))
    page, sql, slow, fast = max(times, key=lambda each: _dearer(each[2], each[3]))
    detail = f"of {page}: {slow * 1000:.2f} ms, without {fast * 1000:.2f} ms: {_table(sql)}"
    yield Measure(
        "row-level security, all hot statements", 100 * (walled / bare - 1), 10, True, " %", f"{len(times)} of them"
    )
    yield Measure("row-level security, the dearest (of at least 1 ms)", _dearer(slow, fast), 10, True, " %", detail)


def _dearer(slow: float, fast: float) -> float:
    """How much dearer, in per cent. What takes less than 1 ms counts as 1 ms: below it the clock is all there is."""
    return 100 * (slow - fast) / max(fast, 0.001)


def connection(alias: str) -> psycopg.Connection[Any]:
    """A plain connection as the role of this alias."""
    told = connections[alias].settings_dict
    return psycopg.connect(
        host=told["HOST"], port=told["PORT"], dbname=told["NAME"], user=told["USER"], password=told["PASSWORD"],
        autocommit=True,
    )  # fmt: skip


def _raced(app: psycopg.Connection[Any], owner: psycopg.Connection[Any], sql: str, rounds: int) -> tuple[float, float]:
    """The shortest time (s) of a statement on each connection, taken in turns."""
    best = [float("inf"), float("inf")]
    for _ in range(rounds * 20):
        for side, one in enumerate((app, owner)):
            begun = time.perf_counter()
            one.execute(sql).fetchall()  # type: ignore[arg-type]
            best[side] = min(best[side], time.perf_counter() - begun)
    return best[0], best[1]


def _table(sql: str) -> str:
    return sql.partition(" FROM ")[2].split(" ")[0].strip('"')
