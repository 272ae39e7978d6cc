"""What is in the tree: the files that git knows, so that nobody's leftovers count."""

import subprocess
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("assessments", "integrations", "lens_app")
#: Written by machines, not by people.
GENERATED = ("assessments/migrations/", "integrations/migrations/")


@cache
def tracked() -> tuple[Path, ...]:
    """Every file of the repository that exists, relative to its root."""
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return tuple(path for name in listed.split("\0") if name and (path := Path(name)) and (ROOT / path).is_file())


@cache
def modules() -> tuple[Path, ...]:
    """Every Python file that people wrote, tests and tools included."""
    return tuple(
        path
        for path in tracked()
        if not str(path).startswith(GENERATED) and (path.suffix == ".py" or _is_script(ROOT / path))
    )


def _is_script(path: Path) -> bool:
    return (
        path.suffix == "" and path.parent.name == "script" and path.read_bytes().startswith(b"#!/usr/bin/env python3")
    )
