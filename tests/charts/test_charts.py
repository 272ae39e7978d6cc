"""Charts: the same data gives the same drawing, every number is there, and no data never looks like zero."""

import re
from datetime import date, timedelta
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from assessments.charts.marks_strip import marks_strip
from assessments.charts.measure import shorten, spread, text_width, wrap
from assessments.charts.paint import RISKS, TONES, mark
from assessments.charts.pillar_profile import ProfileRow, pillar_profile
from assessments.charts.risk_bar import RiskRow, risk_bar, risk_bars
from assessments.charts.sparkline import sparkline
from assessments.charts.trend import Moment, TrendLine, trend_lines
from assessments.rules.vocabulary import Risk

SVG = "{http://www.w3.org/2000/svg}"
EN = {
    Risk.HIGH: "High risk",
    Risk.MEDIUM: "Medium risk",
    Risk.NONE: "No risk",
    Risk.UNANSWERED: "Unanswered",
    Risk.NOT_APPLICABLE: "Not applicable",
}
JA = {
    Risk.HIGH: "高リスク",
    Risk.MEDIUM: "中リスク",
    Risk.NONE: "リスクなし",
    Risk.UNANSWERED: "未回答",
    Risk.NOT_APPLICABLE: "該当なし",
}
EVIL = '<script>alert("x")</script>&"\''
START = date(2026, 1, 1)


def moments(count: int) -> list[Moment]:
    return [Moment(f"{n} Review", START + timedelta(days=30 * n), now=n == count - 1) for n in range(count)]


def trend(values: list[int | None], names: dict[Risk, str] = EN) -> str:
    line = TrendLine(Risk.HIGH, names[Risk.HIGH], values)
    return trend_lines([line], moments(len(values)), title="Trend", empty="Nothing yet.")


def every_chart(label: str, names: dict[Risk, str]) -> dict[str, str]:
    return {
        "risk_bar": risk_bar({Risk.HIGH: 2, Risk.NONE: 1}, names, title=label),
        "risk_bars": risk_bars([RiskRow(label, {risk: 3 for risk in RISKS})], names, title=label, empty="-"),
        "marks": marks_strip([(label, list(RISKS))], names, title=label, empty="-"),
        "profile": pillar_profile([ProfileRow(label, 1, 3, (2, 3))], title=label, empty="-", now=label, before=label),
        "trend": trend_lines(
            [TrendLine(Risk.HIGH, label, [3, 1])],
            [Moment(label, START), Moment(label, START + timedelta(days=9), now=True)],
            title=label,
            empty="-",
        ),
        "sparkline": sparkline([3, 2, 1], title=label),
    }


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314 - our own drawing


def shown(svg: str) -> list[str]:
    """The texts a person sees, without tooltips."""
    return [
        "".join((text.text or "", *(child.tail or "" for child in text))) for text in parsed(svg).iter(f"{SVG}text")
    ]


@pytest.mark.parametrize("names", [EN, JA])
@pytest.mark.parametrize("chart", every_chart("Security", EN))
def test_a_chart_is_a_titled_image_without_style_or_id(chart: str, names: dict[Risk, str]) -> None:
    svg = every_chart("セキュリティ", names)[chart]
    root = parsed(svg)
    assert root.get("role") == "img"
    assert root[0].tag == f"{SVG}title"
    assert root[0].text.startswith("セキュリティ")
    assert not re.search(r"\s(style|id|onload)=|<(style|script|use|image|foreignObject)\b", svg)


@pytest.mark.parametrize("chart", every_chart("x", EN))
def test_a_hostile_label_stays_text(chart: str) -> None:
    svg = every_chart(EVIL, EN)[chart]
    assert "<script" not in svg
    assert EVIL in (parsed(svg)[0].text or "")


@pytest.mark.parametrize("chart", every_chart("x", EN))
def test_every_colour_comes_with_the_class_of_its_tone(chart: str) -> None:
    for element in parsed(every_chart("Security", EN)[chart]).iter():
        for kind, attribute in (("fill", "fill"), ("line", "stroke")):
            colour, name = element.get(attribute, "none"), element.get("class", "")
            if colour != "none" and name != "chart-ring":
                assert TONES[name.removeprefix(f"chart-{kind}-")] == colour


def test_the_same_data_gives_the_same_drawing() -> None:
    assert every_chart("Security", EN) == every_chart("Security", EN)


def test_risks_differ_in_shape_not_only_in_colour() -> None:
    bare = {re.sub(r'(class|fill|stroke)="[^"]*"', "", mark(risk, 5, 5)) for risk in RISKS}
    assert len(bare) == len(RISKS)


