"""What AWS may do to us, and that no verdict comes of it: each fault over HTTP, against an account that is all good."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, replace

import pytest

from assessments.rules.vocabulary import Verdict
from integrations import runner
from integrations.aws.account import Place
from integrations.checks import registry
from integrations.checks.finding import Judgement
from integrations.checks.registry import Check, actions_of, catalogue
from integrations.runner import PlanItem
from lens_app.stack.fake_aws.faults import Fault
from lens_app.stack.fake_aws.server import FakeAws
from lens_app.stack.fake_aws.worlds import GuardrailWorld
from tests.integrations.estate import BARE, GOOD, REGIONS, base_of, enter, look, verdicts

PASS, FAIL, UNKNOWN = Verdict.PASS, Verdict.FAIL, Verdict.NOT_DETERMINABLE
OPERATIONS = sorted({operation for check in catalogue().values() for operation in check.operations})


def dependents(operation: str) -> set[str]:
    return {check.id for check in catalogue().values() if operation in check.operations}


def test_all_is_well_when_nothing_goes_wrong(fake: FakeAws) -> None:
    assert set(verdicts(look(fake)).values()) == {PASS}


def test_the_checks_call_exactly_what_they_declare(fake: FakeAws) -> None:
    for (check, _, _), finding in look(fake).items():
        assert {call.operation for call in finding.calls} == set(catalogue()[check].operations)


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize("world", [GOOD, BARE], ids=["good", "bare"])
def test_a_denied_action_blinds_exactly_the_checks_that_need_it(fake: FakeAws, operation: str, world: object) -> None:
    fake.world = fake.world.with_account(world)  # type: ignore[arg-type]
    golden = verdicts(look(fake))
    fake.seen.clear()
    fake.faults.switch_on(Fault("deny", operation))
    findings = look(fake)
    denied = {seen.operation for seen in fake.seen if seen.status == 403}
    for (check, region, _), finding in findings.items():
        if check in dependents(operation) and operation in denied:
            assert finding.verdict is UNKNOWN
            assert finding.reason == "missing_permission"
            action = finding.detail["action"]
            assert action in catalogue()[check].actions
            assert action.endswith(operation.partition(":")[2])
            assert all(action in sentence for sentence in finding.statement.values())
            assert action in actions_of(catalogue().values())
        else:
            assert finding.verdict is golden[check, region]


def test_everything_denied_gives_no_verdict_at_all(fake: FakeAws) -> None:
    fake.faults.switch_on(Fault("deny", "[!s]*:*"))
    fake.faults.switch_on(Fault("deny", "service-quotas:*"))
    findings = look(fake)
    assert {finding.verdict for finding in findings.values()} == {UNKNOWN}
    assert {finding.reason for finding in findings.values()} == {"missing_permission"}


def test_a_policy_of_the_organization_is_not_called_a_missing_permission(fake: FakeAws) -> None:
    fake.faults.switch_on(Fault("scp", "bedrock:*"))
    finding = next(f for (check, _, _), f in look(fake).items() if check == "LOG-INV")
    assert finding.reason == "scp_denied"
    assert "service_control_policy" in finding.detail["hint"]
    assert "Add it" not in finding.statement["en"]


def test_some_throttling_changes_nothing(fake: FakeAws) -> None:
    base = base_of(fake, attempts=4)
    checks = ["AUD-TRAIL", "LOG-INV", "NET-VPCE"]  # one of each wire format
    golden = verdicts(look(fake, only=checks, base=base))
    calls = len(fake.seen)
    fake.seen.clear()
    fake.faults.switch_on(Fault("throttle", "[!s]*:*", every=3))
    assert verdicts(look(fake, only=checks, base=base)) == golden
    assert any(seen.status >= 400 for seen in fake.seen)
    assert len(fake.seen) <= 1.6 * calls


def test_endless_throttling_is_a_reason_and_ends_after_four_tries(fake: FakeAws) -> None:
    fake.faults.switch_on(Fault("throttle", "cloudtrail:DescribeTrails"))
    findings = look(fake, base=base_of(fake, attempts=4))
    assert sum(seen.operation == "cloudtrail:DescribeTrails" for seen in fake.seen) == 4
    unknown = {check: f.reason for (check, _, _), f in findings.items() if f.verdict is not PASS}
    assert unknown == {"AUD-TRAIL": "throttled"}


@pytest.mark.parametrize(
    ("kind", "operation"),
    [
        *(("malformed", operation) for operation in OPERATIONS),
        ("html", "bedrock:ListGuardrails"),
        ("html", "cloudwatch:ListMetrics"),
        ("html", "ec2:DescribeVpcs"),
    ],
)
def test_a_broken_answer_is_never_an_empty_one(fake: FakeAws, kind: str, operation: str) -> None:
    fake.faults.switch_on(Fault(kind, operation, region=REGIONS[0]))
    findings = look(fake, only=dependents(operation), base=base_of(fake, attempts=1))
    broken = [f for (_, region, _), f in findings.items() if region in (REGIONS[0], "global")]
    assert {(f.verdict, f.reason) for f in broken} == {(UNKNOWN, "malformed_response")}
    assert all(f.verdict is PASS for (_, region, _), f in findings.items() if region == REGIONS[1])


@pytest.mark.parametrize(
    ("kind", "reason"),
    [("disabled", "region_disabled"), ("off", "service_off"), ("error", "service_error")],
)
def test_other_refusals_have_their_own_reason(fake: FakeAws, kind: str, reason: str) -> None:
    fake.faults.switch_on(Fault(kind, "bedrock:*"))
    findings = look(fake, only=["LOG-INV"], base=base_of(fake, attempts=1))
    assert {f.reason for f in findings.values()} == {reason}


def test_a_silent_region_times_out_alone(fake: FakeAws) -> None:
    fake.faults.switch_on(Fault("delay", "bedrock:*", region=REGIONS[0], seconds=1.5))
    findings = look(fake, only=["LOG-INV"], base=base_of(fake, attempts=1, read_timeout=0.5))
    assert {region: f.reason for (_, region, _), f in findings.items()} == {REGIONS[0]: "timeout", REGIONS[1]: ""}


@pytest.mark.parametrize(
    "operation",
    ["bedrock:ListGuardrails", "cloudwatch:ListMetrics", "cloudwatch:GetMetricData", "ec2:DescribeVpcs",
     "service-quotas:ListServiceQuotas"],
)  # fmt: skip
def test_a_token_that_comes_again_is_cut_and_never_complete(fake: FakeAws, operation: str) -> None:
    fake.faults.switch_on(Fault("loop", operation))
    started = time.monotonic()
    findings = look(fake, only=dependents(operation))
    assert {f.reason for f in findings.values()} == {"incomplete_pagination"}
    assert time.monotonic() - started < 10


def test_metric_data_that_is_not_all_there_is_no_traffic_count(fake: FakeAws) -> None:
    fake.faults.switch_on(Fault("partial", "cloudwatch:GetMetricData"))
    assert {f.reason for f in look(fake, only=["LOG-INV"]).values()} == {"incomplete_pagination"}


def test_all_pages_are_read_and_one_that_fails_spoils_the_list(fake: FakeAws) -> None:
    filler = {f"Quota {number}": 1.0 for number in range(2_000)}
    account = GOOD.changed(REGIONS[0], quotas={**filler, **dict(GOOD.region(REGIONS[0]).quotas)})
    fake.world = fake.world.with_account(replace(account, page_size=50))
    finding = next(f for (_, region, _), f in look(fake, only=["QTA-USE"]).items() if region == REGIONS[0])
    assert finding.verdict is PASS
    assert sum(call.operation == "service-quotas:ListServiceQuotas" for call in finding.calls) == 41
    fake.faults.switch_on(Fault("deny", "service-quotas:ListServiceQuotas", region=REGIONS[0], every=30))
    finding = next(f for (_, region, _), f in look(fake, only=["QTA-USE"]).items() if region == REGIONS[0])
    assert (finding.verdict, finding.reason) == (UNKNOWN, "missing_permission")


def test_many_guardrails_on_many_pages(fake: FakeAws) -> None:
    drafts = tuple(GuardrailWorld(f"gr{number:010}", "draft", published=False) for number in range(12))
    account = GOOD.changed(REGIONS[0], guardrails=(*drafts, GuardrailWorld("gr9999999999", "last")))
    fake.world = fake.world.with_account(replace(account, page_size=5))
    findings = verdicts(look(fake, only=["GRD-EXIST"]))
    assert findings["GRD-EXIST", REGIONS[0]] is PASS


def test_a_session_that_ended_is_renewed_once(fake: FakeAws) -> None:
    account = enter(fake)
    fake.roles.expire()
    outcome = runner.run_item(account, PlanItem("home", REGIONS[0], "LOG-INV"))
    assert [f.verdict for f in outcome.findings] == [PASS]
    assert sum(seen.operation == "sts:AssumeRole" for seen in fake.seen) == 2


def test_a_role_taken_away_in_the_middle_is_said(fake: FakeAws) -> None:
    account = enter(fake)
    fake.roles.expire()
    fake.roles.register("arn:aws:iam::111122223333:role/LensboardEvidence", "another id")
    outcome = runner.run_item(account, PlanItem("home", REGIONS[0], "LOG-INV"))
    assert [(f.verdict, f.reason) for f in outcome.findings] == [(UNKNOWN, "credentials_expired")]


def test_what_is_needed_twice_is_asked_once(fake: FakeAws) -> None:
    findings = look(fake)
    assert sum(seen.operation == "cloudwatch:ListMetrics" for seen in fake.seen) == 2 * len(REGIONS)
    for (check, _, _), finding in findings.items():
        if "cloudwatch:ListMetrics" in catalogue()[check].operations:
            assert any(call.operation == "cloudwatch:ListMetrics" for call in finding.calls)


def test_a_fault_of_ours_is_unknown_with_a_reference(fake: FakeAws, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_(place: Place) -> Judgement:
        raise ZeroDivisionError("secret detail")

    broken = replace(catalogue()["LOG-INV"], judge=break_)
    everything: dict[str, Check] = {**catalogue(), "LOG-INV": broken}
    monkeypatch.setattr(runner, "catalogue", lambda: everything)
    outcome = runner.run_item(enter(fake), PlanItem("home", REGIONS[0], "LOG-INV"))
    finding = outcome.findings[0]
    assert (finding.verdict, finding.reason) == (UNKNOWN, "fault")
    assert finding.detail["reference"] in finding.statement["ja"]
    assert "secret detail" not in json.dumps(asdict(finding))


def test_a_check_that_is_gone_says_so(fake: FakeAws) -> None:
    outcome = runner.run_item(enter(fake), PlanItem("home", REGIONS[0], "GONE"))
    assert [(f.verdict, f.reason) for f in outcome.findings] == [(UNKNOWN, "not_run")]


def test_hostile_text_arrives_harmless(fake: FakeAws) -> None:
    name = "\x00\x1b[31m\u202e<script>"
    account = GOOD.changed(REGIONS[0], quotas={f"On-demand model inference requests per minute for {name}": 1.0})
    fake.world = fake.world.with_account(account)
    said = [f for (_, region, _), f in look(fake, only=["QTA-USE"]).items() if region == REGIONS[0]]
    assert all(ord(character) >= 32 for character in json.dumps([asdict(f) for f in said]))


def test_outcomes_are_json(fake: FakeAws) -> None:
    account = enter(fake)
    for item in runner.plan(registry.catalogue().values(), {"home": REGIONS}):
        json.dumps(asdict(runner.run_item(account, item)))


def test_one_account_serves_several_threads(fake: FakeAws) -> None:
    account = enter(fake)
    items = runner.plan(registry.catalogue().values(), {"home": REGIONS}) * 3
    with ThreadPoolExecutor(8) as pool:
        outcomes = list(pool.map(lambda item: runner.run_item(account, item), items))
    for outcome in outcomes:
        operations = {call.operation for call in outcome.calls}
        assert [f.verdict for f in outcome.findings] == [PASS]
        assert operations == set(catalogue()[outcome.item.check].operations)
    assert sum(seen.operation == "cloudwatch:ListMetrics" for seen in fake.seen) == 2 * len(REGIONS)


def test_calls_of_a_service_are_spread_over_time(fake: FakeAws) -> None:
    started = time.time()
    look(fake, only=["LOG-INV"], base=base_of(fake, calls_per_second=20))
    asked = sorted(seen.at for seen in fake.seen if seen.operation.startswith("cloudwatch:"))
    assert len(asked) == 6
    # A busy machine only makes it slower: the n-th call never comes before its turn.
    assert all(at >= started + 0.05 * number - 0.005 for number, at in enumerate(asked))
