"""Each check in each situation its rule names, over HTTP: the verdict, and that it says why in both languages."""

from dataclasses import replace

import pytest

from assessments.rules.vocabulary import Verdict
from integrations.checks.registry import catalogue
from lens_app.stack.fake_aws.server import FakeAws
from lens_app.stack.fake_aws.worlds import (
    HAIKU,
    AccountWorld,
    GuardrailWorld,
    LoggingWorld,
    ModelUse,
    RegionWorld,
    TrailWorld,
    VpcWorld,
)
from tests.integrations.estate import BARE, GOOD, HOME, REGIONS, look

R = REGIONS[0]
IDLE = AccountWorld(HOME, "idle")
PASS, FAIL, NOTHING, UNDECIDED = Verdict.PASS, Verdict.FAIL, Verdict.NOT_APPLICABLE, Verdict.NOT_DETERMINABLE


def used(**use: object) -> dict[str, ModelUse]:
    return {HAIKU: ModelUse(1_000, **use)}  # type: ignore[arg-type]


def guarded(**facts: object) -> AccountWorld:
    return GOOD.changed(R, guardrails=(GuardrailWorld("gr1", "one", **facts),))  # type: ignore[arg-type]


def trailed(**facts: object) -> AccountWorld:
    return replace(GOOD, trails=(TrailWorld("t", **facts),))  # type: ignore[arg-type]


