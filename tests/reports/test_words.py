"""Both languages of the report are complete, and say what the numbers say."""

import inspect
import re
from datetime import date

import pytest
from django.utils import translation

from assessments.forms.scope import FACTS
from assessments.reports.registry import every
from assessments.reports.words import LANGUAGES, words
from assessments.rules.vocabulary import Reason, Risk, Told

EN, JA = LANGUAGES["en"], LANGUAGES["ja"]
KANA_OR_KANJI = re.compile("[ぁ-んァ-ヶ一-龥]")
TABLES = ("labels", "risks", "meanings", "verdicts", "reasons", "moves")


def counts(high: int = 0, medium: int = 0, none: int = 0, unanswered: int = 0, na: int = 0) -> dict[Risk, int]:
    return {
        Risk.HIGH: high,
        Risk.MEDIUM: medium,
        Risk.NONE: none,
        Risk.UNANSWERED: unanswered,
        Risk.NOT_APPLICABLE: na,
    }


@pytest.mark.parametrize("table", TABLES)
def test_both_languages_have_the_same_keys(table: str) -> None:
    assert getattr(EN, table).keys() == getattr(JA, table).keys()


def test_both_languages_have_the_same_sentences() -> None:
    def signatures(language: type) -> dict[str, str]:
        methods = inspect.getmembers(language, inspect.isfunction)
        return {name: str(inspect.signature(method)) for name, method in methods}

    assert signatures(EN) == signatures(JA)
    assert len(EN.method) == len(JA.method)


@pytest.mark.parametrize("table", TABLES)
def test_japanese_labels_are_japanese_and_english_ones_are_not(table: str) -> None:
    assert not [text for text in getattr(EN, table).values() if KANA_OR_KANJI.search(text)]
    foreign = {key for key, text in getattr(JA, table).items() if text and not KANA_OR_KANJI.search(text)}
    assert foreign <= {"generated"}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_report_names_the_scope_as_the_page_does_where_it_is_declared(language: str) -> None:
    with translation.override(language):
        asked = {fact.name: (str(fact.label), {one.value: str(one.label) for one in fact.values}) for fact in FACTS}
    assert words(language).scope == asked


def test_every_word_of_the_field_has_a_name() -> None:
    for language in LANGUAGES.values():
        assert set(language.risks) == set(Risk)
        assert set(language.verdicts) == set(Told)
        assert set(language.reasons) == set(Reason)


FINDINGS = (
    (
        counts(4, 6, 16, 1, 2),
        "Four of 29 questions carry a high risk, and six carry a medium risk.",
        "29問のうち4問が高リスク、6問が中リスクです。",
    ),
    (counts(1, 0, 1), "One of 2 questions carries a high risk.", "2問のうち1問が高リスクです。"),
    (
        counts(0, 1, 4),
        "No question carries a high risk; one of 5 carries a medium risk.",
        "高リスクはなく、5問のうち1問が中リスクです。",
    ),
    (
        counts(0, 0, 3, 2),
        "No risk was found in the three questions answered so far.",
        "これまでに回答した3問に、リスクは見つかっていません。",
    ),
    (
        counts(0, 0, 3, 0, 1),
        "No risk was found in any of the 3 questions that apply.",
        "該当する3問のいずれにも、リスクは見つかっていません。",
    ),
    (
        counts(unanswered=5),
        "No question is answered yet, so nothing is known about the risk.",
        "まだ1問も回答がなく、リスクについては何も分かっていません。",
    ),
    (
        counts(na=2),
        "No question of this lens concerns this workload.",
        "このレンズの質問は、いずれもこのワークロードに該当しません。",
    ),
    (counts(), "This lens holds no questions.", "このレンズには質問がありません。"),
)
CHANGES = (
    (
        (0, 0),
        "No high risk was opened or closed since milestone 3.",
        "マイルストーン3以降、高リスクの発生も解消もありません。",
    ),
    ((1, 0), "Since milestone 3, one high risk was opened.", "マイルストーン3以降、高リスク1件が発生しました。"),
    ((0, 2), "Since milestone 3, two high risks were closed.", "マイルストーン3以降、高リスク2件が解消しました。"),
    (
        (1, 1),
        "Since milestone 3, one high risk was closed and one was opened.",
        "マイルストーン3以降、高リスクは1件が解消し、1件が発生しました。",
    ),
)


@pytest.mark.parametrize(("given", "en", "ja"), FINDINGS)
def test_the_finding_says_what_the_counts_say(given: dict[Risk, int], en: str, ja: str) -> None:
    assert words("en").finding(given) == en
    assert words("ja").finding(given) == ja


@pytest.mark.parametrize(("moved", "en", "ja"), CHANGES)
def test_the_change_names_what_opened_and_closed(moved: tuple[int, int], en: str, ja: str) -> None:
    assert words("en").change(*moved, 3) == en
    assert words("ja").change(*moved, 3) == ja


def test_not_seen_is_told_apart_from_unanswered() -> None:
    assert words("en").gaps(1, 16, 0) == "One question is unanswered and 16 observations could not look."
    assert words("en").gaps(0, 1, 0) == "One observation could not look."
    assert words("ja").gaps(0, 0, 0) == words("en").gaps(0, 0, 0) == ""


def test_what_a_person_weighs_is_told_apart_from_not_seen() -> None:
    told = "Two questions are unanswered, one observation could not look and one observation needs a person to decide."
    assert words("en").gaps(2, 1, 1) == told
    assert words("en").gaps(0, 0, 2) == "Two observations need a person to decide."
    assert words("ja").gaps(0, 1, 2) == "1件の観測で確認できませんでした。2件の観測は人の判断が必要です。"
    seen = {Told.NOT_DETERMINABLE: 0, Told.FAIL: 1, Told.PASS: 3, Told.NEEDS_A_PERSON: 2, Told.NOT_APPLICABLE: 0}
    assert "one failed, three passed and two need a person to decide." in words("en").observations(seen)
    assert "適合3件、要判断2件です。" in words("ja").observations(seen)


def test_dates_are_written_as_each_language_writes_them() -> None:
    assert words("en").day(date(2026, 2, 3)) == "3 February 2026"
    assert words("ja").day(date(2026, 2, 3)) == "2026年2月3日"


def test_every_report_is_found_and_titled_in_both_languages() -> None:
    assert set(every()) == {"lens-review", "executive-summary"}
    for slug, report in every().items():
        assert report.slug == slug
        assert set(report.title) == set(LANGUAGES)
