"""The lock files install the same everywhere: every file by hash, from whatever index the machine uses."""

import re
from pathlib import Path

import pytest

from lens_app.stack.places import ROOT

REQUIREMENTS = ROOT / "requirements"
NAMES = ("runtime", "local", "development")


def entries(name: str) -> list[str]:
    """The requirements of a lock file, each with its hashes on one line."""
    text = (REQUIREMENTS / f"{name}.lock").read_text().replace("\\\n", " ")
    return [line for line in text.splitlines() if line.strip()]


def pinned(name: str) -> set[str]:
    """``package==version`` and the marker, of every entry."""
    return {entry.partition("--hash")[0].strip() for entry in entries(name)}


def direct(path: Path) -> set[str]:
    """The packages that a requirements file asks for itself, or through another one."""
    names: set[str] = set()
    for line in path.read_text().splitlines():
        if line.startswith("-r "):
            names |= direct(path.parent / line[3:].strip())
        elif match := re.match(r"[A-Za-z0-9][A-Za-z0-9._-]*", line):
            names.add(match[0].lower())
    return names


@pytest.mark.parametrize("name", NAMES)
def test_every_package_is_pinned_with_hashes(name: str) -> None:
    assert len(entries(name)) > 50
    for entry in entries(name):
        assert re.match(r"[a-z0-9._-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry), entry


@pytest.mark.parametrize("name", NAMES)
def test_no_host_and_no_path_is_named(name: str) -> None:
    text = (REQUIREMENTS / f"{name}.lock").read_text()
    assert not re.search(r"://|--index|--extra|--find-links|--trusted|@ |file:", text)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_asked_for_is_locked(name: str) -> None:
    locked = {entry.partition("==")[0] for entry in pinned(name)}
    assert direct(REQUIREMENTS / f"{name}.in") <= locked


def test_tests_run_with_the_versions_that_serve() -> None:
    assert pinned("runtime") <= pinned("local") <= pinned("development")


def test_every_direct_dependency_has_its_reason() -> None:
    explained = (ROOT / "docs" / "dependencies.md").read_text()
    missing = {name for name in direct(REQUIREMENTS / "development.in") if f"`{name}" not in explained.lower()}
    assert not missing


def test_pip_comes_along_for_machines_without_it() -> None:
    (wheel,) = (ROOT / "vendor").glob("*")
    assert re.fullmatch(r"pip-[\d.]+-py3-none-any\.whl", wheel.name)
