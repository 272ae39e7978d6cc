"""The commands under script/: which Python they take, and what they say before anything is installed."""

import subprocess
import sys
from pathlib import Path

import pytest

from lens_app.stack.places import ROOT

# Runs a script as if the Python that reads it were of another version.
PRETEND = (
    "import sys, runpy; sys.path.insert(0, {directory!r}); sys.argv = [{script!r}, '--help']\n"
    "sys.version_info = {version}; runpy.run_path({script!r}, run_name='__main__')"
)


def pretend(script: str, version: tuple[int, int], path: Path) -> subprocess.CompletedProcess[str]:
    """Run ``script --help`` with a Python that claims ``version`` and a PATH of one directory."""
    code = PRETEND.format(directory=str(ROOT / "script"), script=str(ROOT / "script" / script), version=version)
    return subprocess.run([sys.executable, "-c", code], env={"PATH": str(path)}, capture_output=True, text=True)


def program(path: Path, text: str) -> None:
    """Write an executable shell script."""
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)


@pytest.mark.parametrize("script", ["server", "manage", "test"])
@pytest.mark.parametrize("version", [(3, 9), (3, 10), (3, 15)])
def test_a_wrong_python_says_which_are_right(script: str, version: tuple[int, int], tmp_path: Path) -> None:
    done = pretend(script, version, tmp_path)
    assert done.returncode == 1
    assert "needs Python 3.11 to 3.14" in done.stderr
    assert f"this is {version[0]}.{version[1]}" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_right_python_on_the_path_is_taken_instead(tmp_path: Path) -> None:
    program(tmp_path / "python3.14", "exit 1")  # a version manager's shim without that version
    program(tmp_path / "python3.13", f'exec {sys.executable} "$@"')
    done = pretend("server", (3, 9), tmp_path)
    assert done.returncode == 0, done.stderr
    assert "--no-demo" in done.stdout


@pytest.mark.parametrize("script", ["server", "manage", "test"])
def test_help_needs_nothing_installed(script: str, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "script" / script), "--help"],
        env={"PATH": "/nonexistent", "LENSBOARD_VAR": str(tmp_path / "var")},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0
    assert f"script/{script}" in done.stdout
    assert not (tmp_path / "var").exists()


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "script" / "server"), f"--port={port}"], capture_output=True, text=True
    )
    assert done.returncode == 2
    assert "not a port number" in done.stderr
