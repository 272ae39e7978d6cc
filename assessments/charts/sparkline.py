"""A word-sized trend: line, last point, last value."""

from collections.abc import Sequence

from assessments.charts.paint import disc, fill, frame, line, number, path, stroke, words


def sparkline(values: Sequence[float | None], *, title: str, empty: str = "–", width: float = 84,
              height: float = 16) -> str:  # fmt: skip
    """Values in time order; ``None`` is a gap, never zero. The scale starts at zero, so two sparklines compare."""
    known = [(index, value) for index, value in enumerate(values) if value is not None]
    base, room = height - 3, width - 28
    if not known:
        body = [line(3, base, 3 + room, base), words(width, base, "–", 8.5, "soft", "end")]
        return frame(width, height, f"{title}: {empty}", body)
    most = max(max(value for _, value in known), 1)
    last = max(len(values) - 1, 1)
    run, drawing = "", False
    for index, value in enumerate(values):
        if value is not None:
            x, y = 3 + room * index / last, base - (height - 6) * value / most
            run += f"{'L' if drawing else 'M'}{number(x)} {number(y)}"
        drawing = value is not None
    index, value = known[-1]
    x, y = 3 + room * index / last, base - (height - 6) * value / most
    body = [line(3, base, 3 + room, base, stroke("grid", 0.6)), path(run, stroke("accent", 1.3))]
    body += [disc(x, y, 2.2, fill("accent")), words(width, height - 4, number(value), 8.5, anchor="end", bold=True)]
    told = ", ".join("–" if value is None else number(value) for value in values)
    return frame(width, height, f"{title}: {told}", body)
