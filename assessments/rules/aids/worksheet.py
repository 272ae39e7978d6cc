"""A worksheet: what an aid was asked, what it concluded, and the words of that day, as it is kept for good.

It is read in ten years whatever the lens or the aid says then, so nothing in it points anywhere else.
"""

import json
from dataclasses import asdict
from typing import Any

from assessments.rules.aids.aid import Inputs, Outcome
from assessments.rules.aids.offer import Offer
from assessments.rules.aids.telling import told

#: The shape of what is kept. A new one gets a new number, and old ones stay readable.
SHAPE = 1


def worksheet(offer: Offer, inputs: Inputs, outcome: Outcome) -> dict[str, Any]:
    """The whole of it as plain data: codes and figures for machines, ``told`` for people."""
    lens = offer.lens
    kept = {
        "shape": SHAPE,
        "aid": offer.aid.key,
        "lens": {"name": dict(lens.name), "version": lens.version, "digest": lens.digest},
        "inputs": dict(inputs),
        "outcome": asdict(outcome),
    }
    plain: dict[str, Any] = json.loads(json.dumps(kept | told(offer.aid, offer.words, inputs, outcome)))
    return plain


def lineage(key: str) -> str:
    """What all results of one aid at one workload share."""
    return f"aid:{key}"
