"""docs/settings.md and the code name the same environment variables, with the same defaults."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import ROOT

READERS = {"text", "required", "flag", "number", "words"}
FOLDERS = ("assessments", "integrations", "lens_app", "script")
#: What belongs to the operating system or to our own processes among themselves.
NOT_SETTINGS = {"PATH", "TMPDIR", "LD_LIBRARY_PATH", "DYLD_FALLBACK_LIBRARY_PATH", "DJANGO_SETTINGS_MODULE"} | {
    "LC_ALL", "LC_MESSAGES", "LANG",
}  # fmt: skip
ROW = re.compile(r"^\| `([A-Z][A-Z0-9_]*)` \| (.+?) \| (.+) \|$", re.MULTILINE)


def documented() -> dict[str, tuple[str, str]]:
    """Default and meaning by variable, from the tables."""
    rows = ROW.findall((ROOT / "docs" / "settings.md").read_text())
    names = [name for name, _, _ in rows]
    assert len(names) == len(set(names)), "a variable is described twice"
    return {name: (default, meaning) for name, default, meaning in rows}


def sources() -> Iterator[Path]:
    """Every Python file that could read a variable."""
    for folder in FOLDERS:
        yield from (path for path in (ROOT / folder).rglob("*") if path.is_file() and _is_python(path))


def _is_python(path: Path) -> bool:
    return path.suffix == ".py" or (not path.suffix and path.read_bytes().startswith(b"#!/usr/bin/env python"))


def reads(tree: ast.AST) -> Iterator[tuple[str, ast.expr | None]]:
    """Each variable that is read by a literal name, and the expression of its default."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.args:
            owner = ast.unparse(node.func.value)
            ours = owner == "env" and node.func.attr in READERS
            plain = owner == "os.environ" and node.func.attr == "get"
            if (ours or plain) and isinstance(node.args[0], ast.Constant):
                keywords = {keyword.arg: keyword.value for keyword in node.keywords}
                default = node.args[1] if len(node.args) > 1 else keywords.get("default")
                yield str(node.args[0].value), default if ours and node.func.attr != "required" else None
        if isinstance(node, ast.Subscript) and ast.unparse(node.value) == "os.environ":
            if isinstance(node.ctx, ast.Store | ast.Del) or not isinstance(node.slice, ast.Constant):
                continue
            yield str(node.slice.value), None


def in_code() -> dict[str, list[ast.expr | None]]:
    """Every variable that the code reads, with the defaults it gives."""
    found: dict[str, list[ast.expr | None]] = {}
    for path in sources():
        for name, default in reads(ast.parse(path.read_text())):
            if name not in NOT_SETTINGS:
                found.setdefault(name, []).append(default)
    return found


def test_every_variable_is_described() -> None:
    assert sorted(in_code().keys() - documented().keys()) == []


def test_every_description_is_of_a_variable() -> None:
    assert sorted(documented().keys() - in_code().keys() - {"FONTCONFIG_FILE"}) == []


@pytest.mark.parametrize("name", sorted(documented()))
def test_the_default_is_the_codes(name: str) -> None:
    """A literal default in the code is the first thing its row says."""
    said, meaning = documented()[name]
    assert meaning.endswith(".")
    for default in in_code().get(name, []):
        if isinstance(default, ast.Constant) and default.value != "":
            value = int(default.value) if isinstance(default.value, bool) else default.value
            assert said.startswith(f"`{value}`"), f"{name} is {value!r} in the code"


def test_the_reader_finds_what_is_read() -> None:
    """The guard itself: it sees the ways in which the code reads a variable."""
    code = """
env.text("A", "x")
env.flag("B", default=True)
os.environ.get("C")
os.environ["D"]
os.environ["E"] = "written, not read"
other.text("F")
"""
    seen = {name: default.value if default else None for name, default in reads(ast.parse(code))}
    assert seen == {"A": "x", "B": True, "C": None, "D": None}
