"""Plain data as one text and one digest: the same whatever the order in which the members of its objects stand."""

import hashlib
import json


def canonical(plain: object) -> str:
    """Plain data as canonical JSON: sorted keys, no spaces."""
    return json.dumps(plain, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def basis(*facts: object) -> str:
    """The SHA-256, in hex, of all that a proposal follows from: a person confirms what they saw, or nothing."""
    return hashlib.sha256(canonical(facts).encode()).hexdigest()
