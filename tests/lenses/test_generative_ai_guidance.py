"""What the built-in Generative AI Lens says beside its questions: its guidance, and where the framework agrees."""

import json
import re
from typing import Any

import pytest

from assessments import taxonomies
from assessments.forms.scope import FACTS
from assessments.lenses.limits import is_link
from tests.lenses.documents import REFERENCE
from tests.lenses.generative_ai import DOCS, ENRICHMENT, LENS_READ, PRACTICES, QUESTIONS, filled, sentences

#: Sections per topic of the guidance.
TOPICS = {
    "principles": 6, "lifecycle": 6, "data_architecture": 3, "responsible_ai": 8, "user_types": 3, "roles": 12,
}  # fmt: skip
GUIDANCE: dict[str, dict[str, Any]] = {topic["id"]: topic for topic in ENRICHMENT["guidance"]}
SECTIONS: dict[str, dict[str, Any]] = {
    f"{topic['id']}.{section['id']}": section for topic in GUIDANCE.values() for section in topic["sections"]
}


@pytest.mark.parametrize("id", PRACTICES)
def test_practice_refers_to_practices_of_the_framework_that_have_a_page(id: str) -> None:
    codes = ENRICHMENT["choices"][id].get("framework", [])
    assert codes == sorted(set(codes))
    assert bool(codes) == (id != "GENOPS02_BP01"), "the one practice for which the lens of AWS names none"
    assert [code for code in codes if not is_link(taxonomies.framework_url(code))] == []


def test_framework_pages_have_names_of_their_own() -> None:
    used = {code for added in ENRICHMENT["choices"].values() for code in added.get("framework", ())}
    assert used == set(taxonomies.FRAMEWORK)
    assert len(set(taxonomies.FRAMEWORK.values())) == len(used)
    prefixes = {code: code[:3].lower().replace("per", "perf").replace("cos", "cost") for code in used}
    assert [code for code in used if not taxonomies.FRAMEWORK[code].startswith(f"{prefixes[code]}_")] == []


def test_guidance_has_its_topics() -> None:
    assert {id: len(topic["sections"]) for id, topic in GUIDANCE.items()} == TOPICS
    assert [section["id"] for section in GUIDANCE["lifecycle"]["sections"]] == list(taxonomies.LIFECYCLE)
    kinds = next(fact for fact in FACTS if fact.name == "user_type").values
    assert [section["id"] for section in GUIDANCE["user_types"]["sections"]] == [kind.value for kind in kinds]


@pytest.mark.parametrize("id", GUIDANCE)
def test_topic_has_every_text_in_both_languages(id: str) -> None:
    topic = GUIDANCE[id]
    for text in (topic["title"], topic["summary"], *topic["labels"].values(), *topic.get("groups", {}).values()):
        assert filled(text["en"], text["ja"])
    assert is_link(topic["url"])
    assert topic["url"].startswith((DOCS, "https://aws.amazon.com/blogs/machine-learning/"))


@pytest.mark.parametrize("id", SECTIONS)
def test_section_is_told_in_full_in_both_languages(id: str) -> None:
    topic, section = GUIDANCE[id.partition(".")[0]], SECTIONS[id]
    assert filled(section["title"]["en"], section["title"]["ja"])
    assert 2 <= sentences(section["text"]["en"]) <= 4
    assert 2 <= section["text"]["ja"].count("。") <= 5
    assert 150 <= len(section["text"]["en"]) <= 640
    assert 75 <= len(section["text"]["ja"]) <= 320
    assert set(section["notes"]) == set(topic["labels"])
    for note in section["notes"].values():
        assert note["en"].endswith(".")
        assert note["ja"].endswith("。")
    assert bool(section.get("group")) == ("groups" in topic)
    assert section["questions"] == sorted(section["questions"], key=list(QUESTIONS).index)


def test_every_question_has_background_in_several_topics() -> None:
    told = {id: [topic for topic, _sections in LENS_READ.background(id)] for id in QUESTIONS}
    assert {id: len(topics) for id, topics in told.items() if len(topics) < 3} == {}
    assert {len(section["questions"]) > 0 for section in SECTIONS.values()} == {True}


@pytest.fixture(scope="module")
def reference() -> dict[str, Any]:
    """The research notes: facts to agree with."""
    loaded: dict[str, Any] = json.loads(REFERENCE.read_bytes())
    return loaded


@pytest.mark.skipif(not REFERENCE.exists(), reason="the research notes are not on this machine")
class TestAgainstTheReference:
    """The facts agree with the research notes."""

    def test_the_framework_is_referred_to_as_the_lens_of_aws_does(self, reference: dict[str, Any]) -> None:
        for fact in reference["best_practices"]:
            # The lens of AWS writes OPS11-BP11, which the framework does not have, and links to OPS11-BP07.
            named = {"OPS11-BP07" if code == "OPS11-BP11" else code for code in fact["related_framework_bps"]}
            assert ENRICHMENT["choices"][fact["id"].replace("-", "_")].get("framework", []) == sorted(named)

    def test_roles_answer_the_questions_of_the_reference(self, reference: dict[str, Any]) -> None:
        facts = {role["id"]: set(re.findall(r"GEN\w+", role["questions"])) for role in reference["personas"]}
        assert {role["id"]: set(role["questions"]) for role in GUIDANCE["roles"]["sections"]} == facts
        groups = {role["id"]: role["group"] for role in reference["personas"]}
        assert {role["id"]: role["group"] for role in GUIDANCE["roles"]["sections"]} == groups

    def test_topics_have_the_sections_of_the_reference(self, reference: dict[str, Any]) -> None:
        facts = {"data_architecture": "data_architecture", "responsible_ai": "responsible_ai_dimensions"}
        for topic, key in facts.items():
            named = [item["id"] for item in reference["lens"][key]]
            assert [section["id"] for section in GUIDANCE[topic]["sections"]] == named
