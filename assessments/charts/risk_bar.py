"""Stacked risk bars on one common scale: length is the number of questions, high risk sits on the baseline."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assessments.charts.measure import shorten, text_width
from assessments.charts.paint import RISKS, WIDTH, box, fill, frame, legend, mark, nothing, segment, words
from assessments.rules.vocabulary import Risk

TOP, STEP, BAR, COLUMN = 26.0, 22.0, 14.0, 34.0
COUNTED = (Risk.HIGH, Risk.MEDIUM)  # what also stands in columns of its own, so a thin segment loses nothing


@dataclass(frozen=True, slots=True)
class RiskRow:
    """One bar: its label, and how many questions stand at each risk (absent: none)."""

    label: str
    counts: Mapping[Risk, int]


def sentence(counts: Mapping[Risk, int], names: Mapping[Risk, str]) -> str:
    """The counts in words: every risk that occurs, gravest first."""
    return ", ".join(f"{names[risk]} {counts[risk]}" for risk in RISKS if counts.get(risk))


def risk_bar(counts: Mapping[Risk, int], names: Mapping[Risk, str], *, title: str, empty: str = "–",
             width: float = 160, height: float = 12) -> str:  # fmt: skip
    """One bare bar over its whole width, for a table row. ``names`` are the risks' names in the reader's language."""
    total = sum(counts.values())
    if not total:
        return frame(width, height, f"{title}: {empty}", [words(0, height - 3, empty, 9, "soft")])
    return frame(width, height, f"{title}: {sentence(counts, names)}", _stack(counts, 0, 0, width / total, height))


def risk_bars(rows: Sequence[RiskRow], names: Mapping[Risk, str], *, title: str, empty: str,
              width: float = WIDTH) -> str:  # fmt: skip
    """One bar per row, with the numbers of high and medium in columns at the right."""
    most = max((sum(row.counts.values()) for row in rows), default=0)
    if not most:
        return nothing(width, title, empty)
    label = min(max(text_width(row.label, 9) for row in rows) + 10, width * 0.34)
    room = width - label - COLUMN * len(COUNTED) - 12
    present = [risk for risk in RISKS if any(row.counts.get(risk) for row in rows)]
    body = [legend(((mark(risk, 0, 0), names[risk]) for risk in present), label, 8, label + room + 8)]
    body += [mark(risk, _column(index, width) - 5, 8) for index, risk in enumerate(COUNTED)]
    for index, row in enumerate(rows):
        y = TOP + index * STEP
        body.append(words(0, y + 10.5, shorten(row.label, label - 8, 9), full=row.label))
        body += _stack(row.counts, label, y, room / most, BAR)
        body += [_total(row.counts.get(risk, 0), risk, _column(k, width), y) for k, risk in enumerate(COUNTED)]
    text = "; ".join(f"{row.label}: {sentence(row.counts, names) or '–'}" for row in rows)
    return frame(width, TOP + len(rows) * STEP, f"{title}. {text}", body)


def _column(index: int, width: float) -> float:
    return width - COLUMN * (len(COUNTED) - index) + 29


def _total(count: int, risk: Risk, x: float, y: float) -> str:
    text, tone = (str(count), "ink") if count else ("–", "soft")
    return words(x, y + 10.5, text, 9, tone, "end", bold=bool(count) and risk is Risk.HIGH)


def _stack(counts: Mapping[Risk, int], x: float, y: float, unit: float, height: float) -> list[str]:
    """The segments of one bar; ``unit`` is the width of one question."""
    body: list[str] = []
    for risk in RISKS:
        count = counts.get(risk, 0)
        if not count:
            continue
        width = unit * count
        body.append(segment(risk, x, y, max(width - 1, 0.8), height))
        if width - 5 > text_width(str(count), 8.5):
            body.append(_inside(risk, count, x + width / 2 - 0.5, y, height))
        x += width
    return body


def _inside(risk: Risk, count: int, centre: float, y: float, height: float) -> str:
    """The number in its segment; on the hatched one it stands on a plain ground."""
    half = text_width(str(count), 8.5) / 2 + 2
    ground = box(centre - half, y + 2, half * 2, height - 4, fill("medium")) if risk is Risk.MEDIUM else ""
    tone = "paper" if risk is Risk.HIGH else "ink"
    return ground + words(centre, y + height / 2 + 3.2, str(count), 8.5, tone, "middle", bold=risk is Risk.HIGH)
