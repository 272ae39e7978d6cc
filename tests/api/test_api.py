"""The API's promises: scopes, walls, versions, problems, and an OpenAPI document that is there."""

import json
import uuid

import pytest
from django.test import Client

from assessments.actions import tokens
from assessments.models import ApiToken
from tests.world import Tenant, World

READ = ["workloads:read", "answers:read", "milestones:read", "portfolio:read"]
ALL = [*READ, "answers:write", "milestones:write"]

# The scope (1), the token (1), its maker (1), rows (2); the test's own transaction adds a savepoint and a restore (3).
COST = 8


class Api:
    """A program with a token."""

    def __init__(self, tenant: Tenant, scopes: list[str] = ALL, role: str = "owner"):
        with tenant.open():
            self.token, self.text = tokens.issue(name="BI", scopes=scopes, days=30, by=tenant.members[role])
        self.client = Client()

    def call(self, method: str, path: str, body: object = None, **headers: str):
        return self.client.generic(
            method,
            f"/api/v1/{path}",
            json.dumps(body) if body is not None else b"",
            content_type="application/json",
            headers={"Authorization": f"Bearer {self.text}"} | headers,
        )


def test_workloads_carry_their_counters(world: World):
    [row] = Api(world.acme).call("GET", "workloads").json()["results"]
    assert row["name"] == "Acme assistant"
    assert row["reviews"][0]["counts"] == {"UNANSWERED": 29, "HIGH": 0, "MEDIUM": 0, "NONE": 0, "NOT_APPLICABLE": 0}


def test_saving_an_answer_needs_the_version_it_changes(world: World):
    api = Api(world.acme)
    path = f"reviews/{world.acme.review.id}/answers/GENSEC01"
    body = {"choices": {"GENSEC01_BP01": {"state": "SELECTED"}}, "notes": "日本語"}
    assert api.call("PUT", path, body).status_code == 428
    saved = api.call("PUT", path, body, **{"If-Match": '"0"'})
    assert (saved.status_code, saved["ETag"], saved.json()["risk"]) == (200, '"1"', "HIGH")
    stale = api.call("PUT", path, body | {"notes": "other"}, **{"If-Match": '"0"'})
    assert (stale.status_code, stale.json()["current"]["notes"]) == (412, "日本語")
    assert stale["Content-Type"] == "application/problem+json"
    assert api.call("GET", path).json()["version"] == 1


@pytest.mark.parametrize(("body", "where"), [
    ({"notes": "x" * 3000}, "notes"), ({"choices": {"GENSEC01_BP01": {"state": "PERHAPS"}}}, "choices"),
    ({"reason": 7}, "reason"), ({}, "non_field_errors"), ({"choises": {}}, "choises"), ([], "non_field_errors"),
])  # fmt: skip
def test_bad_bodies_name_the_field(world: World, body: object, where: str):
    path = f"reviews/{world.acme.review.id}/answers/GENSEC01"
    refused = Api(world.acme).call("PUT", path, body, **{"If-Match": '"0"'})
    assert refused.status_code == 400
    assert where in refused.json()["errors"]


def test_an_unknown_choice_or_question_is_refused_in_words(world: World):
    api, path = Api(world.acme), f"reviews/{world.acme.review.id}/answers"
    body = {"choices": {"GENSEC01_BP99": {"state": "SELECTED"}}}
    assert "GENSEC01_BP99" in api.call("PUT", f"{path}/GENSEC01", body, **{"If-Match": '"0"'}).json()["detail"]
    assert api.call("GET", f"{path}/NOSUCH01").status_code == 422


def test_milestones_freeze_what_the_portfolio_counts(world: World):
    api, path = Api(world.acme), f"workloads/{world.acme.workload.id}/milestones"
    made = api.call("POST", path, {"name": "Go live"})
    assert made.status_code == 201
    assert api.call("POST", path, {"name": "go live"}).status_code == 409
    whole = api.call("GET", f"{path}/1").json()
    portfolio = api.call("GET", "portfolio").json()
    assert whole["digest"] == made.json()["digest"]
    assert whole["counts"] == portfolio["counts"]
    assert len(portfolio["rows"]) == 6


