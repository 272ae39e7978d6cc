"""The fake over HTTP, as a stranger with boto3 meets it."""

import json
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from lens_app.stack.fake_aws import server, worlds
from lens_app.stack.fake_aws.server import FakeAws

ACCOUNT = "111122223333"
ROLE = f"arn:aws:iam::{ACCOUNT}:role/{worlds.ROLE}"
REGION = "ap-northeast-1"


@pytest.fixture
def fake() -> Iterator[FakeAws]:
    with server.start(worlds.demo()) as fake:
        yield fake


def told(fake: FakeAws, method: str, path: str, said: object = None) -> Any:
    body = json.dumps(said).encode() if said is not None else None
    request = urllib.request.Request(f"{fake.url}/_fake/{path}", body, method=method)
    with urllib.request.urlopen(request, timeout=5) as answer:
        return json.loads(answer.read())


def client(fake: FakeAws, service: str, keys: dict[str, Any] | None = None) -> Any:
    return boto3.client(
        service,
        REGION,
        endpoint_url=fake.url,
        aws_access_key_id=keys["AccessKeyId"] if keys else "AKIAOPERATOR",
        aws_secret_access_key=keys["SecretAccessKey"] if keys else "x",
        aws_session_token=keys["SessionToken"] if keys else None,
        config=Config(retries={"total_max_attempts": 1}),
    )


def assume(fake: FakeAws, **given: Any) -> dict[str, Any]:
    answer = client(fake, "sts").assume_role(RoleArn=ROLE, RoleSessionName="someone", **given)
    return dict(answer["Credentials"])


def code_of(error: pytest.ExceptionInfo[ClientError]) -> str:
    return str(error.value.response["Error"]["Code"])


@pytest.fixture
def keys(fake: FakeAws) -> dict[str, Any]:
    told(fake, "PUT", "roles", {"role_arn": ROLE, "external_id": "right"})
    return assume(fake, ExternalId="right")


@pytest.mark.parametrize("given", [{}, {"ExternalId": "wrong"}, {"ExternalId": "righ"}])
def test_a_role_is_given_for_its_external_id_only(fake: FakeAws, given: dict[str, str]) -> None:
    told(fake, "PUT", "roles", {"role_arn": ROLE, "external_id": "right"})
    with pytest.raises(ClientError) as refused:
        assume(fake, **given)
    assert code_of(refused) == "AccessDenied"


def test_an_unregistered_role_is_given_to_nobody(fake: FakeAws) -> None:
    with pytest.raises(ClientError) as refused:
        assume(fake, ExternalId="any")
    assert code_of(refused) == "AccessDenied"


def test_the_keys_tell_whose_account_answers(fake: FakeAws, keys: dict[str, Any]) -> None:
    assert client(fake, "sts", keys).get_caller_identity()["Account"] == ACCOUNT
    assert client(fake, "sts").get_caller_identity()["Account"] != ACCOUNT
    assert client(fake, "bedrock", keys).list_guardrails()["guardrails"][0]["name"] == "claims-assistant"
    with pytest.raises(ClientError) as refused:
        client(fake, "bedrock").list_guardrails()
    assert code_of(refused) == "UnrecognizedClientException"


