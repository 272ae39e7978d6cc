"""Is it alive, and is it ready: answered before anything else looks at the request."""

import json
from collections.abc import Callable

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from redis.exceptions import RedisError

GetResponse = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """``/livez``: this process answers. ``/readyz``: database, migrations, lens and a worker are there too.

    Anybody may ask, so asking is cheap: what only another deployment takes away is looked at until it is there, and
    then remembered by this process. The database and the workers are asked each time.
    """

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response
        self.settled: set[str] = set()

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/livez":
            return HttpResponse("ok", content_type="text/plain")
        if request.path == "/readyz":
            return _readiness(self._state())
        return self.get_response(request)

    def _state(self) -> dict[str, str]:
        """What each part says: "ok", or what is missing."""
        database = _try(_database)
        parts = {}
        for name, probe in LASTING.items():
            parts[name] = database if name in self.settled or database != "ok" else _try(probe)
            if parts[name] == "ok":
                self.settled.add(name)
        return parts | {"worker": _try(_worker)}


def _readiness(parts: dict[str, str]) -> HttpResponse:
    ready = all(state == "ok" for state in parts.values())
    response = HttpResponse(json.dumps(parts), status=200 if ready else 503, content_type="application/json")
    response._has_been_logged = True  # "not yet" is an answer: Django would log every 503 as an error
    return response


def _try(probe: Callable[[], str]) -> str:
    try:
        return probe()
    except (DatabaseError, RedisError, OSError) as error:
        return type(error).__name__


def _database() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return "ok"


def _migrations() -> str:
    executor = MigrationExecutor(connection)
    waiting = executor.migration_plan(executor.loader.graph.leaf_nodes())
    return f"{len(waiting)} migrations to run" if waiting else "ok"


def _lens() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT EXISTS (SELECT 1 FROM assessments_lensversion WHERE organization_id IS NULL)")
        return "ok" if cursor.fetchone()[0] else "no lens loaded: run manage.py load_lenses"


def _worker() -> str:
    """Workers leave a sign of life in the shared cache (see `lens_app.celery`)."""
    return "ok" if cache.get("worker-alive") else "no worker seen in the last minute"


#: What stays once it is there, for as long as a process lives.
LASTING: dict[str, Callable[[], str]] = {"migrations": _migrations, "lens": _lens}
