"""How much room text takes, and how to make it fit. Widths slightly over-estimate, so that labels never collide."""

import re
from collections.abc import Sequence
from unicodedata import east_asian_width

NARROW = frozenset("iljtfrI.,:;'|!()[] ·")
BROAD = frozenset("mwMW@%—")
MARGIN = 1.02
_RUNS = re.compile(r"[ァ-ヶー]+|[一-龥々]+[のなと的]?|[A-Za-z0-9]+|.", re.DOTALL)


def _em(char: str) -> float:
    """The advance of one character of Inter or Noto Sans JP, in em."""
    if east_asian_width(char) in "WF":
        return 1.0
    if char in NARROW:
        return 0.31
    if char in BROAD:
        return 0.92
    if char.isupper():
        return 0.71
    return 0.64 if char.isdigit() else 0.57


def text_width(text: str, size: float) -> float:
    """The width of ``text`` set in ``size``, in the unit of ``size``."""
    return sum(map(_em, text)) * size * MARGIN


def shorten(text: str, width: float, size: float) -> str:
    """``text``, or as much of it as fits ``width``, ending in an ellipsis."""
    if text_width(text, size) <= width:
        return text
    room, used = width - text_width("…", size), 0.0
    for index, char in enumerate(text):
        used += text_width(char, size)
        if used > room:
            return text[:index].rstrip() + "…"
    return text


def _pieces(text: str) -> tuple[list[str], str]:
    """The parts of a label that stay whole, and what joins them: words, or runs of one script in Japanese."""
    return (text.split(" "), " ") if " " in text else (_RUNS.findall(text), "")


def longest_piece(text: str, size: float) -> float:
    """The width of the widest part of ``text`` that stays whole."""
    return max((text_width(part, size) for part in _pieces(text)[0]), default=0.0)


def wrap(text: str, width: float, size: float, lines: int = 2) -> list[str]:
    """Break ``text`` into at most ``lines`` lines; what is still too long is shortened."""
    parts, glue = _pieces(text)
    out = [""]
    for part in parts:
        joined = out[-1] + glue + part if out[-1] else part
        if out[-1] and text_width(joined, size) > width:
            out.append(part)
        else:
            out[-1] = joined
    if len(out) > lines:
        out = [*out[: lines - 1], glue.join(out[lines - 1 :])]
    return [shorten(line, width, size) for line in out]


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Positions as near as can be to ``wanted``, at least ``gap`` apart, not above ``high`` while there is room."""
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    placed = [0.0] * len(wanted)
    floor = low - gap
    for index in order:
        floor = placed[index] = max(floor + gap, wanted[index])
    ceiling = high + gap
    for index in reversed(order):
        ceiling = placed[index] = min(ceiling - gap, placed[index])
    return placed
