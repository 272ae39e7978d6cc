"""The lens format: every field and limit, all problems at once, with path, line and rule."""

from typing import Any

import pytest
from django.utils.translation import override

from assessments.lenses.format import LensInvalid, Level, parse
from assessments.lenses.problems import MAX_PROBLEMS
from assessments.rules.condition import All, Default
from assessments.rules.lens import Resource
from assessments.rules.vocabulary import Risk
from tests.lenses.documents import GONE, changed, encoded, practice, small, validate

QUESTION = "pillars.0.questions.0"
CHOICE = f"{QUESTION}.choices.0"
RULE = f"{QUESTION}.riskRules.0"
LINK = {"displayText": "More", "url": "https://example.com/more"}


def problems(document: object, level: Level = Level.ERROR) -> list[tuple[str, str]]:
    return [(p.path, p.rule) for p in validate(encoded(document)) if p.level is level]


def json_path(dotted: str) -> str:
    steps = dotted.split(".")
    return "$" + "".join(f"[{step}]" if step.isdigit() else f".{step}" for step in steps)


def test_a_sound_lens_has_nothing_to_remark() -> None:
    assert validate(encoded(small())) == []
    assert validate(encoded(small()), strict_aws=True) == []


@pytest.mark.parametrize(
    ("where", "value", "rule"),
    [
        ("schemaVersion", "2021-11-02", "schema_version"),
        ("schemaVersion", GONE, "missing"),
        ("schemaVersion", 20211101, "type"),
        ("name", GONE, "missing"),
        ("name", "  ", "missing"),
        ("name", "x" * 513, "too_long"),
        ("description", GONE, "missing"),
        ("description", "x" * 8193, "too_long"),
        ("pillars", [], "count"),
        ("pillars", {}, "type"),
        ("pillars.0", "operations", "type"),
        ("pillars.0.id", "ab", "id"),
        ("pillars.0.id", "with-dash", "id"),
        ("pillars.0.id", "x" * 129, "id"),
        ("pillars.0.id", "newline\n", "id"),
        ("pillars.0.name", "x" * 513, "too_long"),
        ("pillars.0.questions", [], "count"),
        (f"{QUESTION}.id", GONE, "missing"),
        (f"{QUESTION}.title", GONE, "missing"),
        (f"{QUESTION}.title", "x" * 513, "too_long"),
        (f"{QUESTION}.description", "x" * 8193, "too_long"),
        (f"{QUESTION}.choices", GONE, "missing"),
        (f"{QUESTION}.riskRules", GONE, "missing"),
        (f"{QUESTION}.riskRules", [], "count"),
        (f"{QUESTION}.helpfulResource", "text", "type"),
        (f"{CHOICE}.title", "x" * 513, "too_long"),
        (f"{CHOICE}.title", ["x"], "type"),
        (f"{CHOICE}.improvementPlan", GONE, "missing"),
        (f"{CHOICE}.improvementPlan.displayText", GONE, "missing"),
        (f"{CHOICE}.improvementPlan.displayText", "x" * 8193, "too_long"),
        (f"{CHOICE}.helpfulResource.displayText", GONE, "missing"),
        (f"{CHOICE}.helpfulResource.displayText", "x" * 8193, "too_long"),
        (f"{RULE}.risk", "LOW_RISK", "risk"),
        (f"{QUESTION}.riskRules.1.risk", "NO_RISK", "risk.not_unique"),
        (f"{RULE}.condition", "", "missing"),
        (f"{RULE}.condition", "WATCH01_BP01 &&", "condition.unfinished"),
        (f"{RULE}.condition", "WATCH01_BP01 && default", "condition.default"),
        (f"{RULE}.condition", "__import__('os')", "condition.unexpected"),
        (f"{RULE}.condition", "WATCH01_BP09", "condition.unknown_choice"),
        (f"{RULE}.condition", "(" * 5000, "condition.too_deep"),
        (f"{RULE}.condition", "WATCH01_BP01 ! WATCH01_BP02", "condition.unexpected"),
        (f"{RULE}.condition", "&&".join(["WATCH01_BP01"] * 500), "condition.too_large"),
    ],
)
def test_refuses_what_the_format_forbids(where: str, value: object, rule: str) -> None:
    assert (json_path(where), rule) in problems(changed(where, value))


