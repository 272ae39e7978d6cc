import pytest

from integrations.aws.arn import RoleRefused, role_arn

ROLE = "arn:aws:iam::111122223333:role/LensboardEvidence"


@pytest.mark.parametrize(
    "text",
    [
        ROLE,
        "arn:aws:iam::111122223333:role/audit/team+a/Evidence.Role@1",
        "arn:aws-cn:iam::111122223333:role/R",
        "arn:aws-us-gov:iam::111122223333:role/R",
    ],
)
def test_a_role_is_read_and_written_back(text: str) -> None:
    partition = text.split(":")[1]
    assert str(role_arn(text, partition=partition)) == text


def test_the_parts_of_a_role() -> None:
    role = role_arn("arn:aws:iam::111122223333:role/a/b/Name")
    assert (role.account_id, role.path, role.name) == ("111122223333", "/a/b/", "Name")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "not_a_role"),
        ("arn:aws:iam::111122223333:user/Somebody", "not_a_role"),
        ("arn:aws:iam::11112222333:role/TooFewDigits", "not_a_role"),
        ("arn:aws:iam::１１１１２２２２３３３３:role/FullWidthDigits", "not_a_role"),
        ("arn:aws-iso:iam::111122223333:role/R", "not_a_role"),
        ("arn:aws:sts::111122223333:assumed-role/R/session", "not_a_role"),
        ("arn:aws:iam::111122223333:role/", "not_a_role"),
        ("arn:aws:iam::111122223333:role//R", "not_a_role"),
        ("arn:aws:iam::111122223333:role/../R", "not_a_role"),
        ("arn:aws:iam::111122223333:role/R\n", "not_a_role"),
        (" " + ROLE, "not_a_role"),
        ("arn:aws:iam::111122223333:role/" + "n" * 65, "not_a_role"),
        ("arn:aws:iam::111122223333:role/*", "wildcard"),
        ("arn:aws:iam::*:role/R", "wildcard"),
        ("arn:aws:iam::111122223333:role/" + "n" * 2048, "too_long"),
        ("arn:aws-cn:iam::111122223333:role/R", "partition"),
        ("arn:aws:iam::999988887777:role/R", "own_account"),
    ],
)
def test_anything_else_is_refused_with_its_reason(text: str, code: str) -> None:
    with pytest.raises(RoleRefused) as refused:
        role_arn(text, own_account="999988887777")
    assert refused.value.code == code
    assert all(refused.value.text[language] for language in ("en", "ja"))
