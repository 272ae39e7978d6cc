"""One PostgreSQL cluster of our own: made, started on 127.0.0.1, found again after a crash, stopped."""

import contextlib
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from lens_app.stack import children
from lens_app.stack.binaries import Binaries
from lens_app.stack.errors import StackError

HOST = "127.0.0.1"
SUPERUSER = "postgres"
ACCOUNT = "nobody"  # the one unprivileged account that every system has
READY_WITHIN = 60.0
STOP_WITHIN = 20.0
# A throw-away cluster of a test run: its data need not survive a power cut.
FAST = ("fsync=off", "full_page_writes=off", "synchronous_commit=off", "autovacuum=off")
SETTINGS = (
    f"listen_addresses={HOST}",
    "unix_socket_directories=",  # a path may be too long for a socket, and TCP with a password serves everybody
    "max_connections=80",
    "timezone=UTC",
    "log_timezone=UTC",
    "password_encryption=scram-sha-256",
)


@dataclass(frozen=True)
class Running:
    """A postmaster that is alive: its process and the port it listens on."""

    pid: int
    port: int


class Cluster:
    """A data directory under ``home`` and the server that serves it.

    As root the server and the data belong to the account ``nobody``, because PostgreSQL refuses to run as root; the
    ``binaries`` must then be where that account can reach them. ``durable=False`` trades safety for speed, for tests.
    """

    def __init__(self, home: Path, binaries: Binaries, password: str, *, log: Path, durable: bool = True) -> None:
        self.data = home / "data"
        self.binaries = binaries
        self.password = password
        self.log = log
        self.durable = durable
        self.process: subprocess.Popen[bytes] | None = None
        self._user = _account()

    def ensure(self) -> Running:
        """The running server, made and started when it is not. Raises StackError when it does not come up."""
        if running := self.running():
            self.wait(running)
            return running
        self.make()
        return self.start()

    def make(self) -> None:
        """Make the data directory unless it is there. A half-made one is never left under the final name."""
        if (self.data / "PG_VERSION").exists():
            return
        draft = self.data.with_name(f"data.{secrets.token_hex(4)}")
        draft.mkdir(mode=0o700)
        secret = draft.with_suffix(".password")
        secret.touch(mode=0o600)
        secret.write_text(self.password)
        try:
            if self._user:
                for path in (draft, secret):
                    os.chown(path, *self._user)
            self._run("initdb", "-D", str(draft), "-U", SUPERUSER, f"--pwfile={secret}", *self._initdb_options())
            draft.rename(self.data)
        finally:
            secret.unlink(missing_ok=True)
            shutil.rmtree(draft, ignore_errors=True)

    def start(self, port: int | None = None) -> Running:
        """Start the server on ``port``, or on a free one, and wait until it answers."""
        for _ in range(3):  # between finding a free port and taking it, another program may take it
            chosen = port or free_port()
            options = (*SETTINGS, f"port={chosen}", *(() if self.durable else FAST))
            command = [self.binaries.program("postgres"), "-D", str(self.data)]
            with self.log.open("ab") as output:
                self.process = children.start(
                    command + [part for option in options for part in ("-c", option)],
                    env=_environment(),
                    output=output,
                    on_parent_death=signal.SIGINT,  # a fast shutdown: roll back, write out, leave
                    user=self._user,
                    cwd="/",
                )
            running = Running(self.process.pid, chosen)
            try:
                self.wait(running)
                return running
            except StackError:
                if port:
                    raise
        raise StackError(f"PostgreSQL does not start. Its own words are in {self.log}:\n{_tail(self.log)}")

    def wait(self, running: Running) -> None:
        """Return when the server takes connections. Raises StackError when it has ended or takes too long."""
        deadline = time.monotonic() + READY_WITHIN
        while time.monotonic() < deadline:
            if self.process and self.process.poll() is not None:
                raise StackError(f"PostgreSQL ended at its start. Its own words, in {self.log}:\n{_tail(self.log)}")
            try:
                psycopg.connect(self.superuser_url(running.port), connect_timeout=5).close()
                return
            except psycopg.OperationalError as error:
                if "password authentication failed" in str(error):
                    raise StackError(f"PostgreSQL at {self.data} refuses the password in its home.") from error
                time.sleep(0.03)
        raise StackError(f"PostgreSQL did not answer within {READY_WITHIN:.0f} s. Its own words are in {self.log}")

    def running(self) -> Running | None:
        """The server of this data directory when it is alive, whoever started it."""
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
            running = Running(int(lines[0]), int(lines[3]))
        except (OSError, IndexError, ValueError):
            return None
        return running if _is_postgres(running.pid) else None

    def stop(self) -> None:
        """Stop the server fast: running transactions are rolled back, everything committed is on disk."""
        running = self.running()
        pid = self.process.pid if self.process and self.process.poll() is None else running.pid if running else None
        if pid is None:
            return
        for how in (signal.SIGINT, signal.SIGQUIT):
            _signal(pid, how)
            if self._ended(pid, STOP_WITHIN):
                self.process = None
                return
        raise StackError(f"PostgreSQL (process {pid}) does not stop. Its own words are in {self.log}")

    def superuser_url(self, port: int, database: str = "postgres") -> str:
        """Only for making roles and databases; it is never handed to the application."""
        return f"postgresql://{SUPERUSER}:{self.password}@{HOST}:{port}/{database}"

    def _ended(self, pid: int, within: float) -> bool:
        deadline = time.monotonic() + within
        while time.monotonic() < deadline:
            if self.process and self.process.pid == pid:
                if self.process.poll() is not None:
                    return True
            elif not _is_postgres(pid):
                return True
            time.sleep(0.02)
        return False

    def _initdb_options(self) -> list[str]:
        options = ["--auth=scram-sha-256", "--encoding=UTF8", "--data-checksums", "--no-instructions"]
        if not self.durable:
            options.append("--no-sync")
        if self.binaries.major >= 17:
            return [*options, "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        return [*options, "--locale=C.UTF-8"]

    def _run(self, name: str, *arguments: str) -> None:
        become = {"user": self._user[0], "group": self._user[1], "extra_groups": []} if self._user else {}
        done = subprocess.run(
            [self.binaries.program(name), *arguments],
            env=_environment(),
            cwd="/",
            capture_output=True,
            text=True,
            **become,
        )
        if done.returncode:
            raise StackError(f"{name} failed:\n{done.stdout}{done.stderr}")


def free_port() -> int:
    """A TCP port on 127.0.0.1 that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return probe.getsockname()[1]


def data_version(home: Path) -> int | None:
    """The major version of PostgreSQL that made the data under ``home``; None when there is none yet."""
    try:
        return int((home / "data" / "PG_VERSION").read_text().split(".")[0])
    except (OSError, ValueError):
        return None


def _account() -> tuple[int, int] | None:
    if os.geteuid() != 0:
        return None
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError as error:
        raise StackError(f"PostgreSQL cannot run as root, and there is no account {ACCOUNT!r} to run it.") from error
    return entry.pw_uid, entry.pw_gid


def _environment() -> dict[str, str]:
    # PG* variables of the person's shell would redirect the server; the locale is fixed so that sorting is too.
    return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}


def _is_postgres(pid: int) -> bool:
    """Whether a live process ``pid`` is PostgreSQL: after a crash the number may belong to something else."""
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    try:
        status = Path(f"/proc/{pid}/stat").read_text()
    except OSError:
        return not Path("/proc/self/stat").exists()
    name, _, rest = status.rpartition(")")
    return "postgres" in name and rest.split()[0] != "Z"


def _signal(pid: int, how: signal.Signals) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, how)


def _tail(log: Path, lines: int = 15) -> str:
    return "\n".join(log.read_text(errors="replace").splitlines()[-lines:])
