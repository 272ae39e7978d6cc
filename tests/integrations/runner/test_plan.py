import json
from dataclasses import asdict

from integrations import runner
from integrations.aws.errors import Unreadable, Why
from integrations.checks.registry import catalogue
from integrations.runner import PlanItem


def test_a_plan_is_ordered_and_free_of_repetition() -> None:
    checks = [catalogue()["LOG-INV"], catalogue()["AUD-TRAIL"], catalogue()["LOG-INV"]]
    plan = runner.plan(checks, {"b": ["us-east-1", "eu-west-1", "us-east-1"], "a": ["us-east-1"]})
    assert plan == (
        PlanItem("a", "global", "AUD-TRAIL"),
        PlanItem("a", "us-east-1", "LOG-INV"),
        PlanItem("b", "eu-west-1", "LOG-INV"),
        PlanItem("b", "global", "AUD-TRAIL"),
        PlanItem("b", "us-east-1", "LOG-INV"),
    )


def test_a_plan_survives_json() -> None:
    plan = runner.plan(catalogue().values(), {"a": ["us-east-1"]})
    assert tuple(PlanItem(**item) for item in json.loads(json.dumps([asdict(item) for item in plan]))) == plan


def test_a_role_that_was_not_given_is_an_outcome_too() -> None:
    item = PlanItem("a", "us-east-1", "LOG-INV")
    outcome = runner.unreached(item, "111122223333", Unreadable(Why.ROLE_REFUSED))
    assert [(f.verdict, f.reason) for f in outcome.findings] == [("NOT_DETERMINABLE", "role_refused")]