@pytest.mark.parametrize(
    ("where", "length"),
    [
        ("name", 128),
        ("description", 2048),
        ("pillars.0.name", 128),
        (f"{QUESTION}.title", 128),
        (f"{QUESTION}.description", 2048),
        (f"{CHOICE}.title", 128),
        (f"{CHOICE}.improvementPlan.displayText", 2048),
    ],
)
def test_texts_longer_than_aws_takes_are_taken_here_and_named(where: str, length: int) -> None:
    assert validate(encoded(changed(where, "x" * length))) == []
    document = encoded(changed(where, "x" * (length + 1)))
    assert [(p.path, p.rule, p.level) for p in validate(document)] == [(json_path(where), "too_long", Level.AWS)]
    assert parse(document).pillars


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "//evil.example",
        "https://user@evil.example/",
        "https://user:pw@evil.example/",
        "ftp://example.com",
        "https://",
        "https:///path",
        "http://[::1",
        "https://example.com/a b",
        "https://example.com/\u202egnp",
        "https:\\\\example.com",
        " https://example.com",
        "HTTPS//example.com",
    ],
)
def test_takes_links_to_the_web_only(url: str) -> None:
    assert problems(changed(f"{CHOICE}.helpfulResource.url", url)) == [
        (json_path(f"{CHOICE}.helpfulResource.url"), "url")
    ]


@pytest.mark.parametrize(
    ("where", "value"),
    [
        ("name", "x" * 128),
        ("description", "x" * 2048),
        (f"{QUESTION}.title", "x" * 128),
        (f"{QUESTION}.description", "x" * 2048),
        (f"{QUESTION}.description", GONE),
        (f"{QUESTION}.description", None),
        (f"{QUESTION}.helpfulResource", LINK),
        (f"{CHOICE}.helpfulResource", GONE),
        (f"{CHOICE}.helpfulResource.url", GONE),
        (f"{CHOICE}.helpfulResource.url", "http://example.com:8080/path?query=1#part"),
        (f"{CHOICE}.improvementPlan.displayText", "é;%<>日本語" * 200),
        (f"{CHOICE}.title", "x" * 128),
        (f"{CHOICE}.additionalResources", [{"type": "HELPFUL_RESOURCE", "content": [LINK] * 5}]),
        ("_version", "v3.1.0"),
        (f"{QUESTION}.ready", True),
        (f"{CHOICE}._note", {"by": ["us"], "count": 2.5e3, "none": None}),
    ],
)
def test_takes_what_the_format_allows(where: str, value: object) -> None:
    assert validate(encoded(changed(where, value)), strict_aws=True) == []


def test_a_none_of_these_choice_needs_no_plan() -> None:
    plan = {"displayText": "", "url": ""}
    assert problems(changed(f"{QUESTION}.choices.2.improvementPlan", plan)) == []


@pytest.mark.parametrize(
    ("where", "count", "limit"),
    [
        ("pillars", 11, 10),
        ("pillars.0.questions", 21, 20),
        (f"{QUESTION}.choices", 16, 15),
        (f"{QUESTION}.riskRules", 4, 3),
    ],
)
def test_bounds_every_list(where: str, count: int, limit: int) -> None:
    first: Any = small()
    for step in where.split("."):
        first = first[int(step) if step.isdigit() else step]
    found = problems(changed(where, [first[0]] * count))
    assert (json_path(where), "count") in found
    assert (json_path(where), "count") not in problems(changed(where, [first[0]] * limit))


@pytest.mark.parametrize(("contents", "rule"), [([6], "count"), ([3, 3], "resource.too_many")])
def test_bounds_resources_per_type_over_all_entries(contents: list[int], rule: str) -> None:
    resources = [{"type": "IMPROVEMENT_PLAN", "content": [LINK] * count} for count in contents]
    path = json_path(f"{CHOICE}.additionalResources.{len(contents) - 1}.content")
    assert problems(changed(f"{CHOICE}.additionalResources", resources)) == [(path, rule)]


def test_refuses_resources_of_an_unknown_type_or_without_text() -> None:
    resources = [{"type": "OTHER", "content": [{"url": "https://example.com"}]}, {"type": "HELPFUL_RESOURCE"}]
    assert [rule for _, rule in problems(changed(f"{CHOICE}.additionalResources", resources))] == [
        "resource.type",
        "missing",
        "missing",
    ]


def test_ids_are_unique_where_they_must_be() -> None:
    document = small()
    question = document["pillars"][0]["questions"][0]
    question["choices"].append(practice("WATCH01_BP01"))
    document["pillars"].append(document["pillars"][0])
    assert problems(document) == [
        ("$.pillars[0].questions[0].choices[3].id", "id.not_unique"),
        ("$.pillars[1].id", "id.not_unique"),
        ("$.pillars[1].questions[0].id", "id.not_unique"),
        ("$.pillars[1].questions[0].choices[3].id", "id.not_unique"),
    ]


def test_choice_ids_may_repeat_in_another_question() -> None:
    document = small()
    questions = document["pillars"][0]["questions"]
    questions.append({**questions[0], "id": "WATCH02"})
    assert problems(document) == []


