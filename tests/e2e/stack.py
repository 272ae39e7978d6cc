"""A whole installation for one test: web server, worker with beat, the fake AWS, and mails as files."""

import contextlib
import email
import email.policy
import json
import re
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

from lens_app.stack.processes import worker_pools
from tests.conftest import ROOT, Database
from tests.jobs.brokers import Broker, fast
from tests.processes import answers, free_port, kill_group, start, until

FAKE_KEY = "e2e"


class Stack:
    """Processes on a database and a broker of the test's own; `url` is where a browser finds them."""

    def __init__(self, database: Database, broker: Broker, room: Path, static: Path) -> None:
        self.room = room
        self.mails = room / "mails"
        self.mails.mkdir()
        self.port, self.aws_port = free_port(), free_port()
        self.url, self.aws_url = f"http://localhost:{self.port}", f"http://127.0.0.1:{self.aws_port}"
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.environment = database.environment | fast(JOB_LEASE_SECONDS=3) | {
            "LENSBOARD_LOCAL": "1",
            "LENSBOARD_VAR": str(static),
            "MEDIA_ROOT": str(room / "media"),
            "EMAIL_FILE_PATH": str(self.mails),
            "BIND": f"127.0.0.1:{self.port}",
            "PUBLIC_URL": self.url,
            "WEB_CONCURRENCY": "2",
            "CELERY_BROKER_URL": broker.url,
            "CELERY_QUEUE_PREFIX": broker.prefix,
            "LENSBOARD_AWS_ENDPOINT_URL": self.aws_url,
            "LENSBOARD_AWS_ACCESS_KEY_ID": FAKE_KEY,
            "LENSBOARD_AWS_SECRET_ACCESS_KEY": FAKE_KEY,
            "LENSBOARD_AWS_ACCOUNT_ID": "999988887777",
            "LOG_LEVEL": "INFO",
        }  # fmt: skip

    def start_aws(self) -> None:
        """Serve the demo's accounts."""
        self._start("aws", "lens_app.stack.fake_aws", "--port", str(self.aws_port), "--world", "demo")
        until(lambda: answers(f"{self.aws_url}/_fake/health"), "the fake AWS answers")

    def start_web(self) -> None:
        """Start gunicorn and wait until it answers."""
        self._start("web", "gunicorn", "--config", "python:lens_app.gunicorn")
        until(lambda: answers(f"{self.url}/livez"), "the web server answers", 40)

    def start_worker(self) -> None:
        """Start a worker with two processes and the beat in it."""
        schedule = f"--schedule={self.room / 'schedule'}"
        quiet = ("--without-gossip", "--without-mingle", "--without-heartbeat", "--loglevel=INFO")
        pool = worker_pools(2)[0]
        self._start("worker", "celery", "--app", "lens_app.celery", "worker", *pool, "--beat", schedule, *quiet)
        log = self.room / "worker.log"
        until(lambda: b" ready." in log.read_bytes(), "the worker is ready", 40)

    def kill(self, name: str) -> None:
        """kill -9 for a process and everything it started."""
        process = self.processes.pop(name)
        kill_group(process.pid)
        process.wait()
        (self.room / f"{name}.log").rename(self.room / f"{name}-{time.monotonic_ns()}.log")

    def stop(self) -> None:
        """End everything."""
        for name in list(self.processes):
            self.kill(name)

    def mail_to(self, address: str) -> str:
        """The plain text of the newest mail to this address, once there is one."""
        return until(lambda: self._newest(address), f"a mail to {address}")

    def tell_aws(self, what: str, **facts: object) -> None:
        """Tell the fake AWS something by its administrative address: a role's external id, a fault."""
        address = f"{self.aws_url}/_fake/{what}"
        with urllib.request.urlopen(
            urllib.request.Request(address, json.dumps(facts).encode(), method="PUT"), timeout=5
        ):
            pass

    def _newest(self, address: str) -> str:
        found = ""
        for file in sorted(self.mails.iterdir(), key=lambda path: path.stat().st_mtime):
            for part in re.split(rb"\n-{79}\n", file.read_bytes()):
                message = email.message_from_bytes(part, policy=email.policy.default)
                if address in (message["To"] or ""):
                    found = message.get_body(("plain",)).get_content()
        return found

    def _start(self, name: str, *module: str) -> None:
        self.processes[name] = start([sys.executable, "-m", *module], self.environment, self.room / f"{name}.log")


@contextlib.contextmanager
def collected(folder: Path, environment: Mapping[str, str]) -> Iterator[Path]:
    """A folder with the static files as production has them: hashed names and a manifest."""
    command = [sys.executable, "manage.py", "collectstatic", "--noinput", "--ignore=*.otf", "--verbosity=0"]
    variables = dict(environment) | {"LENSBOARD_VAR": str(folder), "LENSBOARD_LOCAL": "1"}
    subprocess.run(command, cwd=ROOT, env=variables, check=True)
    yield folder
