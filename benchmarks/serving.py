"""gunicorn as in production, for the application and for its twins, each on a port of its own."""

import http.client
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
STARTS_WITHIN = 60


@contextmanager
def served(application: str, more: Mapping[str, str]) -> Iterator[str]:
    """The address of a gunicorn that serves this WSGI application with ``more`` in its environment."""
    port = _free_port()
    environment = {"BIND": f"127.0.0.1:{port}", "LOG_LEVEL": "WARNING", "WEB_CONCURRENCY": "2", "WEB_THREADS": "2"}
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "--config", "python:lens_app.gunicorn", application],
        cwd=ROOT,
        env=os.environ | environment | {"PYTHONPATH": str(ROOT)} | more,
    )
    try:
        _wait(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.terminate()
        server.wait(30)


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def _wait(port: int, server: "subprocess.Popen[bytes]") -> None:
    """Until it answers anything at all. Raises RuntimeError when it ends or stays silent."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        if server.poll() is not None:
            break
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
            connection.request("GET", "/livez")
            connection.getresponse().read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")
