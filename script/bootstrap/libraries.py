"""Pango, which WeasyPrint draws PDFs with and no Python package brings: found, installed, fetched, or done without."""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

from bootstrap.packages import VAR, say

NEEDED = ("libpango-1.0.so.0", "libpangoft2-1.0.so.0", "libharfbuzz-subset.so.0", "libfontconfig.so.1")
PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
FETCHED = VAR / "libraries"
REFUSED = VAR / "libraries-unavailable"
TRY_AGAIN_AFTER = 24 * 3600
WITHOUT = f"""PDF reports are unavailable: the Pango libraries are missing and could not be fetched.
           Everything else works. To have PDFs, install {", ".join(PACKAGES)}
           (Debian and Ubuntu; Fedora: pango; macOS: brew install pango) and start again."""


def ensure() -> dict[str, str]:
    """The environment variables with which Pango is found, after fetching it if need be."""
    for variables in ({}, fetched()):
        if loads(variables):
            return variables
    if not refused_lately():
        for way in (install, fetch):
            if way() and loads(fetched()):
                REFUSED.unlink(missing_ok=True)
                return fetched()
        REFUSED.touch()
    say(WITHOUT)
    return {}


def loads(variables: dict[str, str]) -> bool:
    """Whether a new process with these variables can load every library."""
    if sys.platform == "darwin":
        check = "from ctypes.util import find_library as f; assert f('pango-1.0') and f('gobject-2.0')"
    else:
        check = f"import ctypes; [ctypes.CDLL(name) for name in {NEEDED!r}]"
    command = [sys.executable, "-S", "-c", check]
    return subprocess.call(command, env=os.environ | variables, stderr=subprocess.DEVNULL) == 0


def fetched() -> dict[str, str]:
    """The variables that point at the libraries `fetch` unpacked; without effect when there are none."""
    if sys.platform == "darwin":
        brew = "/opt/homebrew/lib:/usr/local/lib"
        return {"DYLD_FALLBACK_LIBRARY_PATH": os.environ.get("DYLD_FALLBACK_LIBRARY_PATH") or brew}
    directories = {str(path.parent) for path in FETCHED.glob("**/*.so*")}
    if not directories:
        return {}
    before = [path for path in os.environ.get("LD_LIBRARY_PATH", "").split(":") if path]
    return {"LD_LIBRARY_PATH": ":".join(sorted(directories - set(before)) + before)}


def install() -> bool:
    """As root on Debian and its kin: install the system's packages."""
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say(f"Installing {' '.join(PACKAGES)} with apt-get, for PDF reports (once) …")
    options = ["--yes", "--quiet", "--quiet", "--no-install-recommends"]
    return _run(["apt-get", "update", "-qq"]) and _run(["apt-get", "install", *options, *PACKAGES])


def fetch() -> bool:
    """As an ordinary user on Debian and its kin: download the packages and unpack them under var/, without root."""
    if not all(shutil.which(program) for program in ("apt-get", "apt-cache", "dpkg-deb")):
        return False
    say(f"Fetching {' '.join(PACKAGES)} into {FETCHED}, for PDF reports (once) …")
    work = VAR / "apt"
    for directory in (work / "lists" / "partial", work / "cache" / "archives" / "partial"):
        directory.mkdir(parents=True, exist_ok=True)
    own = ["-o", f"Dir::State::Lists={work}/lists", "-o", f"Dir::Cache={work}/cache", "-o", "Debug::NoLocking=1"]
    draft = FETCHED.with_suffix(".draft")
    try:
        if not _run(["apt-get", *own, "update", "-qq"]):
            return False
        missing = [name for name in dependencies(own) if not installed(name)]
        if not _run(["apt-get", *own, "download", "-qq", *missing], work):
            return False
        shutil.rmtree(draft, ignore_errors=True)
        if not all(_run(["dpkg-deb", "-x", str(package), str(draft)]) for package in work.glob("*.deb")):
            return False
        draft.rename(FETCHED)
        return True
    except OSError:
        return False
    finally:
        shutil.rmtree(work, ignore_errors=True)


def dependencies(own: list[str]) -> list[str]:
    """The names of the packages and of all they depend on, as this release of the system calls them."""
    skip = [f"--no-{kind}" for kind in ("recommends", "suggests", "conflicts", "breaks", "replaces", "enhances")]
    listed = subprocess.run(
        ["apt-cache", *own, "depends", "--recurse", *skip, *PACKAGES], stdout=subprocess.PIPE, text=True, check=False
    )
    return sorted({line for line in listed.stdout.splitlines() if line and line[0] not in " <|"})


def installed(package: str) -> bool:
    """Whether the system has this package."""
    asked = ["dpkg-query", "--show", "--showformat=${db:Status-Status}", package]
    answer = subprocess.run(asked, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=False)
    return answer.stdout.startswith("installed")


def refused_lately() -> bool:
    """Whether fetching failed within the last day: a machine without a network should still start fast."""
    return REFUSED.exists() and time.time() - REFUSED.stat().st_mtime < TRY_AGAIN_AFTER


def _run(command: list[str], directory: Path | None = None) -> bool:
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C"}
    done = subprocess.run(command, cwd=directory, env=environment, capture_output=True, text=True, check=False)
    if done.returncode:
        print((done.stdout + done.stderr).strip(), file=sys.stderr)
    return done.returncode == 0
