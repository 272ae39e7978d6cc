"""The CloudFormation template of the role: one stack in the account to read, nothing else to set up.

The trust policy names our principal, asks for the connection's external id, and lets the session carry a
source identity. Source: CloudFormation reference, AWS::IAM::Role; IAM User Guide, "The confused deputy problem".
"""

import json
from collections.abc import Iterable
from typing import Any

from integrations.aws import policy
from integrations.aws.session import PRODUCT, SECONDS

ROLE_NAME = "LensboardEvidence"


def template(
    actions: Iterable[str],
    *,
    principal_arn: str = "",
    external_id: str = "",
    role_name: str = ROLE_NAME,
    path: str = "/",
) -> str:
    """The template as JSON text. Given values become the parameters' defaults, so that one click is enough."""
    return json.dumps(
        {
            "AWSTemplateFormatVersion": "2010-09-09",
            "Description": "Lets Lensboard read the configuration of this account. It reads no content.",
            "Parameters": _parameters(principal_arn, external_id, role_name),
            "Resources": _resources(list(actions), path),
            "Outputs": {"RoleArn": {"Value": {"Fn::GetAtt": ["Role", "Arn"]}}},
        },
        indent=2,
    )


def trust_policy(principal_arn: str | dict[str, str], external_id: str | dict[str, str]) -> dict[str, Any]:
    """Who may become the role: this principal, with this external id. Texts, or references inside a template."""
    principal = {"AWS": principal_arn}
    return {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": principal,
                "Action": "sts:AssumeRole",
                "Condition": {"StringEquals": {"sts:ExternalId": external_id}},
            },
            {
                "Effect": "Allow",
                "Principal": principal,
                "Action": "sts:SetSourceIdentity",
                "Condition": {"StringLike": {"sts:SourceIdentity": f"{PRODUCT}-*"}},
            },
        ],
    }


def _parameters(principal_arn: str, external_id: str, role_name: str) -> dict[str, Any]:
    return {
        "PrincipalArn": _parameter(
            "The principal of the Lensboard installation that may assume the role.",
            r"^arn:(aws|aws-cn|aws-us-gov):iam::[0-9]{12}:(root|role/.+|user/.+)$",
            principal_arn,
        ),
        "ExternalId": _parameter(
            "The external id that Lensboard shows for this connection.", "^[0-9a-f-]{36}$", external_id
        ),
        "RoleName": _parameter("The name of the role.", "^[A-Za-z0-9+=,.@_-]{1,64}$", role_name),
    }


def _parameter(description: str, pattern: str, default: str) -> dict[str, str]:
    given = {"Default": default} if default else {}
    return {"Type": "String", "Description": description, "AllowedPattern": pattern} | given


def _resources(actions: list[str], path: str) -> dict[str, Any]:
    reading = {
        f"Read{number}": {
            "Type": "AWS::IAM::ManagedPolicy",
            "Properties": {"PolicyDocument": document, "Roles": [{"Ref": "Role"}]},
        }
        for number, document in enumerate(policy.managed_policies(actions), start=1)
    }
    return {"Role": _role(path), **reading}


def _role(path: str) -> dict[str, Any]:
    return {
        "Type": "AWS::IAM::Role",
        "Properties": {
            "Path": path,
            "RoleName": {"Ref": "RoleName"},
            "Description": "Assumed by Lensboard to collect evidence; read-only.",
            "MaxSessionDuration": SECONDS,
            "AssumeRolePolicyDocument": trust_policy({"Ref": "PrincipalArn"}, {"Ref": "ExternalId"}),
            "Policies": [{"PolicyName": "NeverReadContent", "PolicyDocument": policy.deny_content_policy()}],
            "Tags": [{"Key": "application", "Value": PRODUCT}],
        },
    }
