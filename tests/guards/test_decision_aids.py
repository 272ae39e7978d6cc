"""Every decision aid and its words fit together: what it asks and says has words, and every word is said."""

import ast
import importlib
import json
import re
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from assessments.forms.scope import FACTS
from assessments.lenses import format, loader
from assessments.rules.aid_words import EVERY, AidWords, FieldWords
from assessments.rules.aids import offer as offers
from assessments.rules.aids.aid import Aid, Answer, Context, Field, FieldKind, Inputs, Line, Misfit, Outcome
from assessments.rules.aids.inputs import complete
from assessments.rules.aids.offer import Offer
from assessments.rules.aids.registry import AIDS
from assessments.rules.aids.telling import told
from assessments.rules.aids.worksheet import worksheet
from assessments.rules.digests import canonical
from assessments.rules.lens import LensDocument
from assessments.rules.vocabulary import LANGUAGES, Risk, Text, Texts

LENS = "generative_ai"
TRIED = settings(max_examples=50, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck))
each = pytest.mark.parametrize("aid", AIDS, ids=lambda aid: aid.key)


@cache
def editions() -> list[LensDocument]:
    """The editions of the built-in lens, the current one last."""
    return [format.parse(one.document, one.enrichment) for one in loader.catalog() if one.key == LENS]


def offered(aid: Aid) -> Offer:
    found = offers.offer(editions()[-1], aid.key)
    assert found is not None
    return found


def silent(text: Text | Texts) -> bool:
    """Whether a text is missing in a language."""
    return not all(text.get(language) for language in LANGUAGES)


def test_every_aid_has_its_file_and_every_file_its_aid():
    files = {path.stem for path in (loader.CATALOG / LENS / "aids").glob("*.json")}
    assert {aid.key for aid in AIDS} == files == set(editions()[-1].aids)
    assert len({aid.key for aid in AIDS}) == len(AIDS)


@each
def test_an_aid_speaks_every_language(aid: Aid):
    words = offered(aid).words
    assert not silent(words.title)
    assert not silent(words.purpose)
    assert words.card
    for part in words.card:
        assert not silent(part.heading)
        assert not silent(part.points)
    assert {code for code, said in words.said.items() if silent(said)} == set()


@each
def test_every_field_value_and_column_has_words_and_no_word_is_left_over(aid: Aid):
    words = offered(aid).words
    assert set(words.fields) == {field.name for field in aid.fields}
    for field in aid.fields:
        _has_words(field, words.fields[field.name])


def _has_words(field: Field, words: FieldWords) -> None:
    assert not silent(words.label), field.name
    assert not words.hint or not silent(words.hint), field.name
    assert set(words.values) == set(field.values), field.name
    assert not [code for code, label in words.values.items() if silent(label)], field.name
    assert set(words.columns) == {column.name for column in field.columns}, field.name
    for column in field.columns:
        assert column.kind in {FieldKind.ONE, FieldKind.NUMBER, FieldKind.TEXT}, (field.name, column.name)
        _has_words(column, words.columns[column.name])


@each
def test_a_condition_names_a_choice_that_comes_before(aid: Aid):
    for place, field in enumerate(aid.fields):
        if field.shown_if is not None:
            before = {one.name: one for one in aid.fields[:place]}
            other, codes = field.shown_if
            assert set(codes) <= set(before[other].values), field.name
            assert before[other].kind in {FieldKind.ONE, FieldKind.SEVERAL}, field.name


@each
def test_questions_and_practices_are_those_of_the_current_edition(aid: Aid):
    words, lens = offered(aid).words, editions()[-1]
    assert words.questions
    assert words.questions == (EVERY,) or set(words.questions) <= {question.id for question in lens.questions()}
    assert set(words.practices) <= {choice.id for question in lens.questions() for choice in question.practices}


@each
def test_a_sentence_has_the_same_figures_in_every_language(aid: Aid):
    said = offered(aid).words.said
    names = {code: [_named(text[language]) for language in LANGUAGES] for code, text in said.items()}
    assert {code: found for code, found in names.items() if found[0] != found[1]} == {}


def _named(sentence: str) -> set[str]:
    """The figures that a sentence has places for."""
    return {name for _text, name, _spec, _conversion in Formatter().parse(sentence) if name}


@each
def test_no_word_is_never_said(aid: Aid):
    """A code stands in the aid's module, as it is or as the pattern of an f-string, or is the name of what it asks."""
    fields = [*aid.fields, *(column for field in aid.fields for column in field.columns)]
    known = {field.name for field in fields} | {code for field in fields for code in field.values}
    known |= {question.id for question in editions()[-1].questions()}
    patterns = _patterns(aid, known)
    dead = {code for code in offered(aid).words.said if not any(one.fullmatch(code) for one in patterns)}
    assert dead == set()


