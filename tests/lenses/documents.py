"""Lens documents for tests: a small valid one, and a way to break it in one place."""

import copy
import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

from assessments.lenses.format import Level, Problem, examine

#: Public lens files of others lie beside a checkout, never in it; tests that read them are skipped without.
SHARED = Path(os.environ.get("LENSBOARD_SHARED") or os.devnull)
LENSES = SHARED / "data" / "lenses"
#: What was found out about the Generative AI Lens, which ours is compared with.
REFERENCE = SHARED / "reference" / "generative-ai-lens.json"


def small() -> dict[str, Any]:
    """A lens of one question with two practices and "none of these", valid here and at AWS."""
    return {
        "schemaVersion": "2021-11-01",
        "name": "Night watch",
        "description": "Whether someone is awake.",
        "pillars": [
            {
                "id": "operations",
                "name": "Operations",
                "questions": [
                    {
                        "id": "WATCH01",
                        "title": "Who is awake?",
                        "description": "Somebody has to be.",
                        "choices": [
                            practice("WATCH01_BP01", "A person"),
                            practice("WATCH01_BP02", "An alarm"),
                            {"id": "WATCH01_no", "title": "None of these"},
                        ],
                        "riskRules": [
                            {"condition": "WATCH01_BP01 && WATCH01_BP02 && !WATCH01_no", "risk": "NO_RISK"},
                            {"condition": "WATCH01_BP01 || WATCH01_BP02", "risk": "MEDIUM_RISK"},
                            {"condition": "default", "risk": "HIGH_RISK"},
                        ],
                    }
                ],
            }
        ],
    }


def practice(id: str, title: str = "A practice") -> dict[str, Any]:
    """A choice with everything a choice needs."""
    return {
        "id": id,
        "title": title,
        "helpfulResource": {"displayText": f"Why {title}", "url": "https://example.com/why"},
        "improvementPlan": {"displayText": f"Get {title}", "url": "https://example.com/how"},
    }


GONE = object()


def changed(path: str, value: object) -> dict[str, Any]:
    """The small lens with the value at a dotted path replaced (or removed, with `GONE`)."""
    document = copy.deepcopy(small())
    *steps, last = [int(step) if step.isdigit() else step for step in path.split(".")]
    owner: Any = document
    for step in steps:
        owner = owner[step]
    if value is GONE:
        del owner[last]
    else:
        owner[last] = value
    return document


def encoded(document: object) -> bytes:
    """The document as UTF-8 JSON, indented as people write it."""
    return json.dumps(document, indent=2, ensure_ascii=False).encode()


def validate(document: bytes, *, strict_aws: bool = False) -> list[Problem]:
    """Everything there is to say about a document; with ``strict_aws`` what only AWS refuses counts as an error."""
    found = examine(document).problems
    refused = Level.AWS if strict_aws else Level.ERROR
    return [replace(problem, level=Level.ERROR) if problem.level is refused else problem for problem in found]
