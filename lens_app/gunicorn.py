"""gunicorn's settings, for the local stack and for production: threads over forked copies of one loaded application."""

import gc
import os
import socket
import struct
from pathlib import Path

from lens_app import env

wsgi_app = "lens_app.wsgi:application"
bind = env.text("BIND", "0.0.0.0:8000")
worker_class = "gthread"
workers = env.number("WEB_CONCURRENCY", 2)
threads = env.number("WEB_THREADS", 4)
preload_app = True
timeout = 60
graceful_timeout = 20
keepalive = 5
max_requests = env.number("WEB_MAX_REQUESTS", 0)
max_requests_jitter = max_requests // 10
# The heartbeat file of a worker: on a slow disk writing it can stall the worker it watches.
worker_tmp_dir = "/dev/shm" if Path("/dev/shm").is_dir() and os.access("/dev/shm", os.W_OK) else None  # noqa: S108
accesslog = "-" if env.flag("ACCESS_LOG") else None
errorlog = "-"
loglevel = env.text("LOG_LEVEL", "INFO").lower()
proc_name = "lensboard"
control_socket_disable = True
# How long (s) a thread waits for the next bytes of a request. gunicorn's own timeout does not count for threads: a
# connection that was lost in the middle of an upload, or says nothing more on purpose, would hold one for good.
SILENCE = 20


def when_ready(server) -> None:
    """Before forking: let nobody be silent for long, drop what must not be shared, spare the collector what is loaded.

    A connection opened while loading would be one socket in every worker. Objects that stay for good need no visits
    of the collector, which would copy their pages into every worker.
    """
    from django.db import connections  # noqa: PLC0415 - settings must not be read before the application is loaded

    for listener in server.LISTENERS:
        # Every connection that it accepts has it from here (socket(7), SO_RCVTIMEO).
        listener.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, struct.pack("ll", SILENCE, 0))
    connections.close_all()
    gc.collect()
    gc.freeze()
