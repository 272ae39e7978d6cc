"""An outcome in words: plain data with every text in each language, fit to be shown, kept and printed.

A sentence of the lens has ``{names}`` in it, which the figures of its line replace. What comes out is text, never
markup: whoever shows it escapes it.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from assessments.rules.aid_words import AidWords, FieldWords
from assessments.rules.aids.aid import Aid, Answer, Field, FieldKind, Figure, Grid, Inputs, Line, Outcome, Row, Tone
from assessments.rules.vocabulary import LANGUAGES, Text

NAME = re.compile(r"\{(\w+)\}")
LIST = {"en": ", ", "ja": "、"}
#: How many digits after the point a figure keeps from 1 on; a smaller one keeps as many significant digits.
DIGITS = 2

#: A text in both languages, with how it is meant: ``{"text": {"en": …, "ja": …}, "tone": "GOOD"}``.
Told = dict[str, Any]


def told(aid: Aid, words: AidWords, inputs: Inputs, outcome: Outcome) -> dict[str, Any]:
    """What was asked and answered, and what follows from it, as `templates/aids/_told.html` shows it."""
    return {
        "title": dict(words.title),
        "asked": list(_asked(aid, words, inputs)),
        "headline": line(words, outcome.headline),
        "lines": [line(words, one) for one in outcome.lines],
        "grids": [_grid(words, one) for one in outcome.grids],
    }


def line(words: AidWords, one: Line) -> Told:
    """One sentence with its figures."""
    return {"text": sentence(words.said[one.code], one.figures), "tone": one.tone.value}


def sentence(text: Text, figures: Mapping[str, Figure]) -> dict[str, str]:
    """A sentence in each language with the figures in their places. Raises KeyError for a name without a figure."""
    return {language: NAME.sub(lambda name: figure(figures[name[1]]), said) for language, said in text.items()}


def figure(value: Figure) -> str:
    """A figure as people of both languages read it: 1,200; 0.25. A text stays as it was typed."""
    if isinstance(value, str):
        return value
    if isinstance(value, int) or float(value).is_integer():
        return f"{int(value):,}"
    written = f"{value:,.{DIGITS}f}" if abs(value) >= 1 else f"{float(f'{value:.{DIGITS + 1}g}'):.12f}"
    return written.rstrip("0").rstrip(".")


def _asked(aid: Aid, words: AidWords, inputs: Inputs) -> Iterator[dict[str, Any]]:
    """Every field that was answered, with its answer; in a table, its rows."""
    for field in aid.fields:
        answer = inputs.get(field.name)
        if answer is None or answer == ():
            continue
        its = words.fields[field.name]
        if field.kind is FieldKind.TABLE:
            columns = [dict(its.columns[column.name].label) for column in field.columns]
            rows: Any = answer
            yield {"label": dict(its.label), "columns": columns, "rows": [_row(field, its, row) for row in rows]}
        else:
            yield {"label": dict(its.label), "answer": _answer(field, its, answer)}


def _row(field: Field, words: FieldWords, row: Row) -> list[Text]:
    return [_answer(column, words.columns[column.name], row[column.name]) for column in field.columns]


def _answer(field: Field, words: FieldWords, answer: Answer) -> Text:
    if answer is None:
        return {}
    if field.kind in (FieldKind.SEVERAL, FieldKind.ORDER):
        codes: Any = answer
        labels = [words.values[code] for code in codes]
        numbered = field.kind is FieldKind.ORDER
        return {language: _listed(labels, language, numbered) for language in LANGUAGES}
    if field.kind is FieldKind.ONE:
        return dict(words.values[str(answer)])
    plain: Any = answer
    return dict.fromkeys(LANGUAGES, figure(plain))


def _listed(labels: list[Text], language: str, numbered: bool) -> str:
    said = [label.get(language, "") for label in labels]
    return LIST[language].join(f"{place}. {one}" if numbered else one for place, one in enumerate(said, start=1))


def _grid(words: AidWords, grid: Grid) -> dict[str, Any]:
    return {
        "caption": dict(words.said[grid.code]),
        "columns": [_head(words, grid, place) for place, _code in enumerate(grid.columns)],
        "rows": [[_cell(words, cell) for cell in row] for row in grid.rows],
    }


def _head(words: AidWords, grid: Grid, place: int) -> Told:
    """A heading of a grid; the first cell of a row stands before the first column."""
    cells = [row[place + 1] for row in grid.rows if len(row) > place + 1]
    return {"text": dict(words.said[grid.columns[place]]), "number": any(_is_number(cell) for cell in cells)}


def _is_number(cell: Line | Figure) -> bool:
    return isinstance(cell, int | float)


def _cell(words: AidWords, cell: Line | Figure) -> Told:
    """A cell of a grid. ``number`` lets it stand at the right."""
    if isinstance(cell, Line):
        return line(words, cell)
    return {"text": dict.fromkeys(LANGUAGES, figure(cell)), "tone": Tone.PLAIN.value, "number": _is_number(cell)}
