"""A lens's words for decision aids: read with the lens, and refused by path where they are wrong."""

from typing import Any

import pytest

from assessments.lenses.format import LensInvalid, parse
from assessments.rules.aids.offer import offers, spoken_to
from tests.lenses.documents import encoded, small

WORDS: dict[str, Any] = {
    "title": {"en": "Rota", "ja": "当番表"},
    "purpose": {"en": "Who wakes.", "ja": "誰が起きるか。"},
    "questions": ["WATCH01", "WATCH99"],
    "practices": ["WATCH01_BP01", "WATCH01_BP99"],
    "card": [{"heading": {"en": "Sleep", "ja": "睡眠"}, "points": {"en": ["Eight hours."], "ja": ["8時間です。"]}}],
    "fields": {
        "nights": {
            "label": {"en": "Nights", "ja": "夜"},
            "values": {"all": {"en": "All", "ja": "毎晩"}},
            "columns": {"who": {"label": {"en": "Who", "ja": "誰"}}},
        }
    },
    "said": {"enough": {"en": "Enough for {count} nights.", "ja": "{count}晩分あります。"}},
}


def read(words: Any) -> Any:
    return parse(encoded(small()), encoded({"languages": ["en"], "aids": {"throughput": words}}))


def test_the_words_of_an_aid_come_with_the_lens() -> None:
    words = read(WORDS).aids["throughput"]
    assert (words.title["ja"], words.purpose["en"], words.key) == ("当番表", "Who wakes.", "throughput")
    assert words.card[0].points["ja"] == ("8時間です。",)
    assert words.fields["nights"].columns["who"].label == {"en": "Who", "ja": "誰"}
    assert words.fields["nights"].values["all"]["ja"] == "毎晩"
    assert words.said["enough"]["en"] == "Enough for {count} nights."


def test_a_lens_offers_the_aids_that_it_has_words_for() -> None:
    assert [one.aid.key for one in offers(read(WORDS))] == ["throughput"]
    assert offers(parse(encoded(small()))) == []


def test_what_an_edition_does_not_have_is_left_out() -> None:
    lens = read(WORDS)
    [offer] = offers(lens)
    assert [question.id for question in offer.questions] == ["WATCH01"]
    assert list(spoken_to(offer.words, [lens, lens])) == [("WATCH01", "WATCH01_BP01")]


def test_a_question_without_a_named_practice_is_spoken_to_as_a_whole_and_every_question_is_not() -> None:
    whole = read(WORDS | {"practices": []})
    assert list(spoken_to(whole.aids["throughput"], [whole])) == [("WATCH01", "")]
    every = read(WORDS | {"questions": ["*"], "practices": []})
    assert list(spoken_to(every.aids["throughput"], [every])) == []
    assert len(offers(every)[0].questions) == len(list(every.questions()))


@pytest.mark.parametrize(
    ("wrong", "path"),
    [
        ({"title": None}, "$.aids.throughput.title"),
        ({"purpose": "text"}, "$.aids.throughput.purpose"),
        ({"questions": "WATCH01"}, "$.aids.throughput.questions"),
        ({"card": [{"heading": {"en": "A"}, "points": {"en": ["a"], "ja": []}}]}, "$.aids.throughput.card[0].points"),
        ({"card": [{"points": {}}]}, "$.aids.throughput.card[0].heading"),
        ({"fields": {"nights": {"hint": {"en": "x"}}}}, "$.aids.throughput.fields.nights.label"),
        ({"fields": {"nights": {"label": {"en": 1}}}}, "$.aids.throughput.fields.nights.label.en"),
        ({"said": {"enough": ["x"]}}, "$.aids.throughput.said.enough"),
    ],
)
def test_what_is_wrong_is_refused_by_its_path(wrong: dict[str, Any], path: str) -> None:
    with pytest.raises(LensInvalid) as caught:
        read(WORDS | wrong)
    assert [problem.path for problem in caught.value.problems] == [path]
