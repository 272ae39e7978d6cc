"""What tests need of real processes: a port to give them, their start, the wait until they are there, and their end."""

import contextlib
import os
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeVar

import pytest

from lens_app.stack.places import ROOT

T = TypeVar("T")
#: The machine's own browser, as script/test found it.
CHROMIUM = os.environ.get("LENSBOARD_CHROMIUM")


def free_port() -> int:
    """A port that nobody uses now."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def start(command: Sequence[str], environment: Mapping[str, str], log: Path) -> subprocess.Popen[bytes]:
    """Start a program at the root of the project, in a group of its own; all it says is added to ``log``."""
    with log.open("ab") as said:
        return subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=said, stderr=subprocess.STDOUT, start_new_session=True
        )


def until(look: Callable[[], T], what: str, seconds: float = 30, said: Callable[[], str] = str) -> T:
    """Look again and again until there is something. Fails the test after ``seconds``, with what was ``said``."""
    end = time.monotonic() + seconds
    while not (seen := look()):
        if time.monotonic() > end:
            pytest.fail(f"not within {seconds} s: {what}\n{said()}")
        time.sleep(0.05)
    return seen


def answers(url: str, seconds: float = 2) -> bool:
    """Whether something at this address answers well within ``seconds``."""
    try:
        with urllib.request.urlopen(url, timeout=seconds) as answer:
            return answer.status == 200
    except OSError:
        return False


def alive(pid: int) -> bool:
    """Whether a process is there and not a zombie."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def kill(pid: int) -> None:
    """kill -9: the end that no process can prepare for."""
    os.kill(pid, signal.SIGKILL)


def kill_group(pid: int) -> None:
    """kill -9 for what `start` started and everything that started in turn, if there is anything left of it."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
