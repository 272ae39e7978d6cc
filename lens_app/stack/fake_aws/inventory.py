"""The answers of a world: what each operation says about an account and a Region."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from lens_app.stack.fake_aws.fixtures import Fixtures
from lens_app.stack.fake_aws.worlds import AccountWorld, GuardrailWorld, VpcWorld
from lens_app.stack.fake_aws.writing import Refusal

fixtures = Fixtures()

_MADE = datetime(2026, 4, 1, tzinfo=UTC)


def page(
    account: AccountWorld, items: Sequence[Any], given: Mapping[str, Any], member: str, token: str
) -> dict[str, Any]:
    """One page of a list: the token is the number of the first item of the next one."""
    start = int(given.get(token) or 0)
    end = start + account.page_size
    more = {token: str(end)} if end < len(items) else {}
    return {member: list(items[start:end])} | more


@fixtures.register("bedrock:GetModelInvocationLoggingConfiguration")
def logging_configuration(account: AccountWorld, region: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Where invocations are logged, or nothing at all."""
    if (logging := account.region(region).logging) is None:
        return {}
    config: dict[str, Any] = {"textDataDeliveryEnabled": True, "imageDataDeliveryEnabled": False}
    if logging.bucket:
        config["s3Config"] = {"bucketName": logging.bucket}
    if logging.log_group:
        role = f"arn:aws:iam::{account.account_id}:role/BedrockLogging"
        config["cloudWatchConfig"] = {"logGroupName": logging.log_group, "roleArn": role}
    return {"loggingConfig": config}


@fixtures.register("bedrock:ListGuardrails")
def guardrails(account: AccountWorld, region: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The drafts; with an identifier, every version of that guardrail."""
    known = account.region(region).guardrails
    wanted = given.get("guardrailIdentifier")
    listed = [
        _summary(account, region, guardrail, version)
        for guardrail in known
        for version in (_versions(guardrail) if guardrail.id == wanted else [] if wanted else ["DRAFT"])
    ]
    return page(account, listed, given, "guardrails", "nextToken")


@fixtures.register("bedrock:GetGuardrail")
def guardrail_version(account: AccountWorld, region: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """One version of a guardrail, with its filters."""
    wanted, version = given["guardrailIdentifier"], given.get("guardrailVersion", "DRAFT")
    found = next((g for g in account.region(region).guardrails if g.id == wanted), None)
    if found is None or version not in _versions(found):
        raise Refusal("ResourceNotFoundException", "The guardrail does not exist.", 404)
    summary = _summary(account, region, found, version)
    shared = {name: summary[name] for name in ("name", "status", "version", "createdAt", "updatedAt")}
    filters = [
        {"type": kind, "inputStrength": found.strength, "outputStrength": found.strength} for kind in found.filters
    ]
    return shared | {
        "guardrailId": found.id,
        "guardrailArn": summary["arn"],
        "blockedInputMessaging": "This question is outside what this assistant may answer.",
        "blockedOutputsMessaging": "The answer was withheld.",
        **({"contentPolicy": {"filters": filters}} if filters else {}),
    }


@fixtures.register("cloudtrail:DescribeTrails")
def trails(account: AccountWorld, region: str, _: Mapping[str, Any]) -> dict[str, Any]:
    """Every trail, seen from any Region as shadow trails are."""
    listed = [
        {
            "Name": trail.name,
            "TrailARN": _trail_arn(account, trail.name),
            "S3BucketName": f"{trail.name}-{account.account_id}",
            "HomeRegion": "us-east-1",
            "IsMultiRegionTrail": trail.multi_region,
            "LogFileValidationEnabled": trail.validated,
            "IsOrganizationTrail": False,
        }
        for trail in account.trails
    ]
    return {"trailList": listed}


@fixtures.register("cloudtrail:GetTrailStatus")
def trail_status(account: AccountWorld, region: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """Whether a trail is logging."""
    for trail in account.trails:
        if given["Name"] in (trail.name, _trail_arn(account, trail.name)):
            return {"IsLogging": trail.logging, "LatestDeliveryTime": _MADE}
    raise Refusal("TrailNotFoundException", f"Unknown trail: {given['Name']}", 404)


@fixtures.register("service-quotas:ListServiceQuotas")
def quotas(account: AccountWorld, region: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The applied quotas of Amazon Bedrock; no other service has any here."""
    if given["ServiceCode"] != "bedrock":
        raise Refusal("NoSuchResourceException", "No such service.", 400)
    listed = [
        {
            "ServiceCode": "bedrock",
            "ServiceName": "Amazon Bedrock",
            "QuotaArn": f"arn:aws:servicequotas:{region}:{account.account_id}:bedrock/L-{number:08X}",
            "QuotaCode": f"L-{number:08X}",
            "QuotaName": name,
            "Value": value,
            "Unit": "None",
            "Adjustable": True,
            "GlobalQuota": False,
        }
        for number, (name, value) in enumerate(account.region(region).quotas.items(), start=1)
    ]
    return page(account, listed, given, "Quotas", "NextToken")


@fixtures.register("ec2:DescribeVpcs")
def vpcs(account: AccountWorld, region: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The VPCs of a Region."""
    listed = [
        {"VpcId": vpc.id, "IsDefault": vpc.default, "State": "available", "CidrBlock": "10.0.0.0/16"}
        for vpc in account.region(region).vpcs
    ]
    return page(account, listed, given, "Vpcs", "NextToken")


@fixtures.register("ec2:DescribeVpcEndpoints")
def vpc_endpoints(account: AccountWorld, region: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """The endpoints to bedrock-runtime of a Region's VPCs."""
    listed = [_endpoint(vpc, region) for vpc in account.region(region).vpcs if vpc.endpoint]
    return page(account, listed, given, "VpcEndpoints", "NextToken")


def _versions(guardrail: GuardrailWorld) -> list[str]:
    return ["DRAFT", "1"] if guardrail.published else ["DRAFT"]


def _summary(account: AccountWorld, region: str, guardrail: GuardrailWorld, version: str) -> dict[str, Any]:
    return {
        "id": guardrail.id,
        "arn": f"arn:aws:bedrock:{region}:{account.account_id}:guardrail/{guardrail.id}",
        "status": guardrail.status,
        "name": guardrail.name,
        "version": version,
        "createdAt": _MADE,
        "updatedAt": _MADE,
    }


def _trail_arn(account: AccountWorld, name: str) -> str:
    return f"arn:aws:cloudtrail:us-east-1:{account.account_id}:trail/{name}"


def _endpoint(vpc: VpcWorld, region: str) -> dict[str, Any]:
    return {
        "VpcEndpointId": vpc.endpoint,
        "VpcEndpointType": "Interface",
        "VpcId": vpc.id,
        "ServiceName": f"com.amazonaws.{region}.bedrock-runtime",
        "State": "Available",
        "PrivateDnsEnabled": vpc.private_dns,
    }
