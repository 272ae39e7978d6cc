"""Starting a program so that it never outlives the process that started it."""

import ctypes
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import IO

PR_SET_PDEATHSIG = 1
# Loaded here, not between fork and exec, where importing could hang.
_libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


def dies_with_parent(how: signal.Signals) -> Callable[[], None] | None:
    """What Popen runs in the child: ask Linux to send ``how`` when the parent dies, however it dies.

    None where the system has no such thing (macOS): there the next start stops what was left.
    """
    if _libc is None:
        return None
    parent = os.getpid()

    def ask() -> None:
        _libc.prctl(PR_SET_PDEATHSIG, int(how), 0, 0, 0)
        if os.getppid() != parent:  # it died between fork and here
            os.kill(os.getpid(), signal.SIGKILL)

    return ask


def start(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    output: int | IO[bytes] | None = None,
    on_parent_death: signal.Signals = signal.SIGTERM,
    user: tuple[int, int] | None = None,
    cwd: str | None = None,
    inherits: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start ``command`` in a session of its own, so that Ctrl-C reaches the supervisor alone.

    ``user`` is (uid, gid) to become; ``output`` takes both stdout and stderr; ``inherits`` are file descriptors that
    stay open in it. Call it from the main thread: Linux counts the death of the starting thread as the parent's.
    """
    become = {"user": user[0], "group": user[1], "extra_groups": []} if user else {}
    return subprocess.Popen(
        command,
        env=dict(env),
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        start_new_session=True,
        pass_fds=inherits,
        preexec_fn=dies_with_parent(on_parent_death),
        **become,
    )
