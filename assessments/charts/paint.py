"""The brush of every chart: tones, lines, boxes, words, the shape of each risk, and the frame.

Lengths are SVG units; a chart is drawn ``WIDTH`` wide by default, the text column of the report (138 mm) at 72 %.
"""

from collections.abc import Iterable
from html import escape

from assessments.charts.measure import text_width
from assessments.rules.vocabulary import Risk

WIDTH = 520.0
FONT = "Inter, 'Noto Sans JP', sans-serif"

#: Print colours by tone. A page's stylesheet (`static/report/charts.css`) gives the same tones its own.
TONES = {
    "ink": "#15181c",
    "soft": "#565f6b",
    "line": "#d3d7dc",
    "grid": "#e7eaed",
    "paper": "#ffffff",
    "accent": "#1d4e6b",
    "high": "#a11d1d",
    "medium": "#e0a03a",
    "medium-edge": "#8a5a0b",
    "none": "#cfe3da",
    "none-edge": "#3f7563",
    "na": "#eef0f2",
}
#: The tone of a risk's mark and line.
EDGE = {
    Risk.HIGH: "high",
    Risk.MEDIUM: "medium-edge",
    Risk.NONE: "none-edge",
    Risk.UNANSWERED: "soft",
    Risk.NOT_APPLICABLE: "soft",
}
#: Gravest first: the order of every bar, legend and column.
RISKS = (Risk.HIGH, Risk.MEDIUM, Risk.NONE, Risk.UNANSWERED, Risk.NOT_APPLICABLE)


def number(value: float) -> str:
    """A number as SVG wants it: one decimal, no trailing zero."""
    return f"{value:.1f}".removesuffix(".0")


def fill(tone: str) -> str:
    """Attributes that fill a shape with a tone."""
    return f'class="chart-fill-{tone}" fill="{TONES[tone]}"'


def stroke(tone: str, width: float = 1, dash: str = "") -> str:
    """Attributes that draw a shape's outline in a tone."""
    dashed = f' stroke-dasharray="{dash}"' if dash else ""
    return f'class="chart-line-{tone}" fill="none" stroke="{TONES[tone]}" stroke-width="{number(width)}"{dashed}'


def path(points: str, paint: str) -> str:
    """A path with the given commands."""
    return f'<path d="{points}" {paint}/>'


def line(x1: float, y1: float, x2: float, y2: float, paint: str | None = None) -> str:
    """A straight line; a hairline when no paint is given."""
    return path(f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}", paint or stroke("line", 0.75))


def box(x: float, y: float, width: float, height: float, paint: str) -> str:
    """A rectangle."""
    return f'<rect x="{number(x)}" y="{number(y)}" width="{number(width)}" height="{number(height)}" {paint}/>'


def disc(x: float, y: float, radius: float, paint: str) -> str:
    """A circle."""
    return f'<circle cx="{number(x)}" cy="{number(y)}" r="{number(radius)}" {paint}/>'


def words(x: float, y: float, text: str, size: float = 9, tone: str = "ink", anchor: str = "start", *,
          bold: bool = False, full: str = "") -> str:  # fmt: skip
    """One line of text, escaped. ``full`` becomes a tooltip where the shown text was shortened."""
    weight = ' font-weight="600"' if bold else ""
    tip = f"<title>{escape(full)}</title>" if full and full != text else ""
    return (
        f'<text x="{number(x)}" y="{number(y)}" font-size="{number(size)}" text-anchor="{anchor}"{weight} '
        f"{fill(tone)}>{tip}{escape(text)}</text>"
    )


def hatch(x: float, y: float, width: float, height: float, tone: str, step: float = 4) -> str:
    """Diagonal lines, clipped by arithmetic: WeasyPrint draws neither patterns nor clip paths reliably."""
    runs, offset = [], step / 2
    while offset < width + height:
        x1, y1 = (x + offset, y) if offset <= width else (x + width, y + offset - width)
        x2, y2 = (x, y + offset) if offset <= height else (x + offset - height, y + height)
        runs.append(f"M{number(x1)} {number(y1)}L{number(x2)} {number(y2)}")
        offset += step
    return path("".join(runs), stroke(tone, 0.8))


def mark(risk: Risk, x: float, y: float, radius: float = 4) -> str:
    """The shape of a risk around a centre: triangle, diamond, ring, dashed square, dash."""
    r, edge = radius, EDGE[risk]
    if risk is Risk.HIGH:
        return path(f"M{number(x)} {number(y - r)}L{number(x + r)} {number(y + r * 0.8)}H{number(x - r)}Z", fill(edge))
    if risk is Risk.MEDIUM:
        corners = ((x, y - r), (x + r, y), (x, y + r), (x - r, y))
        return path("M" + "L".join(f"{number(cx)} {number(cy)}" for cx, cy in corners) + "Z", fill(edge))
    if risk is Risk.NONE:
        return disc(x, y, r * 0.82, stroke(edge, 1.2))
    if risk is Risk.UNANSWERED:
        return box(x - r * 0.8, y - r * 0.8, r * 1.6, r * 1.6, stroke(edge, 0.9, "1.6 1.4"))
    return line(x - r * 0.8, y, x + r * 0.8, y, stroke(edge, 1.2))


def segment(risk: Risk, x: float, y: float, width: float, height: float) -> str:
    """A piece of a stacked bar: dark, hatched, pale with an edge, dashed outline, grey. Legible in black and white."""
    if risk is Risk.HIGH:
        return box(x, y, width, height, fill("high"))
    if risk is Risk.MEDIUM:
        return box(x, y, width, height, fill("medium")) + hatch(x, y, width, height, "medium-edge")
    inner = (x + 0.4, y + 0.4, max(width - 0.8, 0.1), height - 0.8)
    if risk is Risk.NONE:
        return box(*inner, fill("none")) + box(*inner, stroke("none-edge", 0.8))
    if risk is Risk.UNANSWERED:
        return box(*inner, stroke("soft", 0.8, "2 1.6"))
    return box(*inner, fill("na")) + box(*inner, stroke("line", 0.8))


def legend(entries: Iterable[tuple[str, str]], x: float, y: float, right: float) -> str:
    """Marks with their names in one row that ends before ``right``; it moves left before it loses an entry."""
    placed = [(shape, name, text_width(name, 8) + 22) for shape, name in entries]
    x = max(min(x, right - sum(width for _, _, width in placed)), 0)
    out = []
    for shape, name, width in placed:
        out.append(f'<g transform="translate({number(x + 4)} {number(y)})">{shape}</g>')
        out.append(words(x + 12, y + 3, name, 8, "soft"))
        x += width
    return "".join(out)


def frame(width: float, height: float, title: str, body: Iterable[str]) -> str:
    """The SVG around a chart. ``title`` is its accessible name and the PDF's alternative text."""
    across, down = number(width), number(height)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="chart" role="img" viewBox="0 0 {across} {down}" '
        f'width="{across}" height="{down}" font-family="{FONT}">'
        f"<title>{escape(title)}</title>{''.join(body)}</svg>"
    )


def nothing(width: float, title: str, empty: str) -> str:
    """What a chart without data shows: one quiet sentence, never an empty frame and never a zero."""
    body = [line(0, 0.5, width, 0.5), words(0, 20, empty, 9, "soft"), line(0, 31.5, width, 31.5)]
    return frame(width, 32, f"{title}: {empty}", body)
