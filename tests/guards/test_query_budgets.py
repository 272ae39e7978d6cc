"""How many statements a page may send, named one by one; and never more because there is more to show.

Settings of the scope and savepoints are not counted: their number does not depend on the page. A page that needs
another statement names it here, which is where someone asks whether it could have come with one of the others.
"""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from assessments.actions import tokens
from tests.guards.furnished import crowd, furnish
from tests.guards.routes import Route, every
from tests.guards.test_walls import address
from tests.world import World, signed_in

UNCOUNTED = re.compile(r"SAVEPOINT|RELEASE SAVEPOINT|ROLLBACK TO|SELECT set_config")
MORE = 4
#: Pages that need a statement for each kind of thing they happen to show.
VARYING = {"audit_log"}

DOOR = ("session", "person", "memberships with their organizations")
TOKEN = ("the token with its maker",)
WORKLOAD = (*DOOR, "workload")
REVIEW = (*DOOR, "review with workload and lens")
CONNECTION = (*DOOR, "connection")

#: Every address that answers GET, with the statements it may send.
BUDGETS: dict[str, tuple[str, ...]] = {
    # people
    "organization_settings": DOOR,
    "people": (*DOOR, "members", "invitations"),
    "invite": DOOR,
    "invitation_resend": DOOR,
    "invitation_revoke": DOOR,
    "member_role": DOOR,
    "member_end": (*DOOR, "member", "tokens that end with them", "invitations that end with them", "offers too"),
    "api_tokens": (*DOOR, "live tokens", "ended tokens"),
    "api_token_new": DOOR,
    "api_token_revoke": (*DOOR, "token"),
    # jobs and the audit log
    "job": (*DOOR, "job", "how many wait before it", "who asked", "their name"),
    "audit_log": (
        *DOOR, "members to filter by", "events", "newest seal",
        # what the events are about, one statement for each kind of thing that can be named
        "jobs", "reports", "milestones", "proposals", "evidence links", "evidence", "answers", "reviews",
        "workloads", "invitations", "tokens", "members", "lenses", "lens versions", "drafts of lenses", "lens shares",
        "AWS connections", "runs",
    ),
    # portfolio
    "portfolio": (
        *DOOR, "workloads", "reviews with counters", "milestones", "lens versions", "late answers",
        "expired evidence", "evidence that expires soon", "units to filter by",
    ),
    "portfolio_questions": (*DOOR, "reviews", "lens versions", "answers", "units to filter by"),
    # milestones and reports
    "milestones": (*WORKLOAD, "milestones", "reviews"),
    "milestone_take": WORKLOAD,
    "compare": (
        *WORKLOAD, "milestones", "payload of the one",
        # the workload as it is now
        "evidence", "evidence links", "organization", "reviews", "answers", "proposals",
    ),
    "milestone": (*DOOR, "milestone", "its neighbours"),
    "milestone_payload": (*DOOR, "milestone", "audit: downloaded"),
    "reports": (*DOOR, "is there any", "workloads", "milestones", "reports"),
    "report_new": DOOR,
    "report_verify": DOOR,
    "report_download": (*DOOR, "report", "audit: downloaded"),
    # workloads
    "workloads": (*DOOR, "how many", "workloads", "reviews with counters", "milestones", "units to filter by"),
    "workload_new": (*DOOR, "lenses"),
    "scope_effect": (*DOOR, "lenses"),
    "workload": (
        *WORKLOAD, "its line in the list", "reviews with counters", "milestones", "review with its lens", "answers",
        "open proposals", "newest version of the lens", "what checks saw", "expired evidence",
        "evidence that expires soon",
        "evidence without a question", "decision aids with a result",
    ),
    "review_scope": (*REVIEW, "answers", "what checks saw"),
    "review_transfer": (*REVIEW, "the workload's other reviews"),
    "review_upgrade": (*REVIEW, "newest version of the lens"),
    "workload_edit": (*WORKLOAD, "reviews with their lenses"),
    "workload_lenses": (*WORKLOAD, "what its reviews follow", "lenses"),
    "workload_archive": WORKLOAD,
    "workload_restore": WORKLOAD,
    "workload_review": (*WORKLOAD, "review with its lens", "answers"),
    # review
    "review": (*REVIEW, "answers"),
    "question": (*REVIEW, "answers", "proposals", "evidence of the question", "history", "results of its aids"),
    "answer": REVIEW,
    "answer_history": (*REVIEW, "answer", "its versions"),
    "answer_restore": (*REVIEW, "answer"),
    "proposal_accept": (*DOOR, "proposal"),
    "proposal_reject": (*DOOR, "proposal"),
    # decision aids
    "aids": (*WORKLOAD, "reviews with their lenses", "newest results"),
    "aid": (*WORKLOAD, "reviews with their lenses", "answers", "newest result in full", "its versions"),
    "aid_save": WORKLOAD,
    "aid_scope": WORKLOAD,
    "lens_aid": (*DOOR, "lens version"),
    # evidence
    "evidence_add": WORKLOAD,
    "evidence_library": (*DOOR, "workloads to filter by", "evidence", "versions of each", "links", "lenses"),
    "evidence_item": (*DOOR, "evidence", "its versions", "links", "lenses", "who added them", "its successor"),
    "evidence_download": (*DOOR, "evidence", "audit: downloaded"),
    "evidence_unlink": (*DOOR, "link"),
    # lenses
    "lenses": (*DOOR, "lenses", "drafts"),
    "lens_import": (*DOOR, "lenses", "drafts"),
    "lens_draft": (*DOOR, "draft", "the newest version", "reviews that a minor version reaches"),
    "lens_draft_question": (*DOOR, "draft"),
    "lens_export": (*DOOR, "lens version"),
    "lens": (*DOOR, "lens version", "its versions", "reviews that follow each"),
    "lens_use": (*DOOR, "lens version", "the newest version", "how many workloads", "workloads"),
    "lens_compare": (*DOOR, "lens version", "its versions"),
    "lens_delete": (*DOOR, "lens version", "reviews that follow it", "shares that end with it"),
    "lens_draft_export": (*DOOR, "draft"),
    "lens_question": (*DOOR, "lens version"),
    "lens_guidance": (*DOOR, "lens version"),
    "lens_shares": (*DOOR, "the newest version", "shares that stand", "shares that ended"),
    "lens_leave": (*DOOR, "lens", "the newest version"),
    # AWS
    "aws_connections": (*DOOR, "connections", "workloads they run", "when each was read last"),
    "aws_connection_new": DOOR,
    "aws_connection": (*CONNECTION, "test at work", "workloads it runs", "when it was read last"),
    "aws_connection_edit": CONNECTION,
    "aws_connection_remove": (*CONNECTION, "workloads it runs"),
    "aws_template": CONNECTION,
    "aws_connection_test": CONNECTION,
    "aws_run": (*DOOR, "run with its job", "how far", "by verdict", "plan with connections", "how many wait before it"),
    "workload_aws": (
        *WORKLOAD, "runs with their jobs", "connections with which are attached", "observations",
        "how far the runs are", "how many wait before it",
    ),
    "workload_aws_accounts": WORKLOAD,
    "collect": WORKLOAD,
    # the API
    "api_workloads": (*TOKEN, "workloads", "their reviews with lenses"),
    "api_workload": (*TOKEN, "workload", "its reviews with lenses"),
    "api_milestones": (*TOKEN, "workload", "milestones"),
    "api_milestone": (*TOKEN, "workload", "milestone"),
    "api_answers": (*TOKEN, "review", "answers"),
    "api_answer": (*TOKEN, "review", "answer"),
    "api_portfolio": (*TOKEN, "rows"),
}  # fmt: skip

