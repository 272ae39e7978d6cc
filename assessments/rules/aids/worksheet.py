"""A worksheet: what an aid was asked, what it concluded, and the words of that day, as it is kept for good.

It is read in ten years whatever the lens or the aid says then, so nothing in it points anywhere else.
"""

import json
from collections.abc import Mapping
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
        "outcome": _outcome(outcome),
    }
    plain: dict[str, Any] = json.loads(json.dumps(kept | told(offer.aid, offer.words, inputs, outcome)))
    return plain


def canonical(sheet: Mapping[str, Any]) -> str:
    """The worksheet as canonical JSON, of which its SHA-256 is taken: sorted keys, no spaces."""
    return json.dumps(sheet, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def lineage(key: str) -> str:
    """What all results of one aid at one workload share."""
    return f"aid:{key}"


def _outcome(outcome: Outcome) -> dict[str, Any]:
    def line(one: Any) -> dict[str, Any]:
        return {"code": one.code, "figures": dict(one.figures), "tone": one.tone.value}

    def cell(one: Any) -> Any:
        return line(one) if hasattr(one, "code") else one

    return {
        "headline": line(outcome.headline),
        "lines": [line(one) for one in outcome.lines],
        "grids": [
            {
                "code": grid.code,
                "columns": list(grid.columns),
                "rows": [[cell(one) for one in row] for row in grid.rows],
            }
            for grid in outcome.grids
        ],
        "stance": outcome.stance.value,
        "facts": {fact: list(values) for fact, values in outcome.facts.items()},
    }
