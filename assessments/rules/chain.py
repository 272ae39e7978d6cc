"""The hash chain of the audit log: what one link seals, and how an auditor can compute it again.

link(n) = SHA-256(digest of link(n-1) ‖ n ‖ canonical event), in hex; before the first link the digest is 64 zeros.
Everything an auditor needs is here and in an export of the log (docs/adr/0004-audit-chain.md).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

#: The digest that stands before the first link.
START = "0" * 64


@dataclass(frozen=True, slots=True)
class Event:
    """One row of the audit log, as it is sealed. ``before`` and ``after`` hold only what changed."""

    id: UUID
    organization_id: UUID
    sequence: int
    at: datetime
    actor_id: UUID | None
    actor_name: str
    action: str
    table: str
    object_id: UUID | None
    operation: str
    before: Mapping[str, Any] | None
    after: Mapping[str, Any] | None
    request_id: str


@dataclass(frozen=True, slots=True)
class Head:
    """The end of a chain: how many links it has, and the last one's digest. Print it, and the past is fixed."""

    number: int = 0
    digest: str = START

    def __str__(self) -> str:
        return f"{self.number}:{self.digest}"

    @classmethod
    def parse(cls, text: str) -> "Head":
        """Read ``number:digest`` back. Raises ValueError on anything else."""
        number, _, digest = text.strip().partition(":")
        if len(digest) != len(START) or set(digest) - set("0123456789abcdef"):
            raise ValueError(f"not a head of an audit chain: {text!r}")
        return cls(int(number), digest)


def canonical(event: Event) -> bytes:
    """The event as canonical JSON: UTF-8, sorted keys, no spaces, times in UTC with microseconds."""
    facts = asdict(event) | {"at": event.at.astimezone(UTC).isoformat(timespec="microseconds")}
    return json.dumps(facts, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def link(previous: str, number: int, event: Event) -> str:
    """The digest of link ``number`` that seals ``event`` after the link with digest ``previous``."""
    return hashlib.sha256(f"{previous}\n{number}\n".encode() + canonical(event)).hexdigest()
