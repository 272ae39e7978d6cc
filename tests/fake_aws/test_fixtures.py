"""Fixtures cannot say what AWS cannot say."""

from collections.abc import Mapping
from typing import Any

import pytest

from lens_app.stack.fake_aws import cbor
from lens_app.stack.fake_aws.descriptions import Match, service_model
from lens_app.stack.fake_aws.fixtures import FixtureError, Fixtures
from lens_app.stack.fake_aws.worlds import AccountWorld

NAME = "bedrock:ListFoundationModels"


def said(output: dict[str, Any]) -> dict[str, Any]:
    fixtures = Fixtures()

    @fixtures.register(NAME)
    def models(account: AccountWorld, region: str, given: Mapping[str, Any]) -> dict[str, Any]:
        return output

    operation = service_model("bedrock").operation_model("ListFoundationModels")
    return fixtures.answer(Match("bedrock", operation, "rest-json", {}), AccountWorld("1", "a"), "r", {})


@pytest.mark.parametrize("name", ["bedrock:ListFoundationModel", "s3:ListBuckets"])
def test_an_operation_that_is_not_there_or_not_spoken_is_refused(name: str) -> None:
    with pytest.raises(FixtureError):
        Fixtures().register(name)


@pytest.mark.parametrize(
    ("summary", "wrong"),
    [
        ({"modelArn": "a", "modelId": "m", "colour": "red"}, "no member colour"),
        ({"modelId": "m"}, "always has modelArn"),
        ({"modelArn": "a", "modelId": 5}, "is no string"),
        ({"modelArn": "a", "modelId": "m", "modelLifecycle": {"status": "OLD"}}, "is never OLD"),
    ],
)
def test_what_the_api_does_not_describe_is_refused(summary: dict[str, Any], wrong: str) -> None:
    with pytest.raises(FixtureError, match=wrong):
        said({"modelSummaries": [summary]})


def test_what_the_api_describes_is_said() -> None:
    output = {"modelSummaries": [{"modelArn": "a", "modelId": "m", "modelLifecycle": {"status": "LEGACY"}}]}
    assert said(output) == output


@pytest.mark.parametrize(
    "value", [0, 23, 24, 255, 256, 65_536, 2**40, -1, -500, 1.5, "", "日本語", True, None, [1, [2]], {"a": {"b": 1.0}}]
)
def test_cbor_comes_back(value: object) -> None:
    assert cbor.decode(cbor.encode(value)) == value
