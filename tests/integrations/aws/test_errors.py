import pytest
from botocore import exceptions as boto

from integrations.aws.errors import Attempt, Unreadable, Why, unreadable
from integrations.aws.reasons import sentence

ATTEMPT = Attempt("bedrock:GetGuardrail", "eu-west-1")
USER = "User: arn:aws:sts::111122223333:assumed-role/R/s is not authorized to perform: "


def answered(code: str, message: str = "", status: int = 400) -> boto.ClientError:
    said = {"Error": {"Code": code, "Message": message}, "ResponseMetadata": {"HTTPStatusCode": status}}
    return boto.ClientError(said, "GetGuardrail")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("error", "why"),
    [
        (answered("AccessDeniedException", USER + "bedrock:GetGuardrail", 403), Why.MISSING_PERMISSION),
        (
            answered("UnauthorizedOperation", "You are not authorized to perform this operation.", 403),
            Why.MISSING_PERMISSION,
        ),
        (answered("AccessDenied", USER + "x:Y with an explicit deny in a service control policy", 403), Why.SCP_DENIED),
        (
            answered("AccessDenied", USER + "x:Y with an explicit deny in a resource control policy", 403),
            Why.SCP_DENIED,
        ),
        (
            answered("AccessDenied", USER + "x:Y with an explicit deny in a permissions boundary", 403),
            Why.MISSING_PERMISSION,
        ),
        (answered("UnrecognizedClientException", "", 403), Why.REGION_DISABLED),
        (answered("AuthFailure", "", 401), Why.REGION_DISABLED),
        (answered("ExpiredToken", "", 403), Why.CREDENTIALS_EXPIRED),
        (answered("TooManyRequestsException", "", 429), Why.THROTTLED),
        (answered("InvalidAccessException", "", 403), Why.SERVICE_OFF),
        (answered("InternalServerException", "", 500), Why.SERVICE_ERROR),
        (answered("502", "", 502), Why.MALFORMED_RESPONSE),
        (answered("ValidationException", "", 400), Why.REFUSED),
        (boto.ConnectTimeoutError(endpoint_url="u"), Why.TIMEOUT),
        (boto.ReadTimeoutError(endpoint_url="u"), Why.TIMEOUT),
        (boto.EndpointConnectionError(endpoint_url="u"), Why.TIMEOUT),
    ],
)
def test_every_failure_has_its_reason_and_says_it(error: Exception, why: Why) -> None:
    reason = unreadable(error, ATTEMPT)
    assert reason
    assert reason.why is why
    assert all("eu-west-1" in text and "{" not in text for text in sentence(reason).values())


def test_an_address_that_is_not_there_means_another_thing_where_aws_offers_nothing() -> None:
    reason = unreadable(boto.EndpointConnectionError(endpoint_url="u"), Attempt("a:B", "mx-central-1", offered=False))
    assert reason
    assert reason.why is Why.SERVICE_UNAVAILABLE_IN_REGION


def test_the_denied_action_is_the_one_aws_names() -> None:
    reason = unreadable(answered("AccessDenied", USER + "kms:Decrypt on resource: arn:aws:kms:::k because …"), ATTEMPT)
    assert reason
    assert dict(reason.detail) == {
        "action": "kms:Decrypt",
        "region": "eu-west-1",
        "code": "AccessDenied",
        "resource": "arn:aws:kms:::k",
    }


def test_text_from_aws_is_tamed() -> None:
    reason = unreadable(answered("Bad\x00\u202eCode" + "x" * 10_000), ATTEMPT)
    assert reason
    assert reason.detail["code"].isprintable()
    assert len(reason.detail["code"]) <= 256


def test_our_own_mistakes_are_not_a_reason() -> None:
    assert unreadable(KeyError("x"), ATTEMPT) is None
    assert unreadable(boto.ParamValidationError(report="x"), ATTEMPT) is None


@pytest.mark.parametrize("why", list(Why))
def test_every_reason_is_said_in_both_languages(why: Why) -> None:
    said = sentence(Unreadable(why))
    assert said["en"]
    assert said["ja"]
