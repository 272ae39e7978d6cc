"""The guidance in an enrichment: how it is read, what in it is refused, and which questions lead to it."""

from typing import Any

import pytest

from assessments.lenses.format import LensInvalid, parse
from tests.lenses.documents import encoded, small

ROLES: dict[str, Any] = {
    "id": "roles",
    "title": {"en": "Roles", "ja": "役割"},
    "summary": {"en": "Who knows.", "ja": "誰が知っているか。"},
    "url": "https://example.com/roles",
    "labels": {"answers": {"en": "Answers for", "ja": "答える内容"}, "with": {"en": "Works with", "ja": "相手"}},
    "groups": {"night": {"en": "At night", "ja": "夜"}},
    "sections": [
        {
            "id": "watch",
            "title": {"en": "Night watch", "ja": "夜番"},
            "text": {"en": "Stays awake.", "ja": "起きています。"},
            "group": "night",
            "notes": {"with": {"en": "The day.", "ja": "昼番。"}, "answers": {"en": "Noises.", "ja": "物音。"}},
            "questions": ["WATCH01"],
        },
        {"id": "sleeper", "title": {"en": "Sleeper"}, "text": {"en": "Sleeps."}},
    ],
}


def test_topics_are_read_with_their_sections() -> None:
    (topic,) = parse(encoded(small()), encoded({"guidance": [ROLES]})).guidance
    assert (topic.id, topic.title["ja"], topic.summary["en"]) == ("roles", "役割", "Who knows.")
    assert topic.url == "https://example.com/roles"
    watch, sleeper = topic.sections
    assert (watch.id, watch.text["ja"], watch.questions) == ("watch", "起きています。", ("WATCH01",))
    assert [(note.label["en"], note.text["ja"]) for note in watch.notes] == [
        ("Answers for", "物音。"),
        ("Works with", "昼番。"),
    ]
    assert (sleeper.notes, sleeper.questions) == ((), ())
    assert list(topic.groups()) == [({"en": "At night", "ja": "夜"}, (watch,)), ({}, (sleeper,))]


def test_a_question_leads_to_the_sections_that_name_it() -> None:
    lens = parse(
        encoded(small()), encoded({"guidance": [ROLES, {**ROLES, "id": "other", "sections": ROLES["sections"][1:]}]})
    )
    (found,) = lens.background("WATCH01")
    assert (found[0].id, [section.id for section in found[1]]) == ("roles", ["watch"])
    assert list(lens.background("WATCH99")) == []
    other = lens.topic("other")
    assert other is not None
    assert other.sections[0].id == "sleeper"
    assert lens.topic("nothing") is None


def test_a_lens_without_guidance_has_none() -> None:
    assert parse(encoded(small()), b"{}").guidance == ()


def spoiled(**changes: object) -> dict[str, Any]:
    """The topic with a first section that says something else."""
    return {**ROLES, "sections": [{**ROLES["sections"][0], **changes}, ROLES["sections"][1]]}


@pytest.mark.parametrize(
    ("guidance", "path", "rule"),
    [
        ({}, "$.guidance", "type"),
        ([ROLES, ROLES], "$.guidance[1].id", "id.not_unique"),
        ([{**ROLES, "url": "javascript:alert(1)"}], "$.guidance[0].url", "url"),
        ([{**ROLES, "summary": None}], "$.guidance[0].summary", "missing"),
        ([{**ROLES, "sections": []}], "$.guidance[0].sections", "count"),
        ([{**ROLES, "title": "Roles"}], "$.guidance[0].title", "type"),
        ([spoiled(id="sleeper")], "$.guidance[0].sections[1].id", "id.not_unique"),
        ([spoiled(text=None)], "$.guidance[0].sections[0].text", "missing"),
        ([spoiled(group="day")], "$.guidance[0].sections[0].group", "unknown_group"),
        ([spoiled(notes={"by": {"en": "x"}})], "$.guidance[0].sections[0].notes.by", "unknown_label"),
        ([spoiled(questions=["WATCH99"])], "$.guidance[0].sections[0].questions", "unknown_id"),
    ],
)
def test_refuses_what_would_lead_nowhere(guidance: object, path: str, rule: str) -> None:
    with pytest.raises(LensInvalid) as caught:
        parse(encoded(small()), encoded({"guidance": guidance}))
    assert [(problem.path, problem.rule) for problem in caught.value.problems] == [(path, f"enrichment.{rule}")]
