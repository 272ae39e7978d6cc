"""The built-in Generative AI Lens: complete in both languages, within AWS's limits, and in our own words."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest

from assessments.rules.lens import Question
from assessments.rules.risk import assess, count, truth_table
from assessments.rules.vocabulary import ChoiceState, Exposure, Risk
from tests.lenses.documents import LENSES, REFERENCE, validate
from tests.lenses.generative_ai import (
    CHOICES,
    DOCS,
    ENRICHMENT,
    LENS,
    LENS_READ,
    PRACTICES,
    QUESTIONS,
    SOURCE,
    filled,
    sentences,
)

SAMPLE = LENSES / "awssamples_generative-ai-lens.json"
RISK_QUESTIONS = list(LENS_READ.questions())

#: Practices per question in the November 2025 revision: 29 questions, 51 practices.
REVISION = {
    "operationalExcellence": ("GENOPS", (2, 3, 2, 2, 1)),
    "security": ("GENSEC", (4, 1, 1, 2, 1, 1)),
    "reliability": ("GENREL", (1, 1, 2, 2, 3, 1)),
    "performance": ("GENPERF", (2, 3, 1, 2)),
    "costOptimization": ("GENCOST", (1, 2, 4, 1, 1)),
    "sustainability": ("GENSUS", (2, 1, 1)),
}

#: What AWS accepts in titles and descriptions (measured on the service; the guide does not say).
AWS_TEXT = re.compile(r"[A-Za-z0-9 \n\-_.,:/()@!&#+'?’]+")
JAPANESE = "ぁ-んァ-ヶ一-龠々ー"


def japanese_texts(node: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """Every Japanese text of the enrichment, with the place where it stands."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "ja":
                yield from ((path, text) for text in ([value] if isinstance(value, str) else value))
            else:
                yield from japanese_texts(value, f"{path}/{key}")


def texts(node: Any) -> Iterator[str]:
    """Every string of a document."""
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        for value in node.values():
            yield from texts(value)
    elif isinstance(node, list):
        for value in node:
            yield from texts(value)


def plain(text: str) -> str:
    """Lower-case words only, to compare titles and prose whatever their punctuation."""
    return " ".join(re.findall(r"[a-z0-9]+", text.lower()))


by_question = pytest.mark.parametrize("question", RISK_QUESTIONS, ids=lambda question: question.id)


def test_has_the_ids_of_the_november_2025_revision() -> None:
    expected = {
        pillar: {
            f"{prefix}{number:02}": [f"{prefix}{number:02}_BP{practice:02}" for practice in range(1, practices + 1)]
            + [f"{prefix}{number:02}_no"]
            for number, practices in enumerate(counts, start=1)
        }
        for pillar, (prefix, counts) in REVISION.items()
    }
    shipped = {
        pillar["id"]: {q["id"]: [choice["id"] for choice in q["choices"]] for q in pillar["questions"]}
        for pillar in LENS["pillars"]
    }
    assert shipped == expected
    assert (len(QUESTIONS), len(PRACTICES)) == (29, 51)


def test_enrichment_speaks_about_this_lens_and_nothing_else() -> None:
    assert ENRICHMENT["lens"] == LENS["name"]
    assert ENRICHMENT["version"] == "2025.11"
    assert set(ENRICHMENT["pillars"]) == {pillar["id"] for pillar in LENS["pillars"]}
    assert set(ENRICHMENT["questions"]) == set(QUESTIONS)
    assert set(ENRICHMENT["choices"]) == set(CHOICES)


def test_lens_and_pillars_have_both_languages() -> None:
    for key in ("name", "description"):
        assert filled(LENS[key], ENRICHMENT[key]["ja"])
    for pillar in LENS["pillars"]:
        assert filled(pillar["name"], ENRICHMENT["pillars"][pillar["id"]]["name"]["ja"])


@pytest.mark.parametrize("id", QUESTIONS)
def test_question_has_every_text_in_both_languages(id: str) -> None:
    question, added = QUESTIONS[id], ENRICHMENT["questions"][id]
    assert question["title"].endswith("?")
    assert added["title"]["ja"].endswith("か。")
    assert filled(question["description"], added["description"]["ja"])
    for key in ("name", "focus"):
        assert filled(added[key]["en"], added[key]["ja"])
    assert len(added["name"]["en"].split()) <= 4
    assert added["url"] == f"{DOCS}{id.lower()}.html"


