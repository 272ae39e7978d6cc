"""Every built-in lens can be read, has nothing a lens author would be warned about, and exists in both languages."""

from collections.abc import Iterator, Mapping
from dataclasses import fields

import pytest

from assessments.lenses import format
from assessments.lenses.lint import lint
from assessments.lenses.loader import BuiltIn, catalog
from assessments.rules.guidance import Note, Section, Topic
from assessments.rules.lens import Choice, LensDocument, Pillar, Question
from assessments.rules.vocabulary import LANGUAGES

LENSES = catalog()


def test_there_are_lenses():
    assert LENSES


@pytest.mark.parametrize("lens", LENSES, ids=lambda lens: lens.key)
def test_a_lens_is_without_remarks(lens: BuiltIn):
    document = format.parse(lens.document, lens.enrichment)
    questions = list(document.questions())
    assert questions
    assert {question.id: remarks for question in questions if (remarks := list(lint(question)))} == {}
    assert all(question.choices for question in questions)


@pytest.mark.parametrize("lens", LENSES, ids=lambda lens: lens.key)
def test_a_lens_speaks_every_language(lens: BuiltIn):
    document = format.parse(lens.document, lens.enrichment)
    silent = {}
    for thing in things(document):
        texts = {field.name: getattr(thing, field.name) for field in fields(thing)}
        for name, text in texts.items():
            if isinstance(text, Mapping) and name != "extra" and text and not all(map(text.get, LANGUAGES)):
                silent[getattr(thing, "id", ""), name] = text
    assert silent == {}


@pytest.mark.parametrize("lens", LENSES, ids=lambda lens: f"{lens.key} {lens.version}")
def test_every_edition_has_the_guidance(lens: BuiltIn):
    document = format.parse(lens.document, lens.enrichment)
    questions = {question.id for question in document.questions()}
    named = {id for topic in document.guidance for section in topic.sections for id in section.questions}
    assert named == questions


def things(document: LensDocument) -> Iterator[Pillar | Question | Choice | Topic | Section | Note]:
    """Everything of a lens that has texts."""
    for topic in document.guidance:
        yield topic
        for section in topic.sections:
            yield section
            yield from section.notes
    for pillar in document.pillars:
        yield pillar
        for question in pillar.questions:
            yield question
            yield from question.choices