def _patterns(aid: Aid, known: set[str]) -> list[re.Pattern[str]]:
    """What a module may say: its strings and members of enumerations, and its f-strings with those in their gaps."""
    source = Path(str(importlib.import_module(f"assessments.rules.aids.{aid.key}").__file__)).read_text("utf-8")
    nodes = list(ast.walk(ast.parse(source)))
    constants = {node.value for node in nodes if isinstance(node, ast.Constant) and isinstance(node.value, str)}
    members = {one.id.lower() for one in nodes if isinstance(one, ast.Name) and isinstance(one.ctx, ast.Store)}
    codes = {code for code in constants | members if code.isidentifier()}
    one = "(?:" + "|".join(sorted(map(re.escape, known | codes))) + ")"
    joined = [
        "".join(f"{one}(?:_?{one})*" if isinstance(part, ast.FormattedValue) else re.escape(str(part.value))
                for part in node.values if isinstance(part, ast.FormattedValue | ast.Constant))
        for node in nodes
        if isinstance(node, ast.JoinedStr)
    ]  # fmt: skip
    return [re.compile(pattern) for pattern in (*map(re.escape, codes), *joined)]


def answers(field: Field) -> st.SearchStrategy[Any]:
    """Anything that a form may hand to an aid for this field."""
    answer: st.SearchStrategy[Any]
    if field.kind is FieldKind.ONE:
        answer = st.sampled_from(field.values)
    elif field.kind is FieldKind.SEVERAL:
        answer = st.sets(st.sampled_from(field.values), min_size=int(field.required)).map(
            lambda chosen: tuple(code for code in field.values if code in chosen)
        )
    elif field.kind is FieldKind.ORDER:
        whole = st.permutations(field.values).map(tuple)
        return whole if field.required else st.one_of(whole, st.just(()))
    elif field.kind is FieldKind.NUMBER:
        answer = _numbers(field)
    elif field.kind is FieldKind.TEXT:
        longest = int(field.most or 40)
        answer = st.text("abcXYZ 模型{}<>&", min_size=1, max_size=min(longest, 12)).map(str.strip).filter(bool)
    else:
        row = st.fixed_dictionaries({column.name: answers(column) for column in field.columns})
        least = int(field.least or field.required)
        answer = st.lists(row, min_size=least, max_size=int(field.most or 5)).map(tuple)
        return answer if field.required or not least else st.one_of(answer, st.just(()))
    if field.kind is FieldKind.SEVERAL or field.required:
        return answer
    return st.one_of(st.none(), answer)


def _numbers(field: Field) -> st.SearchStrategy[int | float]:
    least, most = field.least or 0, field.most if field.most is not None else 1e9
    whole = st.integers(int(-(-least // 1)), int(most))
    if field.whole:
        return whole
    rounded = st.floats(least, most).map(lambda number: round(number, 4)).filter(lambda n: least <= n <= most)
    return st.one_of(whole, rounded)


def contexts() -> st.SearchStrategy[Context]:
    """A review in any state, of a workload with any facts."""
    lens = editions()[-1]
    practices = [choice.id for question in lens.questions() for choice in question.practices]
    facts = st.fixed_dictionaries({}, optional={
        fact.name: st.sets(st.sampled_from([one.value for one in fact.values])).map(lambda found: tuple(sorted(found)))
        for fact in FACTS
    })  # fmt: skip
    risks = st.fixed_dictionaries({question.id: st.sampled_from(list(Risk)) for question in lens.questions()})
    chosen = st.frozensets(st.sampled_from(practices))
    return st.builds(Context, st.just(lens), st.one_of(st.just({}), risks), chosen, chosen, facts)


@each
def test_whatever_is_answered_has_an_outcome_with_words(aid: Aid):
    offer = offered(aid)
    asked = st.fixed_dictionaries({field.name: answers(field) for field in aid.fields})

    @TRIED
    @given(asked, contexts())
    def tried(said: Mapping[str, Answer], context: Context) -> None:
        inputs = complete(aid, said)
        outcome = _outcome(offer, inputs, context)
        if outcome is not None:
            sheet = worksheet(offer, inputs, outcome)
            assert canonical(sheet) == canonical(worksheet(offer, inputs, aid.work_out(inputs, context)))
            json.dumps(sheet, allow_nan=False)
            _is_told(offer, inputs, outcome)
            _facts_are_known(outcome)

    tried()


def _outcome(offer: Offer, inputs: Inputs, context: Context) -> Outcome | None:
    """The outcome, or nothing when the answers contradict one another: then a sentence says so at a field."""
    try:
        return offer.aid.work_out(inputs, context)
    except Misfit as caught:
        misfit = caught
    assert misfit.field in {field.name for field in offer.aid.fields}
    assert _names(offer.words, misfit.code) <= set(misfit.figures)
    return None


def _is_told(offer: Offer, inputs: Inputs, outcome: Outcome) -> None:
    """Every figure of a sentence is there, and every row of a grid has a name and a cell for each column."""
    told(offer.aid, offer.words, inputs, outcome)
    for line in _lines(outcome):
        assert _names(offer.words, line.code) <= set(line.figures), line.code
    for grid in outcome.grids:
        assert {len(row) for row in grid.rows} <= {len(grid.columns) + 1}, grid.code


def _lines(outcome: Outcome) -> Iterator[Line]:
    yield outcome.headline
    yield from outcome.lines
    yield from (cell for grid in outcome.grids for row in grid.rows for cell in row if isinstance(cell, Line))


def _names(words: AidWords, code: str) -> set[str]:
    return {name for said in words.said[code].values() for name in _named(said)}


def _facts_are_known(outcome: Outcome) -> None:
    known = {fact.name: {one.value for one in fact.values} for fact in FACTS}
    for fact, values in outcome.facts.items():
        assert set(values) <= known[fact]