ROUTES = [route for route in every() if route.of_tenant or (route.of_api and route.name != "api_schema")]


@pytest.fixture
def storage(settings: Any, tmp_path: Any) -> None:
    """Files of these tests are kept apart."""
    settings.MEDIA_ROOT = str(tmp_path)


def statements(client: Client, where: str) -> tuple[int, list[str]]:
    """The status of the answer, and what was sent to the database for it."""
    with CaptureQueriesContext(connection) as captured:
        status = client.get(where).status_code
    return status, [query["sql"] for query in captured if not UNCOUNTED.match(query["sql"])]


def shown(sent: list[str]) -> str:
    """The statements, one a line, short enough to compare."""
    return "\n".join(re.sub(r"SELECT .*? FROM", "SELECT … FROM", sql, count=1, flags=re.DOTALL)[:220] for sql in sent)


def test_every_address_that_answers_get_has_a_budget(world: World, storage: None):
    ids = furnish(world.globex)
    client = signed_in(world.globex.user(), raises=False)
    pages = {
        route.name
        for route in ROUTES
        if not route.of_api and client.get(address(route, world.globex.slug, ids)).status_code != 405
    }
    resources = {route.name for route in ROUTES if route.of_api and "GET" in route.view.view_class.scopes}
    assert pages | resources == set(BUDGETS)


def test_no_page_sends_more_than_its_budget_nor_more_with_more_rows(world: World, storage: None):
    ids = furnish(world.globex)
    with world.globex.open():
        _token, text = tokens.issue(name="BI", scopes=list(tokens.SCOPES), days=1, by=world.globex.owner)
    person, program = signed_in(world.globex.user(), raises=False), Client(headers={"Authorization": f"Bearer {text}"})

    def measured(route: Route) -> tuple[int, list[str]]:
        if route.of_api:
            return statements(program, reverse(route.name, kwargs={name: ids[name] for name in route.parameters}))
        return statements(person, address(route, world.globex.slug, ids))

    routes = [route for route in ROUTES if route.name in BUDGETS]
    for route in routes:
        measured(route)  # lenses are parsed once per process
    few = {route.name: measured(route) for route in routes}
    crowd(world.globex, MORE)
    many = {route.name: measured(route) for route in routes}
    problems = []
    for name, (status, sent) in many.items():
        assert status in {200, 286, 302}, (name, status)
        if len(sent) > len(BUDGETS[name]):
            problems.append(f"{name}: {len(sent)} statements, {len(BUDGETS[name])} allowed\n{shown(sent)}")
        if len(sent) + 1 < len(BUDGETS[name]) and name not in VARYING:
            problems.append(f"{name}: {len(sent)} statements are enough, {len(BUDGETS[name])} are named\n{shown(sent)}")
        if len(sent) != len(few[name][1]):
            problems.append(
                f"{name}: {len(few[name][1])} statements with one row, {len(sent)} with more\n{shown(sent)}"
            )
    assert not problems, "\n\n".join(problems)
