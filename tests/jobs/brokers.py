"""Real brokers and real workers for the tests."""

import os
import socket
import subprocess
import sys
import threading
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import psycopg
import pytest
from celery import Celery

from lens_app.stack import ports, roles
from lens_app.stack.processes import worker_pools
from tests.processes import free_port, kill_group, start, until

#: Seconds instead of half minutes: what a killed worker leaves is taken up soon.
FAST = {
    "JOB_LEASE_SECONDS": 2,
    "JOB_HEARTBEAT_SECONDS": 1,
    "JOB_SWEEP_SECONDS": 1,
    "JOB_RESEND_SECONDS": 2,
    "JOB_RETRY_SECONDS": 1,
    "AUDIT_SEAL_SECONDS": 1,
}
SESSIONS = """
    SELECT pid, datname, usename, state, wait_event, pg_blocking_pids(pid), now() - state_change, left(query, 160)
      FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND state <> 'idle'"""
#: What the tests' own process sends with; `settings.CELERY_APP` names it.
app: Celery | None = None


@dataclass(frozen=True)
class Broker:
    """A broker, and the queues on it that only this test uses."""

    url: str
    prefix: str

    def lose_everything(self) -> None:
        """Throw away every message."""
        if self.url.startswith("pgmq"):
            with psycopg.connect(_queue_url()) as connection:
                for (name,) in connection.execute("SELECT queue_name FROM pgmq.meta").fetchall():
                    if name.startswith(self.prefix):
                        connection.execute("SELECT pgmq.purge_queue(%s)", [name])
        else:
            with socket.create_connection(("127.0.0.1", urlsplit(self.url).port), 5) as redis:
                redis.sendall(b"FLUSHALL\r\n")
                assert redis.recv(100).startswith(b"+OK")


def fast(**more: int) -> dict[str, str]:
    """`FAST` settings, and ``more`` of them, for the environment of a process."""
    return {name: str(value) for name, value in (FAST | more).items()}


@contextmanager
def pgmq() -> Iterator[Broker]:
    """Queues in the PostgreSQL of the test run."""
    roles.ensure_queue(_queue_url())
    broker = Broker(os.environ["CELERY_BROKER_URL"], f"t{uuid.uuid4().hex[:8]}_")
    yield broker
    with psycopg.connect(_queue_url()) as connection:
        for (name,) in connection.execute("SELECT queue_name FROM pgmq.meta").fetchall():
            if name.startswith(broker.prefix):
                connection.execute("SELECT pgmq.drop_queue(%s)", [name])


@contextmanager
def redis(room: Path) -> Iterator[Broker]:
    """A Redis of this test's own."""
    program = os.environ.get("LENSBOARD_REDIS_SERVER")
    if not program:
        pytest.skip("no Redis on this machine")
    port = free_port()
    broker = Broker(f"redis://127.0.0.1:{port}/0", "t_")
    command = [program, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(room)]
    server = start(command, os.environ, room / "redis.log")
    try:
        until(lambda: ports.answers(broker.url), "redis answers")
        yield broker
    finally:
        kill_group(server.pid)
        server.wait()


class Worker:
    """A Celery worker that does two things at a time (one, where it only has threads), with a beat of its own.

    It is started again whenever it dies, as every supervisor does: where the machine only carries a pool of threads, to
    kill what does a job is to kill the whole worker.
    """

    def __init__(self, broker: Broker, room: Path, environment: dict[str, str]) -> None:
        self.log = room / f"worker-{uuid.uuid4().hex[:6]}.log"
        self._environment = environment | {"CELERY_BROKER_URL": broker.url, "CELERY_QUEUE_PREFIX": broker.prefix}
        self._groups: list[int] = []
        self._wanted = True
        self._changing = threading.Lock()
        self.process = self._start()
        threading.Thread(target=self._keep_up, name=self.log.stem, daemon=True).start()
        until(lambda: b" ready." in self.log.read_bytes(), "the worker is ready", 40, self._said)

    def kill(self) -> None:
        """kill -9 for the worker and everything it started."""
        with self._changing:
            self._wanted = False
            for group in self._groups:
                kill_group(group)
        self.process.wait()

    def _said(self) -> str:
        """Why it is not ready: the end of what it wrote, and who waits for whom in the database."""
        with psycopg.connect(_queue_url()) as connection:
            sessions = connection.execute(SESSIONS).fetchall()
        return "\n".join([self.log.read_text(errors="replace")[-4000:], *map(str, sessions)])

    def _start(self) -> subprocess.Popen[bytes]:
        pool = worker_pools(2)[0]
        beat = ["--beat", f"--schedule={self.log.with_suffix('')}-{len(self._groups)}"]
        quiet = ["--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=INFO"]
        command = [sys.executable, "-m", "celery", "--app", "tests.jobs.worker", "worker", *pool, *beat, *quiet]
        process = start(command, self._environment, self.log)
        self._groups.append(process.pid)
        return process

    def _keep_up(self) -> None:
        while self._wanted:
            self.process.wait()
            with self._changing:
                if self._wanted:
                    self.process = self._start()


def _queue_url() -> str:
    return "postgresql" + os.environ["CELERY_BROKER_URL"].removeprefix("pgmq")