def test_bars_share_one_scale_and_print_every_count() -> None:
    rows = [RiskRow("A", {Risk.HIGH: 1, Risk.NONE: 3}), RiskRow("B", {Risk.MEDIUM: 40})]
    svg = risk_bars(rows, EN, title="Bars", empty="-")
    assert {"1", "40"} <= set(shown(svg))
    assert "A: High risk 1, No risk 3; B: Medium risk 40" in parsed(svg)[0].text


@pytest.mark.parametrize(
    "svg",
    [
        risk_bars([], EN, title="T", empty="Nothing yet."),
        risk_bars([RiskRow("A", {})], EN, title="T", empty="Nothing yet."),
        marks_strip([], EN, title="T", empty="Nothing yet."),
        marks_strip([("A", [])], EN, title="T", empty="Nothing yet."),
        pillar_profile([ProfileRow("A", 0, 0)], title="T", empty="Nothing yet.", now="now"),
        trend_lines([], [], title="T", empty="Nothing yet."),
        trend([None, None]),
    ],
)
def test_no_data_is_a_sentence_not_a_zero(svg: str) -> None:
    assert shown(svg) == ["Nothing yet."]


def test_zero_is_drawn_as_zero() -> None:
    svg = trend([0, 0, 0])
    assert shown(svg).count("0") >= 3
    assert parsed(svg)[0].text.endswith("High risk 0, 0, 0")


def test_one_milestone_is_a_point_without_a_line() -> None:
    paths = [p.get("d", "") for p in parsed(trend([4])).iter(f"{SVG}path") if p.get("stroke-width") == "2"]
    assert [path.count("L") for path in paths] == [0]


def test_a_gap_stays_a_gap() -> None:
    [run] = [p.get("d", "") for p in parsed(trend([4, None, 2, 1])).iter(f"{SVG}path") if p.get("stroke-width") == "2"]
    assert run.count("M") == 2
    assert run.count("L") == 1


def test_a_hundred_milestones_keep_labels_apart_and_the_last_one_named() -> None:
    svg = trend(list(range(100)))
    labels = [t for t in parsed(svg).iter(f"{SVG}text") if (t.text or "").endswith("Review")]
    spans = sorted((float(t.get("x", 0)), text_width(t.text or "", 8)) for t in labels)
    assert labels[0].text == "99 Review"
    assert len(labels) > 3
    for (x, width), (after, wide) in pairwise(spans):
        assert x + width / 2 <= after - wide / 2


def test_milestones_on_one_day_stand_side_by_side() -> None:
    points = [Moment(str(n), START) for n in range(3)]
    svg = trend_lines([TrendLine(Risk.HIGH, "High", [1, 2, 3])], points, title="T", empty="-")
    [run] = [p.get("d", "") for p in parsed(svg).iter(f"{SVG}path") if p.get("stroke-width") == "2"]
    assert len(set(re.findall(r"[ML]([\d.]+) ", run))) == 3


def test_names_at_line_ends_never_overlap() -> None:
    places = spread([50, 50, 51, 52], 12, 10, 160)
    assert all(abs(a - b) >= 12 for i, a in enumerate(places) for b in places[i + 1 :])


def test_the_strip_has_one_mark_per_question_and_wraps_inside_its_width() -> None:
    groups = [(f"Pillar {n}", [Risk.HIGH] * 60) for n in range(5)]
    root = parsed(marks_strip(groups, EN, title="T", empty="-"))
    marks = [p for p in root.iter(f"{SVG}path") if p.get("class") == "chart-fill-high"]
    assert len(marks) == 300
    assert max(float(re.findall(r"[\d.]+", m.get("d", ""))[0]) for m in marks) <= 520


def test_the_profile_says_share_and_fraction_before_and_now() -> None:
    rows = [ProfileRow("Security", 3, 4, (1, 4)), ProfileRow("Cost", 0, 0)]
    svg = pillar_profile(rows, title="In place", empty="-", now="milestone 2", before="milestone 1")
    assert {"75 %", "3/4", "+50", "–"} <= set(shown(svg))
    assert "Security: 25 % → 75 % (3/4); Cost: –" in parsed(svg)[0].text


def test_a_sparkline_without_values_shows_a_dash() -> None:
    assert shown(sparkline([None, None], title="T")) == ["–"]
    assert shown(sparkline([1, None, 7], title="T")) == ["7"]


def test_long_labels_are_shortened_and_told_in_full() -> None:
    name = "A pillar of a custom lens whose own name does not end before the bar begins"
    svg = risk_bars([RiskRow(name, {Risk.HIGH: 1})], EN, title="T", empty="-")
    assert any(text.endswith("…") for text in shown(svg))
    assert name in svg


def test_japanese_wraps_between_words() -> None:
    assert wrap("パフォーマンス効率", 60, 8) == ["パフォーマンス", "効率"]
    assert text_width(shorten("運用上の優秀性と信頼性", 40, 8), 8) <= 40
