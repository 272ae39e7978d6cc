"""Is it alive, and is it ready: answered before anything else looks at the request."""

import json
from collections.abc import Callable

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

GetResponse = Callable[[HttpRequest], HttpResponse]


class HealthMiddleware:
    """``/livez``: this process answers. ``/readyz``: database, migrations, lens and broker are there too."""

    def __init__(self, get_response: GetResponse) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path == "/livez":
            return HttpResponse("ok", content_type="text/plain")
        if request.path == "/readyz":
            return _readiness()
        return self.get_response(request)


def _readiness() -> HttpResponse:
    parts = {name: _try(probe) for name, probe in PROBES.items()}
    ready = all(state == "ok" for state in parts.values())
    response = HttpResponse(json.dumps(parts), status=200 if ready else 503, content_type="application/json")
    response._has_been_logged = True  # "not yet" is an answer: Django would log every 503 as an error
    return response


def _try(probe: Callable[[], str]) -> str:
    try:
        return probe()
    except (DatabaseError, OSError) as error:
        return type(error).__name__


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


PROBES: dict[str, Callable[[], str]] = {"migrations": _migrations, "lens": _lens, "worker": _worker}
