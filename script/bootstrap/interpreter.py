"""A Python that the locked packages were built for. This file must also be readable by the Pythons that are too old."""

import os
import shutil
import subprocess
import sys

OLDEST = (3, 11)
NEWEST = (3, 14)
AGAIN = "LENSBOARD_INTERPRETER_CHOSEN"


def require():
    """Return when this Python will do; otherwise start the script again with one that does, or end with advice."""
    if OLDEST <= sys.version_info[:2] <= NEWEST:
        return
    other = None if os.environ.get(AGAIN) else find()
    if other is None:
        sys.exit(advice())
    os.environ[AGAIN] = "1"
    os.execv(other, [other, *sys.argv])  # noqa: S606 - becoming that Python is the point


def find():
    """The path of the newest suitable Python on the PATH, or one that uv knows of; None when there is none."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        path = shutil.which(f"python3.{minor}")
        if path and works(path):
            return path
    uv = shutil.which("uv")
    if uv is None:
        return None
    wanted = f">={dotted(OLDEST)},<{NEWEST[0]}.{NEWEST[1] + 1}"
    found = subprocess.run([uv, "python", "find", wanted], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
    path = found.stdout.decode().strip()
    return path if found.returncode == 0 and works(path) else None


def works(path):
    """Whether the program runs and is of a suitable version: a version manager's shim may be there and fail."""
    check = f"import sys, venv, ctypes; sys.exit(not {OLDEST!r} <= sys.version_info[:2] <= {NEWEST!r})"
    try:
        return subprocess.call([path, "-c", check], stderr=subprocess.DEVNULL) == 0
    except OSError:
        return False


def advice():
    """What to tell the person when no Python will do."""
    return (
        f"Lensboard needs Python {dotted(OLDEST)} to {dotted(NEWEST)}; this is {dotted(sys.version_info[:2])}, "
        "and no other was found.\n"
        "Install one (Debian and Ubuntu: apt install python3.11; macOS: brew install python@3.13; "
        "anywhere: uv python install 3.13) and start again."
    )


def dotted(version):
    """(3, 11) as 3.11."""
    return ".".join(str(part) for part in version)
