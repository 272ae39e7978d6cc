"""The tags say the same thing to the eye and to a screen reader, in both languages."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from django import forms
from django.utils import timezone, translation

from assessments import words
from assessments.rules.vocabulary import ChoiceState, Exposure, Reason, Risk, Stance, Told, Verdict, told
from tests.look.conftest import Pages


def parsed(markup: str) -> ElementTree.Element:
    markup = re.sub(r"<input([^>]*)>", r"<input\1/>", markup).replace(" required ", " ")
    return ElementTree.fromstring(f"<root>{markup}</root>")  # noqa: S314 - our own markup


def words_in(markup: str) -> str:
    return " ".join("".join(parsed(markup).itertext()).split())


@pytest.mark.parametrize(
    ("enumeration", "kind"),
    [
        (Risk, "risk"),
        (Risk, "risk_short"),
        (ChoiceState, "choice_state"),
        (Reason, "reason"),
        (Told, "verdict"),
        (Stance, "stance"),
        (Exposure, "exposure"),
    ],
)
def test_every_word_of_the_vocabulary_has_a_name_for_people(enumeration, kind):
    for value in enumeration:
        assert str(words.called(kind, value)) != value.value


def test_a_value_newer_than_the_words_is_shown_as_it_is():
    assert words.called("job", "PAUSED") == "PAUSED"
    with pytest.raises(KeyError):
        words.called("no such kind", "PAUSED")


@pytest.mark.parametrize("value", [*Risk, words.ACCEPTED])
def test_risk_is_glyph_and_word_and_colour(pages: Pages, value):
    markup = pages.text("{% risk value %}", value=str(value))
    span = parsed(markup)[0]
    assert span.get("data-risk") == value
    assert span.find("svg/use").get("href").endswith(tuple(("high", "medium", "none", "unanswered", "na", "accepted")))
    assert words_in(markup) == str(words.called("risk", value))


def test_a_count_of_risks_names_the_risk_and_leads_somewhere(pages: Pages):
    link = parsed(pages.text('{% risk_count "HIGH" 3 "/plan" %}'))[0]
    assert (link.tag, link.get("href"), "".join(link.itertext())) == ("a", "/plan", "High risk: 3")
    assert words_in(pages.text('{% risk_count "HIGH" 0 "/plan" %}')) == "0 High risk"


def test_could_not_look_is_neither_pass_nor_fail(pages: Pages):
    markup = pages.text("{% verdict value %}", value=Verdict.NOT_DETERMINABLE)
    assert words_in(markup) == "Could not look"
    assert parsed(markup)[0].find("svg/use").get("href").endswith("#i-unknown")
    assert words_in(pages.text('{% verdict "PASS" 61 %}')) == "61 pass"


def test_what_a_person_weighs_has_a_word_and_a_glyph_of_its_own(pages: Pages):
    seen = {"verdict": "NOT_DETERMINABLE", "reason": "undecided"}
    markup = pages.text("{% verdict seen|told %}", seen=seen)
    assert words_in(markup) == "Needs a person"
    assert parsed(markup)[0].find("svg/use").get("href").endswith("#i-person")
    assert words_in(pages.text("{% verdict seen|told 2 %}", seen=seen)) == "2 need a person"
    assert pages.text('{% in_words seen|told "verdict" %}', seen=SimpleNamespace(**seen)) == "Needs a person"
    refused = seen | {"reason": "missing_permission"}
    assert words_in(pages.text("{% verdict seen|told %}", seen=refused)) == "Could not look"


@pytest.mark.parametrize("verdict", Verdict)
@pytest.mark.parametrize("reason", ["", "missing_permission"])
def test_every_other_verdict_is_told_as_it_is(verdict: Verdict, reason: str):
    assert told(verdict, reason) == verdict


def test_no_page_shows_a_verdict_without_its_reason():
    bare = re.compile(r"""\.verdict(?:\s+\d+)?\s+(?:%}|"verdict")""")
    pages = sorted(Path("templates").rglob("*.html"))
    assert pages
    assert [str(page) for page in pages if bare.search(page.read_text())] == []


def test_a_bar_fills_exactly_its_width_in_order_of_risk(pages: Pages):
    counts = {Risk.UNANSWERED: 7, Risk.NONE: 10, Risk.HIGH: 3, Risk.MEDIUM: 0}
    svg = parsed(pages.text("{% bar counts %}", counts=counts))[0]
    rects = [(r.get("data-risk"), int(r.get("x")), int(r.get("width"))) for r in svg]
    assert rects == [("HIGH", 0, 3), ("NONE", 3, 10), ("UNANSWERED", 13, 7)]
    assert svg.get("viewBox") == "0 0 20 1"
    assert svg.get("aria-label") == "High risk 3, No risk 10, Unanswered 7"


@pytest.mark.parametrize(("name", "initials"), [("Kenji Sato", "KS"), ("佐藤 健二", "佐"), ("Cher", "C")])
def test_a_person_from_a_snapshot_has_initials_too(pages: Pages, name, initials):
    markup = pages.text("{% person who %}", who=SimpleNamespace(id="1", name=name))
    assert "".join(parsed(markup).itertext()) == initials + name


def test_nobody_is_unassigned(pages: Pages):
    assert words_in(pages.text("{% person None %}")) == "Unassigned"


@pytest.mark.parametrize(("language", "told"), [("en", "27 Nov 2026 14:32"), ("ja", "2026年11月27日 14:32")])
@pytest.mark.parametrize("moment", [datetime(2026, 11, 27, 5, 32, tzinfo=UTC), "2026-11-27T05:32:00+00:00"])
def test_a_moment_is_told_in_the_readers_zone_and_language(pages: Pages, language, told, moment):
    with translation.override(language), timezone.override("Asia/Tokyo"):
        assert words_in(pages.text("{% when moment %}", moment=moment)) == told
        assert words_in(pages.text("{% when moment zone=True %}", moment=moment)) == f"{told} (UTC+09:00)"


@pytest.mark.parametrize(
    ("days", "told", "tone"),
    [
        (-5, "5 days late", "overdue"),
        (-1, "1 day late", "overdue"),
        (0, "today", "due-soon"),
        (6, "in 6 days", "due-soon"),
        (40, "in 40 days", "faint"),
    ],
)
def test_a_late_date_says_so(pages: Pages, days, told, tone):
    markup = pages.text("{% due on %}", on=timezone.localdate() + timedelta(days=days))
    assert words_in(markup).endswith(told)
    assert tone in parsed(markup)[1].get("class").split()


def test_no_date_is_said_and_a_day_is_written(pages: Pages):
    assert words_in(pages.text("{% due None %}")) == "No date"
    assert words_in(pages.text("{% day on %}", on=date(2026, 11, 7))) == "7 Nov 2026"


@pytest.mark.parametrize(
    ("octets", "told"),
    [
        (0, "0 B"),
        (999, "999 B"),
        (86_016, "84 KB"),
        (1_258_291, "1.2 MB"),
        (50 * 1024**2, "50 MB"),
        (3 * 1024**3, "3.0 GB"),
    ],
)
def test_sizes(pages: Pages, octets, told):
    assert pages.text("{% size octets %}", octets=octets) == told


def test_a_lens_text_falls_back_and_says_in_which_language(pages: Pages):
    with translation.override("ja"):
        assert pages.text("{% said text %}", text={"en": "Hello", "ja": "こんにちは"}) == "こんにちは"
        fallen = parsed(pages.text("{% said text %}", text={"en": "Hello <b>"}))[0]
    assert (fallen.get("lang"), fallen.text) == ("en", "Hello <b>")
    assert pages.text("{% said text %}", text={}) == ""


class Form(forms.Form):
    name = forms.CharField(help_text="3 to 100 characters", widget=forms.TextInput(attrs={"placeholder": "Name"}))
    unit = forms.ChoiceField(choices=[("a", "Claims")], required=False)
    weekly = forms.BooleanField(required=False)
    pattern = forms.MultipleChoiceField(choices=[("rag", "Retrieval")], widget=forms.CheckboxSelectMultiple)


def test_a_field_ties_label_hint_and_error_together(pages: Pages):
    root = parsed(pages.text("{% field form.name %}", form=Form({})))
    control = root.find(".//input")
    assert root.find(".//label").get("for") == control.get("id")
    assert {control.get("class"), control.get("aria-invalid"), control.get("placeholder")} == {"input", "true", None}
    tied = control.get("aria-describedby").split()
    told = [" ".join("".join(root.find(f".//*[@id='{one}']").itertext()).split()) for one in tied]
    assert told == ["3 to 100 characters", "This field is required."]


def test_each_widget_gets_its_shape(pages: Pages):
    form = Form()
    assert 'class="select"' in pages.text("{% field form.unit %}", form=form)
    assert "optional" in pages.text("{% field form.unit %}", form=form)
    assert 'class="check"' in pages.text("{% field form.weekly %}", form=form)
    assert "optional" not in pages.text("{% field form.weekly %}", form=form)
    several = pages.text("{% field form.pattern %}", form=form)
    assert "<fieldset" in several
    assert "<legend>Pattern" in several
    assert 'class="check"' in several


@pytest.mark.parametrize(
    ("path", "exact", "current"),
    [
        ("/o/h/", True, True),
        ("/o/h/lenses/", True, False),
        ("/o/h/lenses/1/", False, True),
        ("/o/other/", False, False),
    ],
)
def test_here_marks_this_place_and_those_below(pages: Pages, path, exact, current):
    markup = pages.text("{% here url exact=exact %}", request=SimpleNamespace(path=path), url="/o/h/", exact=exact)
    assert ("aria-current" in markup) is current
