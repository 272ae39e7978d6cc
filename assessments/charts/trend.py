"""Risk counts over milestones: a line per risk, named at its end, with the exact numbers in columns below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from assessments.charts.measure import shorten, spread, text_width
from assessments.charts.paint import EDGE, WIDTH, disc, fill, frame, line, mark, nothing, number, path, stroke, words
from assessments.rules.vocabulary import Risk

LEFT, TOP, ROW = 22.0, 10.0, 12.0
MARKED = 24  # with more milestones than this, marks would touch: lines alone
DASH = {Risk.HIGH: "", Risk.MEDIUM: "5 2", Risk.NONE: "1.5 2", Risk.UNANSWERED: "8 2 1.5 2", Risk.NOT_APPLICABLE: "1 4"}
TICKS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000)


@dataclass(frozen=True, slots=True)
class Moment:
    """A milestone on the time axis; ``now`` sets the last one apart."""

    label: str
    on: date
    now: bool = False


@dataclass(frozen=True, slots=True)
class TrendLine:
    """One risk over time, a value per moment; None is a gap (not measured), never zero."""

    risk: Risk
    label: str
    values: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class _Plane:
    """Where days and counts lie."""

    left: float
    right: float
    bottom: float
    xs: tuple[float, ...]
    ceiling: int
    tick: int

    def y(self, value: float) -> float:
        return self.bottom - (self.bottom - TOP) * value / self.ceiling


def trend_lines(lines: Sequence[TrendLine], moments: Sequence[Moment], *, title: str, empty: str,
                width: float = WIDTH, height: float = 150) -> str:  # fmt: skip
    """Lines on a true time axis. One moment gives points; gaps stay gaps; labels thin out before they touch."""
    known = [value for one in lines for value in one.values if value is not None]
    if not moments or not known:
        return nothing(width, title, empty)
    names = min(max(text_width(one.label, 8.5) for one in lines) + 22, width * 0.3)
    plane = _plane(moments, max(known), width - names, TOP + height)
    body = _grid(plane, moments)
    for one in reversed(lines):  # the first, the gravest, lies on top
        body += _drawn(one, plane)
    body += _names(lines, plane, names)
    body += _axis(lines, moments, plane)
    told = "; ".join(f"{one.label} " + ", ".join("–" if v is None else str(v) for v in one.values) for one in lines)
    span = f"{moments[0].on.isoformat()} – {moments[-1].on.isoformat()}"
    return frame(width, plane.bottom + 35 + ROW * len(lines), f"{title} ({span}). {told}", body)


def _plane(moments: Sequence[Moment], most: int, right: float, bottom: float) -> _Plane:
    most = max(most, 1)
    tick = next((step for step in TICKS if most / step <= 5), most)
    first, days = moments[0].on, max((moments[-1].on - moments[0].on).days, 0)
    room = right - LEFT - 28
    if not days and len(moments) > 1:  # all on one day: side by side, in order
        xs = tuple(LEFT + 14 + room * index / (len(moments) - 1) for index in range(len(moments)))
    elif len(moments) == 1:
        xs = ((LEFT + right) / 2,)
    else:
        xs = tuple(LEFT + 14 + room * (moment.on - first).days / days for moment in moments)
    return _Plane(LEFT, right, bottom, xs, -(-most // tick) * tick, tick)


def _grid(plane: _Plane, moments: Sequence[Moment]) -> list[str]:
    body = []
    for value in range(0, plane.ceiling + 1, plane.tick):
        y = plane.y(value)
        body.append(line(plane.left, y, plane.right, y, stroke("grid" if value else "line", 0.75)))
        body.append(words(plane.left - 5, y + 3, str(value), 8, "soft", "end"))
    for moment, x in zip(moments, plane.xs, strict=True):
        if moment.now or len(moments) <= MARKED:
            paint = stroke("soft", 0.75) if moment.now else stroke("line", 0.75, "1.5 2.5")
            body.append(line(x, TOP, x, plane.bottom, paint))
    return body


def _drawn(one: TrendLine, plane: _Plane) -> list[str]:
    run, drawing, marks = "", False, []
    for x, value in zip(plane.xs, one.values, strict=True):
        if value is not None:
            y = plane.y(value)
            run += f"{'L' if drawing else 'M'}{number(x)} {number(y)}"
            marks += [disc(x, y, 5.4, fill("paper")), mark(one.risk, x, y)]
        drawing = value is not None
    shape = path(run, stroke(EDGE[one.risk], 2 if one.risk is Risk.HIGH else 1.4, DASH[one.risk])) if run else ""
    return [shape, *(marks if len(plane.xs) <= MARKED else ())]


def _names(lines: Sequence[TrendLine], plane: _Plane, room: float) -> list[str]:
    """Each line's name at its end, spread apart, with a thin leader."""
    ends = []
    for one in lines:
        last = [(x, value) for x, value in zip(plane.xs, one.values, strict=True) if value is not None][-1:]
        ends += [(x, plane.y(value), one) for x, value in last]
    body = []
    heights = spread([y for _, y, _ in ends], ROW, TOP, plane.bottom)
    for (x, y, one), at in zip(ends, heights, strict=True):
        turn = max(x + 7, plane.right - 6)
        leader = f"M{number(x + 7)} {number(y)}L{number(turn)} {number(y)}L{number(plane.right + 5)} {number(at)}"
        body += [path(leader, stroke("soft", 0.6)), mark(one.risk, plane.right + 11, at, 3.6)]
        name = shorten(one.label, room - 20, 8.5)
        body.append(words(plane.right + 18, at + 3, name, 8.5, bold=one.risk is Risk.HIGH, full=one.label))
    return body


def _axis(lines: Sequence[TrendLine], moments: Sequence[Moment], plane: _Plane) -> list[str]:
    """Labels, dates and numbers under the axis, thinned from the right so that neighbours never touch."""
    y, edge = plane.bottom + 3, plane.right + 5
    body = [mark(one.risk, 5, plane.bottom + 38 + ROW * k, 3.4) for k, one in enumerate(lines)]
    for index in reversed(range(len(moments))):
        moment = moments[index]
        label = shorten(moment.label, 96, 8)
        half = max(text_width(label, 8), text_width(moment.on.isoformat(), 7.5)) / 2 + 4
        centre = min(max(plane.xs[index], plane.left + half - 4), plane.right - half + 4)
        if centre + half > edge:
            continue
        edge = centre - half
        body.append(words(centre, y + 12, label, 8, anchor="middle", bold=moment.now, full=moment.label))
        body.append(words(centre, y + 23, moment.on.isoformat(), 7.5, "soft", "middle"))
        for k, one in enumerate(lines):
            value = one.values[index]
            text = "–" if value is None else str(value)
            body.append(words(centre, y + 38 + ROW * k, text, 8.5, "ink" if value is not None else "soft", "middle"))
    return body
