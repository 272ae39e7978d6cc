"""Answers that are valid JSON and still not what the API describes: none of them may pass for an empty one."""

import json

import pytest
from botocore.loaders import Loader
from botocore.model import ServiceModel

from integrations.aws.answers import Malformed, examine

BEDROCK = ServiceModel(Loader().load_service_model("bedrock", "service-2"), "bedrock")
LIST = BEDROCK.operation_model("ListGuardrails")
LOGGING = BEDROCK.operation_model("GetModelInvocationLoggingConfiguration")


@pytest.mark.parametrize(
    ("body", "parsed"),
    [
        (b'{"loggingConfig": {"s3Con', {}),
        (b'{"message": "Something went wrong"}', {}),
        (b"[]", {}),
        (b'"text"', {}),
        (b"<html>", {}),
        (b'{"loggingConfig": []}', {"loggingConfig": []}),
        (b'{"loggingConfig": {"s3Config": {}}}', {"loggingConfig": {"s3Config": {}}}),
        (b"", {"loggingConfig": {"textDataDeliveryEnabled": "true"}}),
    ],
)
def test_a_broken_answer(body: bytes, parsed: dict[str, object]) -> None:
    with pytest.raises(Malformed):
        examine(LOGGING, "rest-json", body, parsed)


@pytest.mark.parametrize("body", [b"{}", b"", b'{"loggingConfig": {}, "addedByAwsLater": 1}'])
def test_a_proper_answer(body: bytes) -> None:
    examine(LOGGING, "rest-json", body, json.loads(body or b"{}") | {"ResponseMetadata": {"HTTPStatusCode": 200}})


def test_a_list_that_always_comes_is_missed() -> None:
    with pytest.raises(Malformed):
        examine(LIST, "rest-json", b"{}", {})
