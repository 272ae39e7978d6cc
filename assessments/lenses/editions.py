"""Earlier editions of a built-in lens, made of the current files: what was not in them yet, and what they said instead.

``earlier.json`` of a lens lists them::

    [{"version": "2025.04", "published_at": "2025-04-15", "without": ["GENCOST03_BP03"],
      "description": {"en": "…", "ja": "…"}, "rules": {"GENCOST03": [{"condition": "…", "risk": "NO_RISK"}]}}]

When the current files get other words, so do the editions that are made of them: reviews of each follow by themselves.
The list is in the order of time; a new edition is added at its end, or before all others.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Edition = tuple[bytes, bytes, datetime]


def earlier(document: bytes, enrichment: bytes, edition: Mapping[str, Any]) -> Edition:
    """Document, enrichment and day of an earlier edition. Raises KeyError or StopIteration for what is not there."""
    lens, beside = json.loads(document), json.loads(enrichment)
    questions = {question["id"]: question for pillar in lens["pillars"] for question in pillar["questions"]}
    for id in edition["without"]:
        question = next(one for one in questions.values() if any(choice["id"] == id for choice in one["choices"]))
        question["choices"] = [choice for choice in question["choices"] if choice["id"] != id]
        del beside["choices"][id]
    for id, rules in edition["rules"].items():
        questions[id]["riskRules"] = rules
    lens["description"] = edition["description"]["en"]
    beside["description"] = {language: text for language, text in edition["description"].items() if language != "en"}
    beside["version"] = edition["version"]
    return _text(lens), _text(beside), datetime.fromisoformat(edition["published_at"]).replace(tzinfo=UTC)


def _text(value: object) -> bytes:
    return json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n"
