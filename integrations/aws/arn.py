"""Role ARNs that people type: accepted, or refused with the reason before AWS hears of them.

Source: IAM User Guide, "IAM identifiers" (friendly names and paths, ARNs).
"""

import re
from dataclasses import dataclass

from assessments.rules.vocabulary import Text

PARTITIONS = ("aws", "aws-cn", "aws-us-gov")
_LONGEST = 20 + 12 + 512 + 64 + 8
_ARN = re.compile(r"arn:(?P<partition>[a-z-]+):iam::(?P<account>[0-9]{12}):role/(?P<rest>[\x21-\x7e]+)", re.ASCII)
_NAME = re.compile(r"[A-Za-z0-9+=,.@_-]{1,64}", re.ASCII)
_PATH = re.compile(r"/(?:[A-Za-z0-9+=,.@_-]+/)*", re.ASCII)

_SAID: dict[str, Text] = {
    "too_long": {
        "en": "The role ARN is too long.",
        "ja": "ロールARNが長すぎます。",
    },
    "wildcard": {
        "en": "The role ARN must name one role; * and ? are not accepted.",
        "ja": "ロールARNには1つのロールを指定してください。*と?は使えません。",
    },
    "not_a_role": {
        "en": "This is no role ARN. It looks like arn:aws:iam::111122223333:role/Name.",
        "ja": "ロールARNの形式ではありません。例：arn:aws:iam::111122223333:role/Name",
    },
    "partition": {
        "en": "The role is in another AWS partition than this installation reads.",
        "ja": "このシステムが対象とするAWSパーティションとは別のパーティションのロールです。",
    },
    "own_account": {
        "en": "The role is in the account this application runs in. Connect the workload's account.",
        "ja": "このアプリケーション自身が動作するアカウントのロールです。ワークロードのアカウントを接続してください。",
    },
}


class RoleRefused(ValueError):
    """A role ARN that is not accepted. ``code`` is a slug, ``text`` the sentence per language."""

    def __init__(self, code: str) -> None:
        super().__init__(_SAID[code]["en"])
        self.code = code
        self.text = _SAID[code]


@dataclass(frozen=True, slots=True)
class RoleArn:
    """One IAM role. ``path`` begins and ends with a slash."""

    partition: str
    account_id: str
    path: str
    name: str

    def __str__(self) -> str:
        return f"arn:{self.partition}:iam::{self.account_id}:role{self.path}{self.name}"


def role_arn(text: str, *, partition: str = "aws", own_account: str = "") -> RoleArn:
    """Read a role ARN. Raises `RoleRefused` on anything that is not one role of another account in ``partition``."""
    if len(text) > _LONGEST:
        raise RoleRefused("too_long")
    if "*" in text or "?" in text:
        raise RoleRefused("wildcard")
    match = _ARN.fullmatch(text)
    if not match or match["partition"] not in PARTITIONS:
        raise RoleRefused("not_a_role")
    path, slash, name = match["rest"].rpartition("/")
    path = f"/{path}/" if slash else "/"
    if not _NAME.fullmatch(name) or not _PATH.fullmatch(path) or {".", ".."} & set(path.split("/")):
        raise RoleRefused("not_a_role")
    if match["partition"] != partition:
        raise RoleRefused("partition")
    if match["account"] == own_account:
        raise RoleRefused("own_account")
    return RoleArn(match["partition"], match["account"], path, name)
