"""Files and functions stay small enough to be read in one go, and no drawer holds what has no name."""

import ast
from pathlib import Path

import pytest

from tests.guards.files import ROOT, modules

LONGEST_FILE, LONGEST_FUNCTION = 400, 60
DRAWERS = {"utils", "util", "helpers", "helper", "services", "service", "core", "base", "common", "misc"}


def functions(path: Path) -> list[tuple[str, int]]:
    """Every function of the file with its number of lines, decorators not counted."""
    tree = ast.parse((ROOT / path).read_text("utf-8"))
    found = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return [(node.name, (node.end_lineno or 0) - node.lineno + 1) for node in found]


def test_the_whole_tree_is_looked_at():
    assert len(modules()) > 80


@pytest.mark.parametrize("path", modules(), ids=str)
def test_a_file_and_its_functions_are_short(path: Path):
    lines = len((ROOT / path).read_text("utf-8").splitlines())
    assert lines <= LONGEST_FILE
    assert [(name, length) for name, length in functions(path) if length > LONGEST_FUNCTION] == []


def test_there_are_no_drawers():
    assert [path for path in modules() if {path.stem, *path.parts[:-1]} & DRAWERS] == []
