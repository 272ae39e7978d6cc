"""STS: who gets which role, and whose keys are whose.

Stricter than moto where it matters here: a role is given only to who brings its external id, and the keys of a
session may do only what its session policy says. Source: STS API reference; IAM User Guide, "Session policies".
"""

import json
import re
import secrets
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from lens_app.stack.fake_aws.worlds import World
from lens_app.stack.fake_aws.writing import Refusal

_ROLE = re.compile(r"arn:aws:iam::(\d{12}):role/(\S+)")
OPERATOR = "999988887777"


@dataclass(frozen=True)
class Session:
    """The keys of an assumed role. ``allowed``: patterns of actions; None: whatever the role may."""

    account_id: str
    role: str
    name: str
    expires: datetime
    allowed: tuple[str, ...] | None

    @property
    def arn(self) -> str:
        """Who the session is, as AWS names it in errors."""
        return f"arn:aws:sts::{self.account_id}:assumed-role/{self.role}/{self.name}"

    def allows(self, action: str) -> bool:
        """May the session do this, as far as its own policy goes?"""
        return self.allowed is None or any(fnmatchcase(action.lower(), each.lower()) for each in self.allowed)


class Roles:
    """External ids by role, and the sessions given out."""

    def __init__(self, kept: Path | None = None) -> None:
        """``kept``: a file that remembers the external ids, for a fake that is stopped and started again."""
        self._lock = threading.Lock()
        self._kept = kept
        self._external_ids: dict[str, str | None] = json.loads(kept.read_text()) if kept and kept.exists() else {}
        self._sessions: dict[str, Session] = {}

    def register(self, role_arn: str, external_id: str | None) -> None:
        """Let the role be assumed by who brings this external id; None: by anyone (a careless trust policy)."""
        with self._lock:
            self._external_ids[role_arn] = external_id
            if self._kept:
                self._kept.write_text(json.dumps(self._external_ids, indent=1))

    def expire(self) -> None:
        """End every session given out so far."""
        with self._lock:
            past = datetime.now(UTC) - timedelta(seconds=1)
            self._sessions = {key: replace(session, expires=past) for key, session in self._sessions.items()}

    def session(self, access_key: str) -> Session | None:
        """Whose key this is, or nothing."""
        return self._sessions.get(access_key)

    def assume(self, world: World, caller: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """AssumeRole. Raises `Refusal` like AWS: one text for no such role, no trust and a wrong external id."""
        role_arn = given["RoleArn"]
        found = _ROLE.fullmatch(role_arn)
        account = world.account(found[1]) if found else None
        seconds = int(given.get("DurationSeconds", 3600))
        if not 900 <= seconds <= 3600:
            raise Refusal("ValidationError", "The requested DurationSeconds exceeds the limit for this role.")
        if not found or not account or found[2] not in account.roles or not self._trusts(role_arn, given):
            message = f"User: {caller} is not authorized to perform: sts:AssumeRole on resource: {role_arn}"
            raise Refusal("AccessDenied", message, 403)
        role = found[2].rpartition("/")[2]
        expires = datetime.now(UTC) + timedelta(seconds=seconds)
        session = Session(account.account_id, role, given["RoleSessionName"], expires, _allowed(given.get("Policy")))
        key = f"ASIA{secrets.token_hex(8).upper()}"
        with self._lock:
            self._sessions[key] = session
        keys = {
            "AccessKeyId": key,
            "SecretAccessKey": secrets.token_hex(20),
            "SessionToken": secrets.token_hex(40),
            "Expiration": expires,
        }
        user = {"AssumedRoleId": f"AROA{account.account_id}:{session.name}", "Arn": session.arn}
        return {"Credentials": keys, "AssumedRoleUser": user, "PackedPolicySize": 6}

    def identify(self, world: World, access_key: str) -> dict[str, Any]:
        """GetCallerIdentity. A key not given out here belongs to whoever runs this installation."""
        session = self.session(access_key)
        if session and (account := world.account(session.account_id)):
            said = account.claims or account.account_id
            return {"UserId": f"AROA:{session.name}", "Account": said, "Arn": session.arn}
        return {"UserId": "AIDAOPERATOR", "Account": OPERATOR, "Arn": operator_arn(access_key)}

    def _trusts(self, role_arn: str, given: Mapping[str, Any]) -> bool:
        if role_arn not in self._external_ids:
            return False
        wanted = self._external_ids[role_arn]
        return wanted is None or secrets.compare_digest(wanted, given.get("ExternalId") or "")


def operator_arn(access_key: str) -> str:
    """The principal behind a key that was not given out here."""
    return f"arn:aws:iam::{OPERATOR}:user/{access_key or 'nobody'}"


def _allowed(policy: str | None) -> tuple[str, ...] | None:
    if not policy:
        return None
    if len(policy) > 2048:
        raise Refusal("ValidationError", "1 validation error detected: Value at 'policy' is too long")
    return tuple(action for statement in json.loads(policy)["Statement"] for action in statement["Action"])
