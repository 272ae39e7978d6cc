import pytest

from integrations.aws.inventory.servicequotas import Quota, _to_quota, bounding
from lens_app.stack.fake_aws.server import FakeAws
from tests.integrations.estate import enter

NAMES = (
    "On-demand model inference requests per minute for Anthropic Claude 3.5 Sonnet",
    "On-demand model inference requests per minute for Anthropic Claude 3.5 Sonnet V2",
    "Cross-region model inference requests per minute for Anthropic Claude 3.5 Sonnet V2",
    "Global cross-region model inference tokens per minute for Anthropic Claude Sonnet 4.5 V1",
    "On-demand model inference requests per minute for Amazon Nova Lite",
    "On-demand model inference requests per minute for Amazon Nova Micro",
    "Guardrails per account",
)


@pytest.fixture
def quotas(fake: FakeAws) -> tuple[Quota, ...]:
    place = enter(fake).at("eu-west-1")
    items = [{"QuotaName": name, "QuotaArn": "arn:q", "Value": 1.0} for name in NAMES]
    return tuple(quota for item in items if (quota := _to_quota(place, item)))


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("anthropic.claude-3-5-sonnet-20240620-v1:0", NAMES[0]),
        ("anthropic.claude-3-5-sonnet-20241022-v2:0", NAMES[1]),
        ("us.anthropic.claude-3-5-sonnet-20241022-v2:0", NAMES[2]),
        ("global.anthropic.claude-sonnet-4-5-20250929-v1:0", NAMES[3]),
        ("amazon.nova-lite-v1:0", NAMES[4]),
    ],
)
def test_a_model_finds_its_quota(quotas: tuple[Quota, ...], model: str, name: str) -> None:
    assert [quota.name for quota in bounding(quotas, model)] == [name]


@pytest.mark.parametrize(
    "model", ["amazon.nova-pro-v1:0", "eu.amazon.nova-lite-v1:0", "arn:aws:bedrock:eu-west-1:1:provisioned-model/x"]
)
def test_a_model_without_a_quota_finds_none(quotas: tuple[Quota, ...], model: str) -> None:
    assert bounding(quotas, model) == ()


def test_two_quotas_for_one_thing_are_none(quotas: tuple[Quota, ...]) -> None:
    assert bounding((*quotas, quotas[-1]), "amazon.nova-micro-v1:0") == ()