@pytest.mark.parametrize("id", QUESTIONS)
def test_question_asks_one_thing_and_says_two(id: str) -> None:
    question, added = QUESTIONS[id], ENRICHMENT["questions"][id]
    assert (question["title"].count("?"), added["title"]["ja"].count("。")) == (1, 1)
    assert (sentences(question["description"]), added["description"]["ja"].count("。")) == (2, 2)


@pytest.mark.parametrize("id", PRACTICES)
def test_practice_has_every_text_in_both_languages(id: str) -> None:
    practice, added = PRACTICES[id], ENRICHMENT["choices"][id]
    code = id.replace("_", "-")
    url = f"{DOCS}{code.lower()}.html"
    assert filled(practice["title"], added["title"]["ja"])
    assert filled(added["intent"]["en"], added["intent"]["ja"])
    assert filled(added["evidence"]["en"], added["evidence"]["ja"])
    assert filled(practice["improvementPlan"]["displayText"], added["improvement"]["ja"])
    assert practice["helpfulResource"] == {"displayText": added["intent"]["en"], "url": url}
    assert practice["improvementPlan"]["url"] == url
    assert (added["code"], added["url"]) == (code, url)


@pytest.mark.parametrize("id", PRACTICES)
def test_practice_is_told_in_full_in_both_languages(id: str) -> None:
    added = ENRICHMENT["choices"][id]
    assert 160 <= len(added["why"]["en"]) <= 480
    assert 80 <= len(added["why"]["ja"]) <= 240
    for key, least, most in (("steps", 3, 6), ("shows", 2, 4)):
        english, japanese = added[key]["en"], added[key]["ja"]
        assert least <= len(english) == len(japanese) <= most
        assert filled(*english, *japanese)
    assert all(step.endswith(".") for step in added["steps"]["en"])
    assert all(step.endswith("。") for step in added["steps"]["ja"])


@pytest.mark.parametrize("id", PRACTICES)
def test_practice_is_mapped(id: str) -> None:
    added = ENRICHMENT["choices"][id]
    assert added["exposure"] in set(Exposure)
    assert all(added[key] for key in ("lifecycle", "user_types", "checks"))
    assert len(added["owasp_2025"]) == len(added["owasp_2026"])


@pytest.mark.parametrize("id", sorted(set(CHOICES) - set(PRACTICES)))
def test_none_of_these_says_what_it_means(id: str) -> None:
    assert CHOICES[id]["title"] == "None of these"
    assert ENRICHMENT["choices"][id]["title"]["ja"] == "いずれも実施していない"
    assert CHOICES[id]["helpfulResource"]["displayText"] == ENRICHMENT["choices"][id]["intent"]["en"]
    assert ENRICHMENT["choices"][id]["intent"]["ja"]
    assert "improvementPlan" not in CHOICES[id]


def test_japanese_is_typeset_as_japanese() -> None:
    spaced = re.compile(rf"[{JAPANESE}、。「」（）]\s|\s[{JAPANESE}、。「」（）]")
    # Inside a name of AWS they stand as AWS writes them: bedrock:InvokeModel, AWS::Bedrock::Guardrail
    beside = rf"(?<=[{JAPANESE}、。「」（）])[()?!;:]|[()?!;:](?=[{JAPANESE}、。「」（）]|$)"
    narrow = re.compile(rf"{beside}|[?!;]|(?<!\d),|[０-９Ａ-Ｚａ-ｚ]")
    for path, text in japanese_texts(ENRICHMENT):
        # What a decision aid offers may be a name: Amazon Lex, LoRA, MLOps.
        name = "/aids/" in path and not text.endswith(".")
        assert name or re.search(f"[{JAPANESE}]", text), f"{path} is not Japanese: {text}"
        assert not spaced.search(text), f"{path} has a space beside Japanese: {text}"
        assert not narrow.search(text), f"{path} has a character of the wrong width: {text}"


def test_texts_are_not_used_twice() -> None:
    english = [*(q["title"] for q in QUESTIONS.values()), *(choice["title"] for choice in PRACTICES.values())]
    english += [ENRICHMENT["questions"][id]["name"]["en"] for id in QUESTIONS]
    # What a decision aid offers to choose from, and its headings, come again: yes, no, not yet, quota.
    japanese = [text for path, text in japanese_texts(ENRICHMENT) if "_no/" not in path and "/aids/" not in path]
    assert len(set(english)) == len(english)
    assert len(set(japanese)) == len(japanese)


