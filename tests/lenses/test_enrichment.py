"""The enrichment beside a lens: what it adds, and what in it is refused."""

from typing import Any

import pytest

from assessments.lenses.format import LensInvalid, parse
from assessments.rules.vocabulary import Exposure
from tests.lenses.documents import encoded, small

ENRICHMENT: dict[str, Any] = {
    "lens": "Night watch",
    "version": "2026.11",
    "languages": ["en", "ja"],
    "name": {"ja": "夜間当番"},
    "description": {"ja": "誰かが起きているか。"},
    "pillars": {"operations": {"name": {"ja": "運用"}}},
    "questions": {
        "WATCH01": {
            "title": {"ja": "誰が起きていますか。"},
            "name": {"en": "Awake", "ja": "当番"},
            "focus": {"en": "Nights", "ja": "夜間"},
            "url": "https://example.com/watch",
        }
    },
    "choices": {
        "WATCH01_BP01": {
            "code": "W1.1",
            "title": {"ja": "人"},
            "intent": {"en": "Someone looks.", "ja": "人が見る。"},
            "why": {"en": "Nobody hears the bell.", "ja": "呼び鈴に誰も気づきません。"},
            "steps": {"en": ["Make a rota.", "Keep to it."], "ja": ["当番表を作ります。", "当番を守ります。"]},
            "evidence": {"en": "The rota", "ja": "当番表"},
            "shows": {"en": ["A name for each night"], "ja": ["毎晩の担当者名"]},
            "improvement": {"ja": "当番を決める。"},
            "url": "https://example.com/person",
            "exposure": "HIGH",
            "owasp_2025": ["LLM01"],
            "owasp_2026": ["LLM02"],
            "lifecycle": ["deployment"],
            "user_types": ["consumer"],
            "requires_any": ["pattern.rag&region.multi"],
            "checks": ["LOG-INV"],
        }
    },
}


def test_adds_the_other_language_and_the_mappings() -> None:
    lens = parse(encoded(small()), encoded(ENRICHMENT))
    assert (lens.version, lens.name) == ("2026.11", {"en": "Night watch", "ja": "夜間当番"})
    assert lens.pillars[0].name == {"en": "Operations", "ja": "運用"}
    question = lens.question("WATCH01")
    assert question is not None
    assert question.title == {"en": "Who is awake?", "ja": "誰が起きていますか。"}
    assert question.name == {"en": "Awake", "ja": "当番"}
    assert (question.focus["ja"], question.url) == ("夜間", "https://example.com/watch")
    choice = question.choices[0]
    assert (choice.code, choice.exposure, choice.url) == ("W1.1", Exposure.HIGH, "https://example.com/person")
    assert choice.intent == {"en": "Someone looks.", "ja": "人が見る。"}
    assert choice.improvement == {"en": "Get A person", "ja": "当番を決める。"}
    assert choice.evidence == {"en": "The rota", "ja": "当番表"}
    assert choice.why["en"] == "Nobody hears the bell."
    assert choice.steps == {"en": ("Make a rota.", "Keep to it."), "ja": ("当番表を作ります。", "当番を守ります。")}
    assert choice.shows["ja"] == ("毎晩の担当者名",)
    assert (choice.owasp_2025, choice.owasp_2026, choice.checks) == (("LLM01",), ("LLM02",), ("LOG-INV",))
    assert (choice.lifecycle, choice.user_types) == (("deployment",), ("consumer",))
    assert choice.requires_any == ("pattern.rag&region.multi",)


def test_the_document_stands_where_the_enrichment_is_silent() -> None:
    lens = parse(encoded(small()), b"{}")
    question = lens.question("WATCH01")
    assert question is not None
    assert question.choices[0].intent == {"en": "Why A person"}
    assert question.choices[0].url == "https://example.com/why"
    assert question.choices[0].exposure is None


def test_the_name_falls_back_to_the_title_per_language() -> None:
    lens = parse(
        encoded(small()), encoded({"questions": {"WATCH01": {"title": {"ja": "誰が"}, "name": {"en": "Awake"}}}})
    )
    question = lens.question("WATCH01")
    assert question is not None
    assert question.name == {"en": "Awake", "ja": "誰が"}


@pytest.mark.parametrize(
    ("enrichment", "path", "rule"),
    [
        ([], "$", "type"),
        ({"lens": "Another"}, "$.lens", "other_lens"),
        ({"questions": []}, "$.questions", "type"),
        ({"questions": {"WATCH02": {}}}, "$.questions.WATCH02", "unknown_id"),
        ({"choices": {"WATCH01_BP09": {}}}, "$.choices.WATCH01_BP09", "unknown_id"),
        ({"choices": {"WATCH01_BP01": []}}, "$.choices.WATCH01_BP01", "type"),
        ({"choices": {"WATCH01_BP01": {"exposure": "EXTREME"}}}, "$.choices.WATCH01_BP01.exposure", "exposure"),
        ({"choices": {"WATCH01_BP01": {"url": "javascript:x"}}}, "$.choices.WATCH01_BP01.url", "url"),
        ({"choices": {"WATCH01_BP01": {"checks": "LOG-INV"}}}, "$.choices.WATCH01_BP01.checks", "type"),
        ({"choices": {"WATCH01_BP01": {"checks": [1]}}}, "$.choices.WATCH01_BP01.checks", "type"),
        ({"choices": {"WATCH01_BP01": {"title": "text"}}}, "$.choices.WATCH01_BP01.title", "type"),
        ({"choices": {"WATCH01_BP01": {"steps": {"en": "one"}}}}, "$.choices.WATCH01_BP01.steps.en", "type"),
        ({"choices": {"WATCH01_BP01": {"steps": {"en": ["a"], "ja": []}}}}, "$.choices.WATCH01_BP01.steps", "count"),
        ({"name": {"ja": 5}}, "$.name.ja", "type"),
    ],
)
def test_refuses_what_would_be_lost_silently(enrichment: object, path: str, rule: str) -> None:
    with pytest.raises(LensInvalid) as caught:
        parse(encoded(small()), encoded(enrichment))
    assert [(problem.path, problem.rule) for problem in caught.value.problems] == [(path, f"enrichment.{rule}")]


def test_an_enrichment_that_is_no_json_is_refused() -> None:
    with pytest.raises(LensInvalid) as caught:
        parse(encoded(small()), b'{"name": NaN}')
    assert [problem.rule for problem in caught.value.problems] == ["enrichment.json.not_a_number"]
    with pytest.raises(LensInvalid):
        parse(encoded(small()), b"{")
