"""The built-in Generative AI Lens as its files have it, for the tests that read every word of it."""

import json
import re
from pathlib import Path
from typing import Any

from assessments.lenses import joining
from assessments.lenses.format import parse

ROOT = Path(__file__).resolve().parents[2]
CATALOG = ROOT / "assessments" / "lenses" / "catalog" / "generative_ai"
DOCS = "https://docs.aws.amazon.com/wellarchitected/latest/generative-ai-lens/"

SOURCE = (CATALOG / "lens.json").read_bytes()
LENS: dict[str, Any] = json.loads(SOURCE)
BESIDE = joining.enrichment(CATALOG)
ENRICHMENT: dict[str, Any] = json.loads(BESIDE)
QUESTIONS: dict[str, dict[str, Any]] = {
    question["id"]: question for pillar in LENS["pillars"] for question in pillar["questions"]
}
CHOICES: dict[str, dict[str, Any]] = {
    choice["id"]: choice for question in QUESTIONS.values() for choice in question["choices"]
}
PRACTICES = {id: choice for id, choice in CHOICES.items() if not id.endswith("_no")}

LENS_READ = parse(SOURCE, BESIDE)


def filled(*texts: str) -> bool:
    """Whether every text says something."""
    return all(text.strip() for text in texts)


def sentences(text: str) -> int:
    """How many sentences an English text has."""
    return len(re.findall(r"[.?!](?=\s|$)", text))
