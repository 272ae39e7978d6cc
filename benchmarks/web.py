"""What is measured over HTTP, on gunicorn, each against its twin."""

import itertools
import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from django.db import connections
from django.urls import reverse

from assessments.actions import tokens
from assessments.lenses import loader
from assessments.models import Answer
from assessments.tenancy import scope
from benchmarks import capture, seed
from benchmarks.load import Request, Script, same
from benchmarks.report import Measure, Side, interleaved
from benchmarks.serving import served

QUESTION = "GENSEC01"
CSRF = "b" * 32
CLIENTS = 2


@dataclass(frozen=True, slots=True)
class Bench:
    """The organization that is measured, both servers, and how long to press."""

    seeded: seed.Seeded
    ours: str
    twin: str
    cookie: str
    bearer: str
    rounds: int
    seconds: float

    def asked(self, path: str, twin_path: str, *, api: bool = False) -> tuple[Side, Side]:
        """Both sides of a GET."""
        headers = {"Authorization": f"Bearer {self.bearer}"} if api else {"Cookie": self.cookie}
        return (
            Side(self.ours, lambda: [same(Request(path, headers))] * CLIENTS),
            Side(self.twin, lambda: [same(Request(twin_path))] * CLIENTS),
        )


@contextmanager
def running(seeded: seed.Seeded, rounds: int, seconds: float) -> Iterator[Bench]:
    """Both servers, up."""
    member = seeded.membership
    with scope.organization(seeded.organization.id, actor_id=member.id, actor_name="bench"):
        _token, bearer = tokens.issue(name="bench", scopes=list(tokens.SCOPES), days=1, by=member)
    client = capture.signed_in(str(member.user_id))
    cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={CSRF}"
    known = {
        "BENCH_ORGANIZATION": str(seeded.organization.id),
        "BENCH_PERSON": str(member.user_id),
        "BENCH_QUESTION_PATH": question_path(seeded),
    }
    with (
        served("lens_app.wsgi:application", {"API_RATE": "1000000/min"}) as ours,
        served(
            "benchmarks.twin_wsgi:application", known | {"DJANGO_SETTINGS_MODULE": "benchmarks.twin_settings"}
        ) as twin,
    ):
        yield Bench(seeded, ours, twin, cookie, bearer, rounds, seconds)


def question_path(seeded: seed.Seeded) -> str:
    """The address of a question that is answered."""
    return reverse("question", args=[seeded.organization.slug, seeded.reviews[0].id, QUESTION])


def portfolio(bench: Bench, grow: Callable[[], None], times: int) -> Iterator[Measure]:
    """All workloads as JSON, and again after other organizations have grown."""
    sides = bench.asked(reverse("api_portfolio"), "/portfolio", api=True)
    mine, bare = interleaved(*sides, bench.rounds, bench.seconds)
    detail = f"{mine.fastest * 1000:.0f} ms, bare {bare.fastest * 1000:.0f} ms"
    count = len(bench.seeded.reviews)
    yield Measure(
        f"portfolio of {count} workloads, JSON ÷ bare SQL aggregate",
        mine.fastest / bare.fastest,
        1.5,
        True,
        "×",
        detail,
    )
    grow()
    later, _bare = interleaved(*sides, bench.rounds, bench.seconds)
    detail = f"{later.fastest * 1000:.0f} ms"
    yield Measure(
        f"the same with {times} × as much of others ÷ before", later.fastest / mine.fastest, 1.2, True, "×", detail
    )


def question(bench: Bench) -> Iterator[Measure]:
    """The full question page against the same template with everything at hand."""
    mine, bare = interleaved(*bench.asked(question_path(bench.seeded), "/question"), bench.rounds, bench.seconds)
    share = 100 * mine.per_second / bare.per_second
    detail = f"{mine.per_second:.0f}/s, without database {bare.per_second:.0f}/s"
    yield Measure("question page ÷ its template without database", share, 60, False, " %", detail)


def workloads(bench: Bench) -> Iterator[Measure]:
    """Fifty workloads by the API against DRF as it comes."""
    mine, bare = interleaved(
        *bench.asked(reverse("api_workloads"), "/workloads", api=True), bench.rounds, bench.seconds
    )
    share = 100 * mine.per_second / bare.per_second
    detail = f"{mine.per_second:.0f}/s, bare {bare.per_second:.0f}/s"
    yield Measure("list 50 workloads by API ÷ bare DRF", share, 45, False, " %", detail)


def answer(bench: Bench) -> Iterator[Measure]:
    """Save an answer (version, history, audit, counters) against one UPDATE of one row."""
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE IF NOT EXISTS bench_row (id integer PRIMARY KEY, notes text)")
        cursor.execute("INSERT INTO bench_row SELECT n, '' FROM generate_series(0, 9) n ON CONFLICT DO NOTHING")
    sides = Side(bench.ours, lambda: _savers(bench)), Side(bench.twin, lambda: [_updater(n) for n in range(CLIENTS)])
    mine, bare = interleaved(*sides, bench.rounds, bench.seconds)
    share = 100 * mine.per_second / bare.per_second
    detail = f"{mine.per_second:.0f}/s, bare {bare.per_second:.0f}/s"
    yield Measure("save an answer ÷ bare one-row UPDATE", share, 25, False, " %", detail)
    yield Measure("save an answer, 95 of 100 within", 1000 * mine.percentile(0.95), 60, True, " ms")


def _savers(bench: Bench) -> list[Script]:
    """Each client works on a review of its own, at the version that is there now."""
    return [_saver(bench, number) for number in range(1, CLIENTS + 1)]


def _saver(bench: Bench, number: int) -> Script:
    review, slug = bench.seeded.reviews[number], bench.seeded.organization.slug
    with scope.organization(bench.seeded.organization.id):
        version = Answer.objects.get(review=review, question_id=QUESTION).version
        practices = loader.question(review.lens_version, QUESTION).practices
    path = reverse("answer", args=[slug, review.id, QUESTION])
    headers = {
        "Cookie": bench.cookie, "X-CSRFToken": CSRF, "Accept": "application/json",
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    turns = itertools.count()
    state = {"version": version}

    def script(answered: bytes) -> Request:
        if answered:
            state["version"] = json.loads(answered)["version"]
        turn = next(turns)
        said = {"version": state["version"], "notes": f"turn {turn}", "choice": practices[turn % len(practices)].id}
        return Request(path, headers, urlencode(said))

    return script


def _updater(number: int) -> Script:
    turns = itertools.count()

    def script(_answered: bytes) -> Request:
        return Request("/update", {}, json.dumps({"id": number, "notes": f"turn {next(turns)}", "version": 1}))

    return script