def test_file_keeps_the_limits_of_aws() -> None:
    assert len(SOURCE) < 500_000
    assert LENS["schemaVersion"] == "2021-11-01"
    assert set(LENS) == {"schemaVersion", "name", "description", "pillars"}
    titles = [LENS["name"], *(pillar["name"] for pillar in LENS["pillars"])]
    titles += [node["title"] for node in (*QUESTIONS.values(), *CHOICES.values())]
    descriptions = [LENS["description"], *(question["description"] for question in QUESTIONS.values())]
    assert [text for text in titles if len(text) > 128] == []
    assert [text for text in descriptions if len(text) > 2048] == []
    assert [text for text in (*titles, *descriptions) if not AWS_TEXT.fullmatch(text)] == []
    for choice in CHOICES.values():
        assert len(choice["id"]) <= 64
        for part in ("helpfulResource", "improvementPlan"):
            assert len(choice.get(part, {"displayText": ""})["displayText"]) <= 2048


def test_our_own_format_check_and_lint_have_nothing_to_say() -> None:
    assert validate(SOURCE, strict_aws=True) == []


@by_question
def test_every_rule_decides_some_answer_and_default_comes_last(question: Question) -> None:
    levels = [rule.risk for rule in question.rules]
    deciding = {row.judgement.rule for row in truth_table(question) if row.judgement.rule is not None}
    assert question.rules[-1].source == "default"
    assert len(set(levels)) == len(levels) <= 3
    assert deciding == set(range(len(levels)))


@by_question
def test_only_all_practices_without_none_of_these_carry_no_risk(question: Question) -> None:
    every = frozenset(choice.id for choice in question.practices)
    safe = [row.selected for row in truth_table(question) if row.judgement.risk is Risk.NONE]
    assert safe == [every]


def test_golden_vector_of_the_official_lens() -> None:
    def total(pick_none_of_these: bool) -> dict[Risk, int]:
        return count(
            assess(
                question,
                {c.id: ChoiceState.SELECTED for c in question.choices if c.none_of_these is pick_none_of_these},
            ).risk
            for question in RISK_QUESTIONS
        )

    assert total(pick_none_of_these=False)[Risk.NONE] == 29
    worst = total(pick_none_of_these=True)
    assert (worst[Risk.HIGH], worst[Risk.MEDIUM]) == (13, 16)


def test_high_risk_falls_to_medium_when_only_a_lesser_practice_is_missing() -> None:
    question = next(question for question in RISK_QUESTIONS if question.id == "GENSEC04")
    assert assess(question, {"GENSEC04_BP02": ChoiceState.SELECTED}).risk is Risk.MEDIUM
    assert assess(question, {"GENSEC04_BP01": ChoiceState.SELECTED}).risk is Risk.HIGH


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    """The research notes: facts to agree with, official titles to stay clear of."""
    loaded: dict[str, Any] = json.loads(REFERENCE.read_bytes())
    return loaded


@pytest.mark.skipif(not REFERENCE.exists(), reason="the research notes are not on this machine")
class TestAgainstTheReference:
    """The facts agree with the research notes; the words do not."""

    def test_practices_and_mappings_agree(self, reference: dict[str, Any]) -> None:
        facts = {practice["id"].replace("-", "_"): practice for practice in reference["best_practices"]}
        assert set(facts) == set(PRACTICES)
        for id, fact in facts.items():
            added = ENRICHMENT["choices"][id]
            assert added["exposure"] == fact["risk"].upper(), id
            assert added["requires_any"] == fact["applicability"]["requires_any"], id
            for key in ("owasp_2025", "owasp_2026", "lifecycle", "user_types", "checks"):
                assert added[key] == fact[key], (id, key)

    def test_no_official_title_is_shipped(self, reference: dict[str, Any]) -> None:
        official = {q[key] for q in reference["questions"] for key in ("official_title", "focus_area_official")}
        revisions = ("official_title_2025_04", "official_title_2025_11")
        official |= {practice[key] or "" for practice in reference["best_practices"] for key in revisions}
        shipped = {plain(text) for text in (*texts(LENS), *texts(ENRICHMENT))} - {""}
        assert {plain(title) for title in official} & shipped == set()

    def test_no_run_of_six_words_is_shared_with_the_text_of_aws(self) -> None:
        if not SAMPLE.exists():
            pytest.skip("the sample lens is not on this machine")

        def runs(document: Any) -> set[tuple[str, ...]]:
            sentences = (text for text in texts(document) if not text.startswith("https://") and "&&" not in text)
            prose = (plain(text).split() for text in sentences)
            return {tuple(words[start : start + 6]) for words in prose for start in range(len(words) - 5)}

        sample = json.loads(SAMPLE.read_text(encoding="utf-8"))
        assert (runs(LENS) | runs(ENRICHMENT)) & runs(sample) == set()