SITUATIONS = [
    ("GRD-EXIST", "all harms filtered", GOOD, PASS, "filters"),
    ("GRD-EXIST", "no guardrail, traffic", BARE, FAIL, "none"),
    ("GRD-EXIST", "only a draft", guarded(published=False), FAIL, "no_filters"),
    ("GRD-EXIST", "filters of strength none", guarded(strength="NONE"), FAIL, "no_filters"),
    ("GRD-EXIST", "no filter at all", guarded(filters=()), FAIL, "no_filters"),
    ("GRD-EXIST", "only prompt attacks", guarded(filters=("PROMPT_ATTACK",)), FAIL, "no_filters"),
    ("GRD-EXIST", "not ready", guarded(status="CREATING"), FAIL, "no_filters"),
    ("GRD-EXIST", "some harms", guarded(filters=("HATE", "VIOLENCE")), UNDECIDED, "some"),
    ("GRD-EXIST", "no guardrail, no traffic", IDLE, NOTHING, "no_traffic"),
    ("GRD-EXIST", "traffic of the other endpoint", IDLE.changed(R, mantle=5), FAIL, "none"),
    ("LOG-INV", "to a bucket", GOOD, PASS, "on"),
    ("LOG-INV", "to a log group", GOOD.changed(R, logging=LoggingWorld(log_group="/g")), PASS, "on"),
    ("LOG-INV", "not configured, traffic", BARE, FAIL, "off"),
    ("LOG-INV", "configured without destination", GOOD.changed(R, logging=LoggingWorld()), FAIL, "off"),
    ("LOG-INV", "deliveries fail", GOOD.changed(R, logging=LoggingWorld(bucket="b", failures=2)), UNDECIDED, "lost"),
    ("LOG-INV", "traffic of the other endpoint", IDLE.changed(R, mantle=5), UNDECIDED, "mantle_only"),
    ("LOG-INV", "no traffic", IDLE, NOTHING, "no_traffic"),
    ("NET-VPCE", "every VPC has one", GOOD, PASS, "every"),
    ("NET-VPCE", "an unused default VPC does not count",
     GOOD.changed(R, vpcs=(VpcWorld("a", endpoint="e"), VpcWorld("d", default=True))), PASS, "every"),
    ("NET-VPCE", "no VPC has one, traffic", BARE, FAIL, "none"),
    ("NET-VPCE", "without private DNS", GOOD.changed(R, vpcs=(VpcWorld("a", endpoint="e", private_dns=False),)),
     FAIL, "none"),
    ("NET-VPCE", "one VPC of two", GOOD.changed(R, vpcs=(VpcWorld("a", endpoint="e"), VpcWorld("b"))),
     UNDECIDED, "some"),
    ("NET-VPCE", "callers outside any VPC", GOOD.changed(R, vpcs=(VpcWorld("d", default=True),)), UNDECIDED, "no_vpc"),
    ("NET-VPCE", "no traffic", IDLE, NOTHING, "no_traffic"),
    ("AUD-TRAIL", "complete", GOOD, PASS, "complete"),
    ("AUD-TRAIL", "no trail", BARE, FAIL, "none"),
    ("AUD-TRAIL", "stopped", trailed(logging=False), FAIL, "stopped"),
    ("AUD-TRAIL", "one Region only", trailed(multi_region=False), FAIL, "partial"),
    ("AUD-TRAIL", "files not validated", trailed(validated=False), FAIL, "partial"),
    ("QTA-USE", "room left", GOOD, PASS, "roomy"),
    ("QTA-USE", "throttled on several days", GOOD.changed(R, models=used(throttled_days=2)), FAIL, "throttled"),
    ("QTA-USE", "above the quota", GOOD.changed(R, models=used(peak_requests=1_001)), FAIL, "over"),
    ("QTA-USE", "exactly 80 percent", GOOD.changed(R, models=used(peak_requests=800)), UNDECIDED, "close"),
    ("QTA-USE", "just below 80 percent is rounded up", GOOD.changed(R, models=used(peak_requests=791)),
     UNDECIDED, "close"),
    ("QTA-USE", "throttled once", GOOD.changed(R, models=used(throttled_days=1)), UNDECIDED, "close"),
    ("QTA-USE", "no quota for the model", GOOD.changed(R, quotas={}), UNDECIDED, "unmatched"),
    ("QTA-USE", "a quota without its metric", GOOD.changed(R, models=used(peak_tokens=None)), UNDECIDED, "unmatched"),
    ("QTA-USE", "no traffic", IDLE, NOTHING, "absent"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("check", "account", "verdict", "message"),
    [pytest.param(check, account, *rest, id=f"{check} {name}") for check, name, account, *rest in SITUATIONS],
)
def test_verdict(fake: FakeAws, check: str, account: AccountWorld, verdict: Verdict, message: str) -> None:
    fake.world = fake.world.with_account(account)
    finding = next(f for (_, region, _), f in look(fake, only=[check]).items() if region in (R, "global"))
    assert (finding.verdict, finding.message) == (verdict, message)
    assert finding.reason == ("undecided" if verdict is UNDECIDED else "")
    assert finding.calls
    assert all("{" not in sentence and sentence for sentence in finding.statement.values())
    assert set(finding.statement) == {"en", "ja"}


@pytest.mark.parametrize(("language", "number"), [("en", "called 1,400,000 times"), ("ja", "1,400,000回")])
def test_large_numbers_are_grouped_in_both_languages(fake: FakeAws, language: str, number: str) -> None:
    fake.world = fake.world.with_account(GOOD.changed(R, models={HAIKU: ModelUse(100_000)}))
    finding = next(f for (_, region, _), f in look(fake, only=["LOG-INV"]).items() if region == R)
    assert number in finding.statement[language]
    assert finding.facts["calls"] == 1_400_000, "facts are numbers, not sentences"


def test_every_message_of_every_check_is_said_in_some_situation() -> None:
    said = {(check, message) for check, _, _, _, message in SITUATIONS}
    assert said == {(check.id, message) for check in catalogue().values() for message in check.messages}


def test_one_finding_per_model(fake: FakeAws) -> None:
    models = {HAIKU: ModelUse(10), "amazon.nova-lite-v1:0": ModelUse(10, throttled_days=4)}
    fake.world = fake.world.with_account(GOOD.changed(R, models=models))
    here = {resource: f.verdict for (_, region, resource), f in look(fake, only=["QTA-USE"]).items() if region == R}
    assert here == {
        f"arn:aws:bedrock:{R}:{HOME}:model/{HAIKU}": PASS,
        f"arn:aws:bedrock:{R}:{HOME}:model/amazon.nova-lite-v1:0": FAIL,
    }


def test_facts_hold_no_content(fake: FakeAws) -> None:
    facts = str([finding.facts for finding in look(fake).values()])
    assert "outside what this assistant may answer" not in facts
    assert "The answer was withheld" not in facts


def test_an_empty_region_world_is_not_a_default(fake: FakeAws) -> None:
    fake.world = fake.world.with_account(replace(GOOD, regions={R: RegionWorld(models=used())}))
    assert all(f.verdict is not PASS for (check, region, _), f in look(fake).items() if region == R)
