import json

import pytest

from integrations.aws import policy, template
from integrations.checks.registry import actions_of, catalogue

ACTIONS = actions_of(catalogue().values())


def test_the_policy_holds_what_the_checks_need_and_nothing_else() -> None:
    (statement,) = policy.read_policy([*ACTIONS, *ACTIONS])["Statement"]
    assert statement["Action"] == sorted(ACTIONS)
    assert statement["Effect"] == "Allow"


def test_no_action_of_a_check_reads_content() -> None:
    assert all(policy.reads(action) for action in ACTIONS)


@pytest.mark.parametrize(
    "action",
    [
        "s3:PutObject",
        "s3:GetObject",
        "ssm:GetParameters",
        "lambda:GetFunction",
        "bedrock:InvokeModel",
        "s3:*",
        "s3:Get*",
    ],
)
def test_writing_and_content_never_get_into_a_session(action: str) -> None:
    with pytest.raises(ValueError, match="not a reading action"):
        policy.session_policy([action])


def test_a_long_session_policy_falls_back_to_verbs() -> None:
    many = [f"bedrock:Get{'Very' * 5}LongOperation{number}" for number in range(200)]
    document = json.loads(policy.session_policy(many))
    assert document["Statement"][0]["Action"] == ["bedrock:Get*"]
    assert len(policy.session_policy(ACTIONS)) <= policy.LONGEST_SESSION


def test_what_fits_nowhere_is_refused() -> None:
    with pytest.raises(ValueError, match="characters"):
        policy.session_policy([f"service{number}:GetThing" for number in range(400)])


def test_a_policy_too_long_for_one_document_is_cut() -> None:
    many = sorted(f"bedrock:GetSomethingLong{number:04}" for number in range(400))
    documents = policy.managed_policies(many)
    assert [action for each in documents for action in each["Statement"][0]["Action"]] == many
    assert len(documents) > 1
    assert all(len(policy.compact(each)) <= policy.LONGEST_MANAGED for each in documents)


def test_the_template_asks_for_the_external_id_and_grants_the_policy() -> None:
    made = json.loads(template.template(ACTIONS, principal_arn="arn:aws:iam::999988887777:root", external_id="e" * 8))
    trust = made["Resources"]["Role"]["Properties"]["AssumeRolePolicyDocument"]["Statement"]
    assert trust[0]["Condition"] == {"StringEquals": {"sts:ExternalId": {"Ref": "ExternalId"}}}
    assert {statement["Action"] for statement in trust} == {"sts:AssumeRole", "sts:SetSourceIdentity"}
    granted = made["Resources"]["Read1"]["Properties"]["PolicyDocument"]["Statement"][0]["Action"]
    assert granted == sorted(ACTIONS)
    inline = made["Resources"]["Role"]["Properties"]["Policies"]
    assert inline[0]["PolicyDocument"]["Statement"][0]["Effect"] == "Deny"
    assert made["Parameters"]["ExternalId"]["Default"] == "e" * 8
    assert "Default" not in json.loads(template.template(ACTIONS))["Parameters"]["ExternalId"]
