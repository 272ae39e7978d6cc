"""Every text of the interface exists in Japanese, fills in the same things, and is compiled as it is written."""

import re
from functools import cache
from importlib.machinery import SourceFileLoader
from importlib.util import module_from_spec, spec_from_loader
from types import ModuleType

import pytest
from babel.messages.catalog import Catalog, Message
from django.utils.translation import override

from assessments import words
from assessments.errors import NotFound
from assessments.models import EvidenceKind, JobState
from tests.guards.files import ROOT, modules

SOURCES = sorted((ROOT / "locale").glob("*/LC_MESSAGES/django.po"))
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w*\}")


@cache
def tool() -> ModuleType:
    """`script/messages` as a module."""
    loader = SourceFileLoader("script_messages", str(ROOT / "script" / "messages"))
    module = module_from_spec(spec_from_loader("script_messages", loader))  # type: ignore[arg-type]
    loader.exec_module(module)
    return module


@cache
def texts() -> Catalog:
    """What the code and the templates say now."""
    return tool().gathered()


def known(catalog: Catalog, message: Message) -> Message | None:
    """The catalog's entry for a text."""
    single = message.id[0] if message.pluralizable else message.id
    return catalog.get(single, message.context)


def places(text: str) -> set[str]:
    """What is filled into a text."""
    return set(PLACE.findall(text)) - {"%%"}


def test_texts_are_found_in_code_and_templates():
    found = {message.id for message in texts() if message.id}
    files = {file for message in texts() for file, _line in message.locations}
    assert len(found) > 500
    assert {file.split("/")[0] for file in files} >= {"assessments", "integrations", "templates"}
    assert [source.parts[-3] for source in SOURCES] == ["ja"]


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.parts[-3])
def test_every_text_is_translated(source):
    catalog = tool().read(source)
    missing = [
        message.id
        for message in texts()
        if message.id and not ((entry := known(catalog, message)) and all(tool().translations(entry)))
    ]
    assert missing == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.parts[-3])
def test_no_translation_is_a_guess(source):
    assert [message.id for message in tool().read(source) if message.id and message.fuzzy] == []


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.parts[-3])
def test_translations_fill_in_what_the_text_fills_in(source):
    differing = {}
    for message in tool().read(source):
        if not message.id:
            continue
        plural = message.id[-1] if message.pluralizable else message.id
        for translation in filter(None, tool().translations(message)):
            if places(translation) != places(plural):
                differing[plural] = translation
    assert differing == {}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.parts[-3])
def test_what_is_compiled_is_what_is_written(source):
    compiled = tool().meaning(source.with_suffix(".mo").read_bytes())
    assert compiled == tool().meaning(tool().compiled(tool().read(source)))
    assert len(compiled) > 500


def test_what_is_said_where_nothing_is_has_one_source():
    """An address that leads nowhere and a stranger's id are answered alike: in one sentence, written once."""
    english = str(NotFound())
    with override("ja"):
        japanese = str(NotFound())
    assert english != japanese
    written = [str(path) for path in modules() if path.parts[0] != "tests" and english in (ROOT / path).read_text()]
    assert written == ["assessments/errors.py"]


def test_models_take_their_words_from_where_everything_is_named():
    """A label written in a model as well would be changed in one place and stay in the other."""
    models = [path for path in modules() if "models" in (*path.parts[1:2], path.stem) and path.parts[0] != "tests"]
    assert len(models) > 8
    assert [str(path) for path in models if "gettext" in (ROOT / path).read_text()] == []
    assert JobState.QUEUED.label == words.JOB["QUEUED"]
    assert EvidenceKind.NOTE.label == words.EVIDENCE["NOTE"]
