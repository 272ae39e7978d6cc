"""What a proposal follows from, as a digest: a person confirms what they saw, or nothing."""

import hashlib
import json


def digest(*facts: object) -> str:
    """The SHA-256 of plain data in hex, whatever the order of an object's members."""
    return hashlib.sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
