"""One long-running process of the stack: started, watched, started again when it dies, stopped."""

import multiprocessing
import os
import signal
import subprocess
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from lens_app.stack import children
from lens_app.stack.logs import Logs

FIRST_PAUSE = 1.0
LONGEST_PAUSE = 30.0
STEADY_AFTER = 60.0


@dataclass
class Process:
    """A command that is to run all the time. Times are seconds of the monotonic clock.

    ``inherits`` are file descriptors of ours that every start of it gets too.
    """

    name: str
    command: Sequence[str]
    env: Mapping[str, str]
    logs: Logs
    inherits: tuple[int, ...] = ()
    running: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    again: float = 0.0
    pause: float = field(default=FIRST_PAUSE)

    def start(self) -> None:
        """Start it now."""
        self.running = children.start(
            self.command, env=self.env, output=subprocess.PIPE, cwd=self.env["PYTHONPATH"], inherits=self.inherits
        )
        self.started = time.monotonic()
        self.logs.follow(self.name, self.running.stdout)

    def watch(self) -> None:
        """Start it again when it has ended and its pause is over; each end in quick succession doubles the pause."""
        now = time.monotonic()
        if self.running is None:
            if now >= self.again:
                self.start()
            return
        code = self.running.poll()
        if code is None:
            return
        self.pause = FIRST_PAUSE if now - self.started > STEADY_AFTER else min(self.pause * 2, LONGEST_PAUSE)
        self.again = now + self.pause
        self.running = None
        self.logs.say(f"{self.name} ended ({ending(code)}); starting it again in {self.pause:.0f} s")

    def alive(self) -> bool:
        """Whether it runs at this moment."""
        return self.running is not None and self.running.poll() is None

    def signal(self, how: signal.Signals, *, group: bool = False) -> None:
        """Send a signal to the process, or to it and all its children."""
        if not self.alive():
            return
        try:
            if group:
                os.killpg(self.running.pid, how)
            else:
                self.running.send_signal(how)
        except ProcessLookupError:
            pass


def ending(code: int) -> str:
    """How a process ended, in words: ``exit code 3`` or ``killed by SIGKILL``."""
    return f"exit code {code}" if code >= 0 else f"killed by {signal.Signals(-code).name}"


def worker_pools(at_once: int) -> list[tuple[str, str]]:
    """The options of the Celery workers that together do so many things at a time, none of which takes another along.

    One worker with a process for each; or, where processes cannot share semaphores (in some containers /dev/shm is
    missing or closed to ordinary users), as many workers of one thread: threads die together, and a job that kills its
    worker would kill the ones beside it.
    """
    try:
        multiprocessing.Lock()
    except OSError:
        return [("--pool=threads", "--concurrency=1")] * at_once
    return [("--pool=prefork", f"--concurrency={at_once}")]
