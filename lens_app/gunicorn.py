"""gunicorn's settings, for the local stack and for production: threads over forked copies of one loaded application."""

import gc
import os
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


def when_ready(server) -> None:
    """Before forking: drop what must not be shared, and keep what is loaded out of the collector's way.

    A connection opened while loading would be one socket in every worker. Objects that stay for good need no visits
    of the collector, which would copy their pages into every worker.
    """
    from django.db import connections  # noqa: PLC0415 - settings must not be read before the application is loaded

    connections.close_all()
    gc.collect()
    gc.freeze()
