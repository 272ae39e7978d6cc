"""Turn a valid lens document and its enrichment into the frozen lens that the rules read."""

import hashlib
import re
from collections.abc import Mapping
from typing import Any

from assessments.lenses import limits
from assessments.lenses.enrichment import Enrichment, Entry
from assessments.rules import condition
from assessments.rules.lens import Choice, LensDocument, Pillar, Question, Resource, RiskRule, code_of
from assessments.rules.vocabulary import Risk, Text

RISKS = {"HIGH_RISK": Risk.HIGH, "MEDIUM_RISK": Risk.MEDIUM, "NO_RISK": Risk.NONE}
FORMAT_KEYS = frozenset({"schemaVersion", "name", "description", "pillars"})
KANA = re.compile("[぀-ヿ]")
#: Characters that turn the order of what stands after them. A lens may be another organization's, and what stands after
#: its texts on a page is ours: a tick's state, a risk. No text here needs them: scripts have a direction of their own.
TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")

Plain = Mapping[str, Any]


def build(document: Plain, enrichment: Enrichment, digest: str) -> LensDocument:
    """The lens. ``document`` must have passed `structure.check`."""
    builder = _Builder(enrichment, enrichment.language or _language(document))
    return builder.lens(document, digest)


def digest(document: bytes, enrichment: bytes | None) -> str:
    """SHA-256 in hex: of the document alone, or of both with a NUL between, which no JSON text contains."""
    return hashlib.sha256(document if enrichment is None else document + b"\0" + enrichment).hexdigest()


def _language(document: Plain) -> str:
    """The language its author wrote in: Japanese if a title or the description has kana, else English."""
    titles = (question["title"] for pillar in document["pillars"] for question in pillar["questions"])
    return "ja" if any(KANA.search(text) for text in (document["description"], *titles)) else "en"


class _Builder:
    def __init__(self, enrichment: Enrichment, language: str) -> None:
        self._enrichment = enrichment
        self._language = language

    def lens(self, document: Plain, digest: str) -> LensDocument:
        entry = self._enrichment.lens
        return LensDocument(
            name={self._language: document["name"], **entry.text("name")},  # as it is: whoever keeps it checks it
            description=self._text(document["description"], entry.text("description")),
            version=self._enrichment.version,
            digest=digest,
            pillars=tuple(self._pillar(pillar) for pillar in document["pillars"]),
            guidance=self._enrichment.guidance,
            extra={key: value for key, value in document.items() if key not in FORMAT_KEYS},
            aids=self._enrichment.aids,
        )

    def _pillar(self, pillar: Plain) -> Pillar:
        entry = self._enrichment.pillars.get(pillar["id"], Entry())
        questions = tuple(self._question(pillar["id"], question) for question in pillar["questions"])
        return Pillar(pillar["id"], self._text(pillar["name"], entry.text("name")), questions)

    def _question(self, pillar_id: str, question: Plain) -> Question:
        entry = self._enrichment.questions.get(question["id"], Entry())
        helpful = _object(question, "helpfulResource")
        title = self._text(question["title"], entry.text("title"))
        return Question(
            id=question["id"],
            pillar_id=pillar_id,
            title=title,
            name={**title, **entry.text("name")},
            description=self._text(question.get("description"), entry.text("description")),
            focus=entry.text("focus"),
            helpful=self._text(helpful.get("displayText"), {}),
            url=entry.url or helpful.get("url") or "",
            choices=tuple(self._choice(choice) for choice in question["choices"]),
            rules=tuple(_rule(rule) for rule in question["riskRules"]),
        )

    def _choice(self, choice: Plain) -> Choice:
        entry = self._enrichment.choices.get(choice["id"], Entry())
        helpful, plan = _object(choice, "helpfulResource"), _object(choice, "improvementPlan")
        return Choice(
            id=choice["id"],
            code=entry.code or code_of(choice["id"]),
            title=self._text(choice["title"], entry.text("title")),
            intent=self._text(helpful.get("displayText"), entry.text("intent")),
            why=entry.text("why"),
            steps=entry.items("steps"),
            evidence=entry.text("evidence"),
            shows=entry.items("shows"),
            improvement=self._text(plan.get("displayText"), entry.text("improvement")),
            url=entry.url or helpful.get("url") or "",
            improvement_url=plan.get("url") or "",
            exposure=entry.exposure,
            none_of_these=choice["id"].endswith(limits.NONE_OF_THESE),
            owasp_2025=entry.list("owasp_2025"),
            owasp_2026=entry.list("owasp_2026"),
            framework=entry.list("framework"),
            lifecycle=entry.list("lifecycle"),
            user_types=entry.list("user_types"),
            requires_any=entry.list("requires_any"),
            outside=entry.text("outside"),
            checks=entry.list("checks"),
            resources=_resources(choice),
        )

    def _text(self, source: str | None, enriched: Text) -> Text:
        """The document's text in its author's language; the enrichment adds languages and may replace it."""
        straight = TURNING.sub("", source or "")
        return {**({self._language: straight} if straight else {}), **enriched}


def _object(owner: Plain, key: str) -> Plain:
    value: Plain = owner.get(key) or {}
    return value


def _rule(rule: Plain) -> RiskRule:
    return RiskRule(rule["condition"], condition.parse(rule["condition"]), RISKS[rule["risk"]])


def _resources(choice: Plain) -> tuple[Resource, ...]:
    return tuple(
        Resource(
            TURNING.sub("", content["displayText"]), content.get("url") or "", resource["type"] == "IMPROVEMENT_PLAN"
        )
        for resource in choice.get("additionalResources") or ()
        for content in resource["content"]
    )
