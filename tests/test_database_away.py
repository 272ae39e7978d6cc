"""A database that is not up (yet): people are told, and come back by themselves."""

import pytest
from django.db import connections

from tests.conftest import Database, point_to
from tests.world import build, signed_in


@pytest.mark.parametrize("path", ["/", "/api/v1/workloads"])
def test_a_database_that_is_away_is_a_503_that_says_so(committed: Database, path: str):
    acme = build().acme
    client = signed_in(acme.user(), raises=False)
    token = f"lb_{'0' * 32}_{'0' * 32}_{'0' * 40}"
    before = connections["default"].settings_dict["NAME"]
    point_to("nowhere")
    away = client.get(path, headers={"Authorization": f"Bearer {token}"})
    ready = client.get("/readyz")
    point_to(before)
    assert (away.status_code, away["Retry-After"]) == (503, "5")
    assert ready.status_code == 503
    assert client.get(f"/o/{acme.slug}/people").status_code == 200
