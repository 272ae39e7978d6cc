"""Why AWS could not be read: every failure of a call becomes one `Unreadable` with a reason people can act on.

Sources: IAM User Guide, "Troubleshoot access denied error messages" (wording of denials), and the common
errors of each service's API reference. A failure is never turned into an empty answer.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from botocore import exceptions as boto
from botocore.parsers import ResponseParserError


class Why(StrEnum):
    """The reasons a fact could not be read. Stored with observations, so the words never change."""

    MISSING_PERMISSION = "missing_permission"
    SCP_DENIED = "scp_denied"
    REGION_DISABLED = "region_disabled"
    SERVICE_UNAVAILABLE_IN_REGION = "service_unavailable_in_region"
    SERVICE_OFF = "service_off"
    THROTTLED = "throttled"
    TIMEOUT = "timeout"
    CREDENTIALS_EXPIRED = "credentials_expired"
    MALFORMED_RESPONSE = "malformed_response"
    INCOMPLETE_PAGINATION = "incomplete_pagination"
    SERVICE_ERROR = "service_error"
    REFUSED = "refused"
    ROLE_REFUSED = "role_refused"
    WRONG_ACCOUNT = "wrong_account"
    NOT_RUN = "not_run"
    UNDECIDED = "undecided"
    FAULT = "fault"


class Unreadable(Exception):
    """A fact that could not be read, and why. ``detail`` holds plain words: action, region, resource, code, hint.

    Nothing in it is secret: no key, no token, no external id, no body.
    """

    def __init__(self, why: Why, detail: Mapping[str, str] | None = None) -> None:
        super().__init__(why, dict(detail or {}))
        self.why = why
        self.detail: Mapping[str, str] = dict(detail or {})

    def __str__(self) -> str:
        return f"{self.why} {dict(self.detail)}"


@dataclass(frozen=True, slots=True)
class Attempt:
    """What was being called: the IAM action it needs and where. ``offered``: AWS lists the service there."""

    action: str
    region: str
    offered: bool = True


#: What a call through botocore can raise; `unreadable` tells them apart.
FAILURES = (boto.BotoCoreError, boto.ClientError, ResponseParserError)

_DENIED = {
    "AccessDenied",
    "AccessDeniedException",
    "AuthorizationError",
    "AuthorizationErrorException",
    "Client.UnauthorizedOperation",
    "NotAuthorized",
    "UnauthorizedOperation",
}
_THROTTLED = {
    "BandwidthLimitExceeded",
    "LimitExceededException",
    "RequestLimitExceeded",
    "RequestThrottled",
    "RequestThrottledException",
    "SlowDown",
    "ThrottledException",
    "Throttling",
    "ThrottlingException",
    "TooManyRequestsException",
    "429",
}
_EXPIRED = {"ExpiredToken", "ExpiredTokenException", "RequestExpired", "TokenRefreshRequired"}
# A Region that is not enabled does not know keys that work elsewhere; `assume` proved the keys before any check.
_REGION_OFF = {"AuthFailure", "InvalidClientTokenId", "OptInRequired", "UnrecognizedClientException"}
_OFF = {"InvalidAccessException", "OptInRequiredException", "SubscriptionRequiredException"}
_DENIED_ACTION = re.compile(r"not authorized to perform:? ?([A-Za-z0-9-]+:[A-Za-z0-9]+)")
_DENIED_RESOURCE = re.compile(r"on resource:? ?(\S+)")
_ORGANIZATION_POLICY = re.compile(r"explicit deny in an? ((?:service|resource) control policy)", re.IGNORECASE)
_POLICY_ARN = re.compile(r"arn:[a-z-]+:organizations::\S+?:policy/\S+")
_PLAIN = re.compile(r"[^\x20-\x7e]+")
_LONGEST = 256


def unreadable(error: Exception, attempt: Attempt) -> Unreadable | None:
    """The reason behind an exception of botocore, or nothing when it is not one: then it is our own fault."""
    detail = {"action": attempt.action, "region": attempt.region}
    if isinstance(error, boto.ClientError):
        return _answered(error, detail)
    if isinstance(error, boto.EndpointConnectionError | boto.EndpointProviderError) and not attempt.offered:
        return Unreadable(Why.SERVICE_UNAVAILABLE_IN_REGION, detail)
    if isinstance(error, boto.HTTPClientError | boto.ConnectionError):
        return Unreadable(Why.TIMEOUT, detail | {"hint": type(error).__name__})
    if isinstance(error, ResponseParserError | boto.IncompleteReadError):
        return Unreadable(Why.MALFORMED_RESPONSE, detail)
    return None


def _answered(error: boto.ClientError, detail: dict[str, str]) -> Unreadable:
    said = error.response.get("Error", {})
    status = int(error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) or 0)
    code = plain(str(said.get("Code", "")))
    message = str(said.get("Message", ""))
    detail |= {"code": code}
    if code in _DENIED:
        return _denied(message, detail)
    for codes, why in (
        (_THROTTLED, Why.THROTTLED),
        (_EXPIRED, Why.CREDENTIALS_EXPIRED),
        (_REGION_OFF, Why.REGION_DISABLED),
        (_OFF, Why.SERVICE_OFF),
    ):
        if code in codes:
            return Unreadable(why, detail)
    if status >= 500:
        # A bare status as code: the body was no error of AWS, but for example a gateway's page.
        return Unreadable(Why.MALFORMED_RESPONSE if code.isdigit() or not code else Why.SERVICE_ERROR, detail)
    return Unreadable(Why.REFUSED, detail)


def _denied(message: str, detail: dict[str, str]) -> Unreadable:
    if action := _DENIED_ACTION.search(message):
        detail |= {"action": plain(action[1])}
    if resource := _DENIED_RESOURCE.search(message):
        detail |= {"resource": plain(resource[1])}
    if policy := _ORGANIZATION_POLICY.search(message):
        named = _POLICY_ARN.search(message)
        return Unreadable(Why.SCP_DENIED, detail | {"hint": plain(named[0] if named else policy[1].lower())})
    return Unreadable(Why.MISSING_PERMISSION, detail)


def plain(text: str) -> str:
    """Text from outside as short printable ASCII: fit for a row, a log line and a page."""
    return _PLAIN.sub(" ", text)[:_LONGEST].strip()
