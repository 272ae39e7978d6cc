"""A virtual environment under var/ that holds exactly what a lock file names, made again only when the file changes."""

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("LENSBOARD_VAR") or ROOT / "var").resolve()
MIRROR_ADVICE = """
The packages could not be installed; the reason is above. Behind a mirror or a proxy, pip reads PIP_INDEX_URL or
pip.conf, uv reads UV_DEFAULT_INDEX, and both read HTTPS_PROXY."""


def environment(lock: str) -> Path:
    """The Python of an environment with the packages of ``requirements/<lock>.lock``, made when it is not there.

    Ends the program with advice when ``var/`` cannot be written or the packages cannot be had.
    """
    lock_file = ROOT / "requirements" / f"{lock}.lock"
    directory = VAR / f"venv-{lock}"
    python = directory / "bin" / "python"
    stamp = directory / "stamp"
    wanted = _stamp(lock_file)
    if _read(stamp) == wanted:
        return python
    _writable(VAR)
    with (VAR / f"venv-{lock}.lock").open("w") as guard:
        fcntl.flock(guard, fcntl.LOCK_EX)  # another start may be installing the same
        if _read(stamp) != wanted:
            count = sum("==" in line for line in lock_file.read_text().splitlines())
            say(f"Installing {count} packages into {directory} (once) …")
            shutil.rmtree(directory, ignore_errors=True)
            install(directory, lock_file)
            stamp.write_text(wanted)
    return python


def install(directory: Path, lock_file: Path) -> None:
    """Make the environment and install into it: with uv when it is there, else with the pip that came along."""
    python = directory / "bin" / "python"
    if uv := shutil.which("uv"):
        made = _quiet([uv, "venv", "--quiet", "--python", sys.executable, str(directory)])
        options = ["--quiet", "--require-hashes", "--only-binary", ":all:", "--requirement", str(lock_file)]
        if made and _quiet([uv, "pip", "install", "--python", str(python), *options]):
            return
        say("uv did not manage; trying pip …")
        shutil.rmtree(directory, ignore_errors=True)
    # A bare Debian has venv but neither ensurepip nor pip, so pip's own wheel is part of the checkout.
    pip = next((ROOT / "vendor").glob("pip-*.whl")) / "pip"
    options = ["--quiet", "--disable-pip-version-check", "--no-input", "--no-warn-script-location"]
    options += ["--require-hashes", "--only-binary", ":all:", "--requirement", str(lock_file)]
    made = subprocess.call([sys.executable, "-m", "venv", "--without-pip", str(directory)]) == 0
    if not made or subprocess.call([str(python), str(pip), "install", "--root-user-action", "ignore", *options]):
        sys.exit(MIRROR_ADVICE)


def say(text: str) -> None:
    """Tell the person at the terminal what takes the time."""
    print(f"lensboard: {text}", file=sys.stderr, flush=True)


def _stamp(lock_file: Path) -> str:
    digest = hashlib.sha256(lock_file.read_bytes()).hexdigest()
    version = ".".join(map(str, sys.version_info[:2]))
    return f"{digest} {version} {ROOT}\n"


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""


def _quiet(command: list[str]) -> bool:
    done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    if done.returncode:
        print(done.stdout, file=sys.stderr)
    return done.returncode == 0


def _writable(directory: Path) -> None:
    try:
        directory.mkdir(parents=True, exist_ok=True)
        writable = os.access(directory, os.W_OK | os.X_OK)
    except OSError:
        writable = False
    if not writable:
        sys.exit(
            f"{directory} cannot be written by this user. Was it made by another one, say root? Give it to this user "
            f"(chown -R), or set LENSBOARD_VAR to a directory of your own."
        )
