"""`script/server`: everything up, watched, and down again, in the order in which one needs the other."""

import fcntl
import os
import signal
import socket
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from lens_app.stack import database, places, ports
from lens_app.stack.database import InUse
from lens_app.stack.errors import StackError
from lens_app.stack.fake_aws.roles import OPERATOR
from lens_app.stack.logs import Logs
from lens_app.stack.postgres import free_port
from lens_app.stack.preparation import Preparation
from lens_app.stack.processes import Process, worker_pools

TICK = 0.2
# After SIGTERM a worker finishes what it does; its jobs are rows that survive, so it is not waited for for long.
ASK, INSIST, KILL = 0.0, 6.0, 9.0
SLOW_START = 60.0
JOBS_AT_ONCE = 3
ASK_EVERY = 0.4


@dataclass(frozen=True)
class Options:
    """What the person chose: see `script/server --help`."""

    host: str
    port: int
    demo: bool

    @property
    def address(self) -> str:
        """The address to open in a browser on this machine."""
        host = "localhost" if self.host in {"127.0.0.1", "0.0.0.0", "::", "::1"} else self.host  # noqa: S104
        return f"http://{bracketed(host)}:{self.port}"

    @property
    def reach(self) -> str:
        """host:port at which the supervisor itself finds the web server."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104
        return f"{bracketed(host)}:{self.port}"


def bracketed(host: str) -> str:
    """An IPv6 address in brackets, anything else as it is."""
    return f"[{host}]" if ":" in host else host


class Stopped(Exception):
    """Somebody asked the stack to stop."""


class Supervisor:
    """The running stack. ``listener`` is the web's port, held by `run` as long as it lasts."""

    listener: socket.socket

    def __init__(self, options: Options) -> None:
        self.options = options
        self.places = places.here()
        self.logs = Logs(self.places.logs)
        self.processes: list[Process] = []

    def run(self) -> None:
        """Start everything and stay until somebody stops it. Raises StackError when it cannot start."""
        for how in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(how, _stop)
        # The port is held from here to the end: nobody else can answer in our place, and a browser that comes too
        # early, or while the web server is started again, waits for its page.
        with self._only_one(), ports.listen(self.options.host, self.options.port) as self.listener:
            self.logs.say("Starting …")
            try:
                with database.in_use(self.places, patient=False) as db:
                    try:
                        self._serve(db)
                    finally:
                        self._stop_processes()
            except Stopped:
                self.logs.say("Stopped.")

    def _serve(self, db: InUse) -> None:
        environment = self._environment(db)
        if self._fakes_aws():  # first, because filling in the demo talks to it
            self._start(self._aws(environment))
            self._until(lambda: ports.answers(environment["AWS_FAKE_URL"]), db)
        logins = Preparation(self.places, environment, self.logs).run(demo=self.options.demo)
        for process in self._servers(environment):
            self._start(process)
        self._until(self._ready, db)
        self._announce(logins)
        while True:
            self._watch(db)

    def _environment(self, db: InUse) -> dict[str, str]:
        environment = dict(db.environment)
        environment.setdefault("ALLOWED_HOSTS", ",".join(ports.names_of(self.options.host)))
        environment.setdefault("PUBLIC_URL", self.options.address)
        environment["BIND"] = f"fd://{self.listener.fileno()}"
        if self._fakes_aws():
            address = f"http://127.0.0.1:{free_port()}"
            environment |= {
                "AWS_FAKE_URL": address,
                "LENSBOARD_AWS_ENDPOINT_URL": address,
                "LENSBOARD_AWS_ACCESS_KEY_ID": "demo",
                "LENSBOARD_AWS_SECRET_ACCESS_KEY": "demo",
                "LENSBOARD_AWS_ACCOUNT_ID": OPERATOR,
            }
        return environment

    def _fakes_aws(self) -> bool:
        """The demo has an AWS of its own, unless the person brought credentials for the real one."""
        return self.options.demo and not os.environ.get("LENSBOARD_AWS_ACCESS_KEY_ID")

    def _start(self, process: Process) -> None:
        self.processes.append(process)
        process.start()

    def _process(
        self, name: str, environment: dict[str, str], *arguments: str, inherits: tuple[int, ...] = ()
    ) -> Process:
        return Process(name, [sys.executable, "-m", *arguments], environment, self.logs, inherits)

    def _aws(self, environment: dict[str, str]) -> Process:
        port = environment["AWS_FAKE_URL"].rpartition(":")[2]
        options = ("--port", port, "--world", "demo", "--roles", str(self.places.home / "aws-roles.json"))
        return self._process("aws", environment, "lens_app.stack.fake_aws", *options)

    def _servers(self, environment: dict[str, str]) -> Iterator[Process]:
        celery = ("celery", "--quiet", "--app", "lens_app.celery")
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat")
        listener = (self.listener.fileno(),)
        yield self._process("web", environment, "gunicorn", "--config", "python:lens_app.gunicorn", inherits=listener)
        for number, pool in enumerate(worker_pools(JOBS_AT_ONCE), start=1):
            name = f"--hostname=worker{number}@local"
            yield self._process("worker", environment, *celery, "worker", *pool, name, *quiet)
        schedule = f"--schedule={self.places.var / 'schedule'}"
        yield self._process("beat", environment, *celery, "beat", schedule, "--pidfile=")

    def _watch(self, db: InUse) -> None:
        self.logs.pump(TICK)
        if db.cluster and db.cluster.running() is None:
            self.logs.say("The database ended; starting it again")
            db.cluster.start(db.port)
        for process in self.processes:
            process.watch()

    def _until(self, condition: Callable[[], bool], db: InUse) -> None:
        """Watch over the stack until the condition holds; say so once when that takes long."""
        told = False
        started = asked = time.monotonic()
        while True:
            self._watch(db)
            now = time.monotonic()
            if now - asked > ASK_EVERY:
                asked = now
                if condition():
                    return
            if not told and now - started > SLOW_START:
                told = True
                self.logs.say(f"Not ready after {SLOW_START:.0f} s: see the lines above and {self.places.logs}")

    def _ready(self) -> bool:
        if not all(process.alive() for process in self.processes):
            return False
        try:
            with urllib.request.urlopen(f"http://{self.options.reach}/readyz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False

    def _announce(self, logins: str) -> None:
        self.logs.say(f"Lensboard is ready: {self.options.address}   (Ctrl-C stops it)")
        for line in logins.rstrip().splitlines():
            self.logs.say(line)
        if self.options.host not in {"127.0.0.1", "::1", "localhost"}:
            self.logs.say("Everybody who reaches this machine can open it, over plain HTTP and with the demo's logins.")

    def _stop_processes(self) -> None:
        """Ask, then insist, then kill. A signal during this goes straight to killing."""
        self.listener.close()  # who comes now is refused, and does not wait for what will not be started again
        if any(process.alive() for process in self.processes):
            self.logs.say("Stopping …")
        begun = time.monotonic()
        steps = [(ASK, signal.SIGTERM), (INSIST, signal.SIGQUIT), (KILL, signal.SIGKILL)]
        while steps or any(process.alive() for process in self.processes):
            try:
                while steps and time.monotonic() - begun >= steps[0][0]:
                    _, how = steps.pop(0)
                    for process in self.processes:
                        process.signal(how, group=how == signal.SIGKILL)
                if not any(process.alive() for process in self.processes):
                    break
                self.logs.pump(0.05)
            except Stopped:
                begun = -KILL
        self.logs.drain()

    @contextmanager
    def _only_one(self) -> Iterator[None]:
        with self.places.lock.open("a+") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                lock.seek(0)
                raise StackError(f"Lensboard already runs from this checkout: {lock.read().strip()}.") from None
            lock.truncate(0)
            lock.write(f"{self.options.address} (process {os.getpid()})")
            lock.flush()
            yield


def _stop(*_: object) -> None:
    raise Stopped
