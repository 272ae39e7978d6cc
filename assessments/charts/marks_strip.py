"""A whole review at a glance: one mark per question, in the lens's order, grouped by pillar."""

from collections.abc import Mapping, Sequence

from assessments.charts.measure import longest_piece, shorten, text_width, wrap
from assessments.charts.paint import WIDTH, frame, line, mark, nothing, words
from assessments.charts.risk_bar import sentence
from assessments.rules.vocabulary import Risk

GAP, LINE = 12.0, 10.0
SIZES = (5.2, 4.4, 3.6)

#: A pillar's name and the risks of its questions.
Group = tuple[str, Sequence[Risk]]


def marks_strip(groups: Sequence[Group], names: Mapping[Risk, str], *, title: str, empty: str,
                width: float = WIDTH) -> str:  # fmt: skip
    """Marks in rows that wrap between pillars, and inside a pillar too long for a row; names stand below."""
    groups = [group for group in groups if group[1]]
    if not groups:
        return nothing(width, title, empty)
    total = sum(len(risks) for _, risks in groups)
    size = SIZES[0] if total <= 40 else SIZES[1] if total <= 120 else SIZES[2]
    step = _step(groups, size, width)
    body: list[str] = []
    x = y = tallest = 0.0
    for name, risks in groups:
        across = min(len(risks), max(int(width // step), 1))
        room = _room(name, across, step)
        if x and x + room > width + 0.5:
            x, y, tallest = 0.0, y + tallest, 0.0
        shapes, height = _group(name, risks, across, room, size=size, step=step, x=x, y=y)
        body += shapes
        tallest, x = max(tallest, height), x + room + GAP
    text = "; ".join(f"{name}: {sentence({risk: risks.count(risk) for risk in risks}, names)}"
                     for name, risks in ((name, list(risks)) for name, risks in groups))  # fmt: skip
    return frame(width, y + tallest, f"{title}. {text}", body)


def _room(name: str, across: int, step: float) -> float:
    """The width of a group: its marks, or the longest word of its name."""
    return max(step * across, min(longest_piece(name, 8) + 1, 110))


def _step(groups: Sequence[Group], size: float, width: float) -> float:
    """The distance of marks: as wide as lets all pillars stand in one row, else tight."""
    step = size * 3.4
    while step > size * 2.4:
        if sum(_room(name, len(risks), step) for name, risks in groups) + GAP * (len(groups) - 1) <= width:
            break
        step -= 0.25
    return step


def _group(name: str, risks: Sequence[Risk], across: int, room: float, *, size: float, step: float, x: float,
           y: float) -> tuple[list[str], float]:  # fmt: skip
    """One pillar's marks, rule and name at a place, and the height they take."""
    rows = -(-len(risks) // across)
    shapes = [
        mark(risk, x + size + step * (index % across), y + size + 2 + step * (index // across), size)
        for index, risk in enumerate(risks)
    ]
    under = y + (rows - 1) * step + size * 2 + 8
    head = wrap(name, max(room, 30), 8) if text_width(name, 8) > room else [name]
    shapes.append(line(x, under, x + room, under))
    shapes += [words(x, under + 11 + LINE * k, shorten(text, room + GAP - 2, 8), 8, "soft", full=name)
               for k, text in enumerate(head)]  # fmt: skip
    return shapes, under - y + 11 + LINE * 2
