"""Practices in place per pillar as a dot plot: ring before, disc now.

Not a radar: a radar's area depends on the order of its axes, lengths at different angles do not compare, and
"nothing applies" has no place to stand. Positions on one common scale are what eyes read most exactly
(Cleveland and McGill, 1984), and a row leaves room for the name and the numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assessments.charts.measure import shorten, text_width
from assessments.charts.paint import TONES, WIDTH, disc, fill, frame, legend, line, nothing, number, stroke, words

STEP, VALUE = 20.0, 108.0


@dataclass(frozen=True, slots=True)
class ProfileRow:
    """Practices in place and applicable, now and before; ``before`` is None where there was no review."""

    label: str
    in_place: int
    applicable: int
    before: tuple[int, int] | None = None

    @property
    def now(self) -> float | None:
        """The share in place, 0 to 1; nothing where no practice applies."""
        return self.in_place / self.applicable if self.applicable else None

    @property
    def was(self) -> float | None:
        """The share before."""
        return self.before[0] / self.before[1] if self.before and self.before[1] else None


def pillar_profile(rows: Sequence[ProfileRow], *, title: str, empty: str, now: str, before: str = "",
                   width: float = WIDTH) -> str:  # fmt: skip
    """One row per pillar on a scale of 0 to 100 %. ``now`` and ``before`` name the two marks."""
    if not any(row.applicable for row in rows):
        return nothing(width, title, empty)
    label = min(max(text_width(row.label, 9) for row in rows) + 10, width * 0.34)
    left, right, top = label + 6, width - VALUE - 6, 28.0
    entries = [(disc(0, 0, 3.6, fill("accent")), now)]
    if before:
        entries.insert(0, (_ring(0, 0), before))
    body = [legend(entries, left, 5, right)]
    body += _scale(left, right, top, top + STEP * len(rows))
    for index, row in enumerate(rows):
        y = top + STEP * (index + 0.5)
        body.append(words(0, y + 3.2, shorten(row.label, label - 8, 9), full=row.label))
        body += _row(row, left, right, y, width)
    text = "; ".join(f"{row.label}: {_told(row)}" for row in rows)
    return frame(width, top + STEP * len(rows) + 4, f"{title}. {text}", body)


def percent(share: float | None) -> str:
    """A share as people read it; a dash where nothing applies."""
    return "–" if share is None else f"{share * 100:.0f} %"


def _told(row: ProfileRow) -> str:
    shown = f"{percent(row.now)} ({row.in_place}/{row.applicable})" if row.applicable else "–"
    return shown if row.was is None else f"{percent(row.was)} → {shown}"


def _ring(x: float, y: float) -> str:
    return disc(x, y, 3.6, f'class="chart-ring" fill="{TONES["paper"]}" stroke="{TONES["soft"]}" stroke-width="1.1"')


def _scale(left: float, right: float, top: float, bottom: float) -> list[str]:
    body = []
    for quarter in range(5):
        x = left + (right - left) * quarter / 4
        body.append(line(x, top, x, bottom, stroke("line" if quarter in (0, 4) else "grid", 0.6)))
        body.append(words(x, top - 4, f"{quarter * 25}" + (" %" if quarter == 4 else ""), 7.5, "soft", "middle"))
    return body


def _row(row: ProfileRow, left: float, right: float, y: float, width: float) -> list[str]:
    """Track, change, marks and numbers of one pillar."""
    edge = width - VALUE + 34
    if row.now is None:
        return [words(edge, y + 3.2, "–", 9, "soft", "end")]
    x = left + (right - left) * row.now
    body = [line(left, y, right, y, stroke("grid", 0.6))]
    if row.was is not None:
        at = left + (right - left) * row.was
        body += [line(min(at, x), y, max(at, x), y, stroke("accent", 2.2)), _ring(at, y)]
    body.append(disc(x, y, 4.2, fill("accent")))
    body.append(words(edge, y + 3.2, percent(row.now), 9, anchor="end", bold=True))
    body.append(words(edge + 38, y + 3.2, f"{number(row.in_place)}/{number(row.applicable)}", 8, "soft", "end"))
    if row.was is not None:
        change = round((row.now - row.was) * 100)
        text = f"{change:+d}".replace("-", "−") if change else "±0"
        body.append(words(width, y + 3.2, text, 8, "soft", "end"))
    return body
