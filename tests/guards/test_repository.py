"""The tree tells the truth about itself: numbered decisions, paths that exist, nothing of anyone's machine."""

import re
from pathlib import Path

import pytest

from tests.guards.files import ROOT, tracked

DECISIONS = ROOT / "docs" / "adr"
DOCUMENTS = [path for path in tracked() if path.suffix == ".md"]
#: What shows where someone worked, or where packages were fetched from, is no part of the project.
FOREIGN = re.compile(
    r"/work/|/tmp/probe|/home/[a-z]+/|/Users/|artifactory|nexus\.|pypi\.org/simple|files\.pythonhosted\.org"
    r"|registry\.npmjs\.org",
    re.IGNORECASE,
)
#: Places in documents that a reader can follow: `path/with/slashes` or `file.ext`.
NAMED = re.compile(r"`((?:[\w.-]+/)+[\w.-]*)`")
LINKED = re.compile(r"\]\(([^)#]+?)(?:#[^)]*)?\)")
THIS = Path("tests/guards/test_repository.py")


def test_decisions_are_numbered_without_gaps():
    numbers = [path.name[:4] for path in sorted(DECISIONS.glob("[0-9]*.md"))]
    assert numbers == [f"{number:04}" for number in range(1, len(numbers) + 1)]
    assert len(numbers) >= 6


def test_every_decision_is_in_the_list():
    listed = re.findall(r"\]\((\d{4}-[\w-]+\.md)\)", (DECISIONS / "README.md").read_text("utf-8"))
    assert sorted(listed) == sorted(path.name for path in DECISIONS.glob("[0-9]*.md"))


@pytest.mark.parametrize("document", DOCUMENTS, ids=str)
def test_every_link_leads_somewhere(document: Path):
    text = (ROOT / document).read_text("utf-8")
    local = [link for link in LINKED.findall(text) if not re.match(r"[a-z]+:", link)]
    assert [link for link in local if not (ROOT / document.parent / link).exists()] == []


@pytest.mark.parametrize("document", [path for path in DOCUMENTS if path.parent == Path()], ids=str)
def test_every_path_that_is_named_exists(document: Path):
    text = (ROOT / document).read_text("utf-8")
    named = [name for name in NAMED.findall(text) if (ROOT / name.partition("/")[0]).exists()]
    assert [name for name in named if not name.startswith("var/") and not (ROOT / name).exists()] == []


def test_nothing_names_a_workplace_or_a_registry():
    found = {}
    for path in tracked():
        if path == THIS:
            continue
        try:
            text = (ROOT / path).read_text("utf-8")
        except UnicodeDecodeError:
            continue
        if match := FOREIGN.search(text):
            found[str(path)] = match[0]
    assert found == {}