def test_all_problems_come_at_once_in_the_order_of_the_document() -> None:
    document = changed(f"{CHOICE}.title", "x" * 513)
    document["name"] = 5
    document["pillars"][0]["questions"][0]["riskRules"][1]["condition"] = "WATCH01_BP01 |"
    found = validate(encoded(document))
    assert [problem.rule for problem in found] == ["type", "too_long", "condition.character"]
    lines = encoded(document).decode().split("\n")
    assert [key in lines[p.line - 1] for p, key in zip(found, ('"name"', '"title"', '"condition"'), strict=True)] == [
        True
    ] * 3


def test_a_hopeless_document_is_not_listed_to_the_end() -> None:
    document = changed("pillars.0.questions", [{"choices": [{}] * 15}] * 20)
    found = validate(encoded(document))
    assert len(found) == MAX_PROBLEMS + 1
    assert sum(problem.rule == "too_many" for problem in found) == 1


CHARACTERS = [
    "name",
    "description",
    "pillars.0.name",
    f"{QUESTION}.title",
    f"{QUESTION}.description",
    f"{CHOICE}.title",
]


@pytest.mark.parametrize("where", CHARACTERS)
@pytest.mark.parametrize("character", [*';%<>=*"[]$|~{}', "é", "日", "\t"])
def test_characters_that_only_aws_refuses_do_not_stand_in_the_way(where: str, character: str) -> None:
    document = encoded(changed(where, f"Some {character} text"))
    assert [(p.path, p.rule, p.level) for p in validate(document)] == [(json_path(where), "characters", Level.AWS)]
    assert [p.level for p in validate(document, strict_aws=True)] == [Level.ERROR]
    assert parse(document).pillars


@pytest.mark.parametrize("where", CHARACTERS)
def test_characters_that_aws_takes_are_not_remarked(where: str) -> None:
    assert validate(encoded(changed(where, "Az 09\r\n-_.,:/()@!&#+'?’"))) == []


def test_ids_too_long_for_the_answers_of_aws_are_remarked() -> None:
    document = changed(f"{QUESTION}.choices.2", practice("x" * 65))
    document["pillars"][0]["questions"][0]["riskRules"][0]["condition"] = "x" * 65
    assert problems(document, Level.AWS) == [("$.pillars[0].questions[0].choices[2].id", "id.too_long_for_api")]


def test_parse_refuses_with_every_error() -> None:
    document = changed("name", "x" * 513)
    document["description"] = ""
    with pytest.raises(LensInvalid) as caught:
        parse(encoded(document))
    assert [problem.rule for problem in caught.value.problems] == ["too_long", "missing"]
    assert (caught.value.code, caught.value.status) == ("lens_invalid", 422)
    assert "problems" in str(caught.value)


def test_parse_keeps_what_the_author_wrote() -> None:
    document = changed(
        f"{CHOICE}.additionalResources",
        [
            {"type": "HELPFUL_RESOURCE", "content": [LINK]},
            {"type": "IMPROVEMENT_PLAN", "content": [{"displayText": "Do"}]},
        ],
    )
    document["_version"] = "v3"
    document["pillars"][0]["questions"][0]["helpfulResource"] = LINK
    lens = parse(encoded(document))
    assert (lens.name, lens.description, lens.extra) == (
        {"en": "Night watch"},
        {"en": "Whether someone is awake."},
        {"_version": "v3"},
    )
    question = lens.question("WATCH01")
    assert question is not None
    assert (question.pillar_id, question.title, question.name) == (
        "operations",
        {"en": "Who is awake?"},
        {"en": "Who is awake?"},
    )
    assert (question.helpful, question.url) == ({"en": "More"}, "https://example.com/more")
    assert [rule.risk for rule in question.rules] == [Risk.NONE, Risk.MEDIUM, Risk.HIGH]
    assert isinstance(question.rules[0].condition, All)
    assert isinstance(question.rules[2].condition, Default)
    first, _second, none = question.choices
    assert (first.id, first.code, first.title) == ("WATCH01_BP01", "WATCH01-BP01", {"en": "A person"})
    assert (first.intent, first.url) == ({"en": "Why A person"}, "https://example.com/why")
    assert (first.improvement, first.improvement_url) == ({"en": "Get A person"}, "https://example.com/how")
    assert first.resources == (Resource("More", "https://example.com/more"), Resource("Do", for_improvement=True))
    assert (first.none_of_these, none.none_of_these, none.improvement) == (False, True, {})


def test_a_lens_written_in_japanese_is_japanese() -> None:
    lens = parse(encoded(changed(f"{QUESTION}.title", "誰が起きていますか。")))
    assert set(lens.name) == {"ja"}


def test_the_digest_names_exact_bytes() -> None:
    document = encoded(small())
    assert parse(document).digest == parse(document).digest
    assert parse(document).digest != parse(document + b"\n").digest
    assert parse(document).digest != parse(document, b"{}").digest


def test_messages_are_translated_when_they_are_shown() -> None:
    problem = validate(encoded(changed("name", "x" * 513)))[0]
    with override("en"):
        assert str(problem.message) == "The text has 513 characters; 512 are allowed."