def test_a_strangers_ids_answer_as_random_ones(world: World):
    api = Api(world.acme)
    theirs, nobodys = world.globex, uuid.uuid4()
    for path in ("workloads/{w}", "workloads/{w}/milestones", "workloads/{w}/milestones/1", "reviews/{r}/answers"):
        a = api.call("GET", path.format(w=theirs.workload.id, r=theirs.review.id))
        b = api.call("GET", path.format(w=nobodys, r=nobodys))
        assert (a.status_code, a.content) == (404, b.content)


def test_a_token_does_what_its_scopes_and_its_makers_role_allow(world: World):
    reader = Api(world.acme, READ, role="viewer")
    assert reader.call("GET", "workloads").status_code == 200
    assert reader.call("POST", f"workloads/{world.acme.workload.id}/milestones", {"name": "xxx"}).status_code == 403
    with world.acme.open():
        ApiToken.objects.filter(pk=reader.token.pk).update(scopes=["portfolio:read"])
    assert reader.call("GET", "workloads").status_code == 403


@pytest.mark.parametrize("text", ["", "lb_x", "lb_" + "0" * 32 + "_" + "0" * 32 + "_" + "0" * 40])
def test_no_or_bad_tokens_are_401(db: None, text: str):
    answer = Client().get("/api/v1/workloads", headers={"Authorization": f"Bearer {text}"})
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


def test_revoked_tokens_and_former_members_are_out(world: World):
    api = Api(world.acme)
    with world.acme.open():
        tokens.revoke(token=api.token, by=world.acme.owner)
    assert api.call("GET", "workloads").status_code == 401


def test_a_secret_of_one_organization_opens_no_other(world: World):
    api = Api(world.acme)
    api.text = api.text.replace(world.acme.organization.id.hex, world.globex.organization.id.hex)
    assert api.call("GET", "workloads").status_code == 401


def test_the_document_describes_every_operation(db: None):
    schema = Client().get("/api/v1/openapi.json").json()
    assert schema["openapi"].startswith("3.1")
    assert len(schema["paths"]) == 7
    assert "428" in schema["paths"]["/api/v1/reviews/{review_id}/answers/{question_id}"]["put"]["responses"]


def test_lists_cost_the_same_with_more_rows(world: World, django_assert_num_queries):
    from assessments.actions import workloads

    api = Api(world.acme)
    api.call("GET", "workloads")
    with django_assert_num_queries(COST):
        api.call("GET", "workloads")
    with world.acme.open():
        version = world.acme.review.lens_version
        for n in range(5):
            workloads.define(by=world.acme.owner, lens_versions=[version], name=f"W{n}")
    with django_assert_num_queries(COST):
        api.call("GET", "workloads")


@pytest.mark.parametrize("text", ["\x00", "a\x00b", "\ud800"])
def test_characters_that_cannot_be_kept_are_refused(world: World, text: str):
    api, path = Api(world.acme), f"reviews/{world.acme.review.id}/answers/GENSEC01"
    notes = api.call("PUT", path, {"notes": text}, **{"If-Match": '"0"'})
    name = api.call("POST", f"workloads/{world.acme.workload.id}/milestones", {"name": f"xyz{text}"})
    found = api.call("GET", "workloads?name=%00")
    assert {notes.status_code, name.status_code, found.status_code} <= {400, 422}


@pytest.mark.parametrize("raw", [b"{", b"\xff\xfe", b"[" * 5000, b'{"choices": {"a": {"state": ' + b"9" * 400 + b"}}}"])
def test_bodies_that_are_no_json_of_ours_are_400(world: World, raw: bytes):
    api = Api(world.acme)
    path = f"/api/v1/reviews/{world.acme.review.id}/answers/GENSEC01"
    headers = {"Authorization": f"Bearer {api.text}", "If-Match": '"0"'}
    assert api.client.put(path, raw, content_type="application/json", headers=headers).status_code == 400
