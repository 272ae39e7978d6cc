"""What the role may do: the policies people paste or deploy, and the one each session narrows itself to.

Sources: IAM User Guide, "IAM and AWS STS quotas" (6,144 characters per managed policy, 2,048 per session
policy) and "Policy evaluation logic" (a session may do what both the role and the session policy allow).
"""

import json
from collections.abc import Iterable
from typing import Any

LONGEST_MANAGED = 6144
LONGEST_SESSION = 2048
VERBS = ("Get", "List", "Describe")

#: What no check may ever do: reading what people wrote, stored or asked a model.
CONTENT_ACTIONS = (
    "aoss:APIAccessAll",
    "bedrock:Converse*",
    "bedrock:InvokeModel*",
    "bedrock:Retrieve*",
    "dynamodb:BatchGetItem",
    "dynamodb:GetItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "kms:Decrypt",
    "lambda:GetFunction",
    "logs:FilterLogEvents",
    "logs:GetLogEvents",
    "logs:StartQuery",
    "s3:GetObject",
    "s3:GetObjectVersion",
    "sagemaker:InvokeEndpoint*",
    "secretsmanager:GetSecretValue",
    "sqs:ReceiveMessage",
    "ssm:GetParameter*",
)


def read_policy(actions: Iterable[str]) -> dict[str, Any]:
    """The least policy for these actions, as an IAM policy document."""
    return _document(_allow("LensboardEvidence", sorted(set(actions))))


def deny_content_policy() -> dict[str, Any]:
    """The policy that keeps the role from content, whatever else is attached to it."""
    return _document(
        {"Sid": "NeverReadContent", "Effect": "Deny", "Action": list(CONTENT_ACTIONS), "Resource": "*"},
    )


def managed_policies(actions: Iterable[str]) -> tuple[dict[str, Any], ...]:
    """`read_policy` cut into as many documents as the size limit of a managed policy asks for."""
    documents: list[dict[str, Any]] = []
    part: list[str] = []
    for action in sorted(set(actions)):
        if part and len(compact(read_policy([*part, action]))) > LONGEST_MANAGED:
            documents.append(read_policy(part))
            part = []
        part.append(action)
    return (*documents, read_policy(part)) if part else ()


def session_policy(actions: Iterable[str]) -> str:
    """The inline policy of a session, at most 2,048 characters: the actions, or their verbs when they are many.

    Verbs (``bedrock:Get*``) stay inside what the role itself allows. Raises ValueError when even they do not
    fit, or an action is not a reading one.
    """
    named = sorted(set(actions))
    if writing := [name for name in named if not reads(name)]:
        raise ValueError(f"not a reading action: {', '.join(writing)}")
    exact = compact(_document({"Effect": "Allow", "Action": named, "Resource": "*"}))
    if len(exact) <= LONGEST_SESSION:
        return exact
    short = compact(_document({"Effect": "Allow", "Action": sorted({_verb(name) for name in named}), "Resource": "*"}))
    if len(short) > LONGEST_SESSION:
        raise ValueError(f"a session policy of {len(short)} characters is over {LONGEST_SESSION}")
    return short


def reads(action: str) -> bool:
    """Is it an action that reads configuration: Get, List or Describe, and none of the content actions?"""
    _, _, name = action.partition(":")
    reading = name.startswith(VERBS) and name.isalnum()
    return reading and not any(_matches(pattern, action) for pattern in CONTENT_ACTIONS)


def compact(document: dict[str, Any]) -> str:
    """The document as JSON without a space."""
    return json.dumps(document, separators=(",", ":"))


def pretty(document: dict[str, Any]) -> str:
    """The document as people paste it."""
    return json.dumps(document, indent=2)


def _document(*statements: dict[str, Any]) -> dict[str, Any]:
    return {"Version": "2012-10-17", "Statement": list(statements)}


def _allow(sid: str, actions: list[str]) -> dict[str, Any]:
    return {"Sid": sid, "Effect": "Allow", "Action": actions, "Resource": "*"}


def _verb(action: str) -> str:
    service, _, name = action.partition(":")
    return next(f"{service}:{verb}*" for verb in VERBS if name.startswith(verb))


def _matches(pattern: str, action: str) -> bool:
    return action.startswith(pattern[:-1]) if pattern.endswith("*") else action == pattern
