"""Workload by pillar: how many high risks, on a four-step scale of one hue, with medium risks small beside.

The number is always printed, a zero is a quiet dot and "not reviewed" is a dash on grey: three things that must
never look alike.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from assessments.charts.measure import shorten, text_width, wrap
from assessments.charts.paint import WIDTH, box, fill, frame, line, nothing, stroke, words
from assessments.rules.vocabulary import Risk

CELL = 20.0


@dataclass(frozen=True, slots=True)
class HeatCell:
    """High and medium risks of one workload in one pillar; ``url`` is where the number leads."""

    high: int
    medium: int
    url: str = ""


@dataclass(frozen=True, slots=True)
class HeatRow:
    """One workload: its name, where it leads, and a cell per column (None: not reviewed)."""

    label: str
    cells: Sequence[HeatCell | None]
    url: str = ""


def heatmap(rows: Sequence[HeatRow], columns: Sequence[str], names: dict[Risk, str], *, title: str, empty: str,
            width: float = WIDTH) -> str:  # fmt: skip
    """The matrix, its column heads broken over two lines at most. ``names`` are the risks' names."""
    if not rows or not columns:
        return nothing(width, title, empty)
    label = min(max(text_width(row.label, 9) for row in rows) + 10, width * 0.3)
    room = (width - label) / len(columns)
    heads = [wrap(name, room - 3, 8) for name in columns]
    top = 11.0 * max(map(len, heads)) + 6
    body = []
    for index, head in enumerate(heads):
        for k, text in enumerate(reversed(head)):
            x = label + room * (index + 0.5)
            body.append(words(x, top - 7 - 11 * k, text, 8, "soft", "middle", full=columns[index]))
    for index, row in enumerate(rows):
        y = top + index * CELL
        body.append(_link(words(0, y + 13.5, shorten(row.label, label - 8, 9), full=row.label), row.url))
        for k, value in enumerate(row.cells):
            shape = _cell(value, label + k * room, y, room, f"{row.label}, {columns[k]}", names)
            body.append(_link(shape, value.url if value else ""))
        body.append(line(0, y + CELL, width, y + CELL, stroke("grid", 0.5)))
    totals = [sum(cell.high for cell in column if cell) for column in zip(*(row.cells for row in rows), strict=True)]
    text = ", ".join(f"{name} {total}" for name, total in zip(columns, totals, strict=True))
    return frame(width, top + len(rows) * CELL + 1, f"{title}. {names[Risk.HIGH]}: {text}", body)


def _link(shape: str, url: str) -> str:
    return f'<a href="{escape(url)}">{shape}</a>' if url else shape


def _cell(value: HeatCell | None, x: float, y: float, width: float, place: str, names: dict[Risk, str]) -> str:
    ground, centre = (x + 0.5, y + 0.5, width - 1.5, CELL - 1.5), x + width / 2
    if value is None:
        return box(*ground, fill("na")) + words(centre, y + 13.5, "–", 8.5, "soft", "middle")
    level = 0 if not value.high else 1 if value.high == 1 else 2 if value.high <= 3 else 3
    tone = "paper" if level == 3 else "ink"
    told = f"{place}: {names[Risk.HIGH]} {value.high}, {names[Risk.MEDIUM]} {value.medium}"
    body = f"<g><title>{escape(told)}</title>" + box(*ground, fill(f"heat-{level}"))
    shown = str(value.high) if value.high else "·"
    body += words(centre - 2, y + 13.8, shown, 9.5, tone if value.high else "soft", "end", bold=bool(value.high))
    if value.medium:
        body += words(centre + 4, y + 13.8, f"+{value.medium}", 7.5, tone if value.high else "soft")
    return body + "</g>"
