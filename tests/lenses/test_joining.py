"""What stands in files of their own beside an enrichment becomes part of it, by name."""

import json
from pathlib import Path

import pytest

from assessments.lenses import joining
from assessments.lenses.enrichment import parse
from assessments.lenses.problems import LensInvalid


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A lens's folder with an enrichment, an earlier edition, a file and a folder beside it."""
    write(tmp_path / "lens.json", {"name": "Small"})
    write(tmp_path / "earlier.json", [])
    write(tmp_path / "enrichment.json", {"lens": "Small", "version": "1"})
    write(tmp_path / "notes.json", {"a": [1]})
    (tmp_path / "cards").mkdir()
    write(tmp_path / "cards" / "quota.json", {"b": "クォータ"})
    write(tmp_path / "cards" / "gates.json", [])
    (tmp_path / "cards" / "README.md").write_text("not a card")
    (tmp_path / "empty").mkdir()
    return tmp_path


def write(file: Path, value: object) -> None:
    """Write a value as JSON, as an author would."""
    file.write_text(json.dumps(value, ensure_ascii=False, indent=2) + "\n", encoding="utf-8")


def test_files_and_folders_are_joined_by_name(folder: Path) -> None:
    assert json.loads(joining.enrichment(folder)) == {
        "lens": "Small",
        "version": "1",
        "notes": {"a": [1]},
        "cards": {"gates": [], "quota": {"b": "クォータ"}},
    }


def test_an_enrichment_alone_says_what_it_said(folder: Path) -> None:
    for file in (*folder.glob("cards/*"), folder / "notes.json"):
        file.unlink()
    assert json.loads(joining.enrichment(folder)) == {"lens": "Small", "version": "1"}


def test_a_name_that_is_taken_twice_is_refused_when_read(folder: Path) -> None:
    write(folder / "version.json", "2")
    with pytest.raises(LensInvalid) as caught:
        parse(joining.enrichment(folder), {"name": "Small", "pillars": []})
    assert [(problem.path, problem.line) for problem in caught.value.problems] == [("$.version", 9)]


def test_a_file_that_is_no_json_is_refused_when_read(folder: Path) -> None:
    (folder / "notes.json").write_text('{"a": 1,}')
    with pytest.raises(LensInvalid):
        parse(joining.enrichment(folder), {"name": "Small", "pillars": []})