def test_a_session_policy_holds(fake: FakeAws) -> None:
    told(fake, "PUT", "roles", {"role_arn": ROLE, "external_id": "right"})
    statement = {"Effect": "Allow", "Action": ["bedrock:List*"], "Resource": "*"}
    keys = assume(fake, ExternalId="right", Policy=json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
    assert client(fake, "bedrock", keys).list_guardrails()["guardrails"]
    with pytest.raises(ClientError, match="no session policy allows the ec2:DescribeVpcs action") as refused:
        client(fake, "ec2", keys).describe_vpcs()
    assert code_of(refused) == "UnauthorizedOperation"


def test_the_path_is_matched_raw(fake: FakeAws, keys: dict[str, Any]) -> None:
    arn = f"arn:aws:bedrock:{REGION}:{ACCOUNT}:guardrail/gr7claims0a1"
    with pytest.raises(ClientError) as refused:
        client(fake, "bedrock", keys).get_guardrail(guardrailIdentifier=arn)
    assert code_of(refused) == "ResourceNotFoundException"
    assert fake.seen[-1].operation == "bedrock:GetGuardrail"


def test_lists_come_in_pages(keys: dict[str, Any], fake: FakeAws) -> None:
    account = fake.world.account(ACCOUNT)
    assert account
    fake.world = fake.world.with_account(worlds.replace(account, page_size=2))
    paginator = client(fake, "service-quotas", keys).get_paginator("list_service_quotas")
    pages = list(paginator.paginate(ServiceCode="bedrock"))
    assert [len(each["Quotas"]) for each in pages] == [2, 2, 2, 1]


@pytest.mark.parametrize(
    ("fault", "code"),
    [
        ({"kind": "throttle"}, "ThrottlingException"),
        ({"kind": "error"}, "InternalFailure"),
        ({"kind": "scp"}, "AccessDeniedException"),
        ({"kind": "expired"}, "ExpiredTokenException"),
    ],
)
def test_faults_are_switched_over_http(fake: FakeAws, keys: dict[str, Any], fault: dict[str, str], code: str) -> None:
    told(fake, "PUT", "faults", {"operation": "bedrock:*", **fault})
    with pytest.raises(ClientError) as refused:
        client(fake, "bedrock", keys).list_guardrails()
    assert code_of(refused) == code
    told(fake, "DELETE", "faults")
    client(fake, "bedrock", keys).list_guardrails()


def test_a_denial_reads_like_that_of_aws(fake: FakeAws, keys: dict[str, Any]) -> None:
    told(fake, "PUT", "faults", {"operation": "cloudwatch:ListMetrics", "kind": "deny"})
    with pytest.raises(ClientError) as refused:
        client(fake, "cloudwatch", keys).list_metrics()
    message = refused.value.response["Error"]["Message"]
    assert message.startswith(f"User: arn:aws:sts::{ACCOUNT}:assumed-role/{worlds.ROLE}/someone is not authorized to")
    assert message.endswith("because no identity-based policy allows the cloudwatch:ListMetrics action")


def test_nonsense_is_refused_with_a_reason(fake: FakeAws) -> None:
    with pytest.raises(urllib.error.HTTPError) as refused:
        told(fake, "PUT", "faults", {"operation": "*", "kind": "earthquake"})
    assert refused.value.code == 400
    assert "earthquake" in json.loads(refused.value.read())["error"]


def test_what_was_asked_is_told(fake: FakeAws, keys: dict[str, Any]) -> None:
    client(fake, "cloudtrail", keys).describe_trails()
    last = told(fake, "GET", "calls")[-1]
    assert (last["operation"], last["region"], last["status"]) == ("cloudtrail:DescribeTrails", REGION, 200)
    assert last["access_key"] == keys["AccessKeyId"]


def test_what_has_no_fixture_is_answered_by_moto_in_the_same_account(fake: FakeAws, keys: dict[str, Any]) -> None:
    queue = client(fake, "sqs", keys).create_queue(QueueName="claims")["QueueUrl"]
    assert ACCOUNT in queue


def test_without_moto_it_says_so(fake: FakeAws, keys: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "moto.server", None)
    with pytest.raises(ClientError, match="moto is not installed"):
        client(fake, "sqs", keys).list_queues()


def test_it_serves_from_the_command_line() -> None:
    command = [sys.executable, "-m", "lens_app.stack.fake_aws", "--port", "0", "--world", "demo"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout
            url = process.stdout.readline().split()[-1]
            with urllib.request.urlopen(f"{url}/_fake/health", timeout=5) as answer:
                assert json.loads(answer.read()) == {"accounts": [ACCOUNT, "444455556666", "777700001111"]}
        finally:
            process.terminate()
        assert process.wait(5) == 0
