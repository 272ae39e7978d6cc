"""Celery: how workers are woken. Which broker is one address, `CELERY_BROKER_URL`; the rest follows from it.

Start with ``celery --app lens_app.celery worker`` and ``celery --app lens_app.celery beat``.
"""

import logging
import os
import threading
from typing import Any
from urllib.parse import urlsplit

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "lens_app.settings")

from celery import Celery
from celery.signals import worker_ready, worker_shutdown
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError, connections
from kombu import Exchange, Queue
from redis.exceptions import RedisError

# A message that was taken and not acknowledged comes back after this long; no task may still run by then.
VISIBILITY_SECONDS = 3600
SWEEP, SEAL = "assessments.tasks.sweep", "assessments.tasks.seal_audit"
ALIVE_EVERY, ALIVE_FOR = 15, 60
logger = logging.getLogger(__name__)


def _giving_up(url: str) -> str:
    """The URL, for connections that give up a transaction in which their worker stands still: others wait for it."""
    option = f"options=-c%20idle_in_transaction_session_timeout%3D{settings.JOB_LEASE_SECONDS}s"
    return f"{url}{'&' if '?' in url else '?'}{option}"


def transport_options(url: str) -> dict[str, Any]:
    """What kombu has to be told about this broker. Raises ImproperlyConfigured on a kind that our tests do not run."""
    scheme = urlsplit(url).scheme.partition("+")[0]
    if scheme == "pgmq":
        return {
            "conn_string": _giving_up("postgresql" + url.removeprefix("pgmq")),  # else kombu reads DATABASE_URL
            "init_extension": False,  # the queue is plain tables and functions, installed by its owner
            "use_notify": True,
            "notify_throttle_interval_ms": 0,
            "polling_interval": 0.5,
            "wait_time_seconds": 0,
            "visibility_timeout": VISIBILITY_SECONDS,
            "pool_size": 2,
            "pool_timeout": 3,
        }
    if scheme in {"redis", "rediss"}:
        return {
            "visibility_timeout": VISIBILITY_SECONDS,
            "unacked_restore_throttle": 1,
            "socket_connect_timeout": 3,
            "socket_timeout": 10,
        }
    if not url:
        return {}
    raise ImproperlyConfigured(
        f"CELERY_BROKER_URL starts with {scheme}://. Use pgmq:// (PostgreSQL), redis:// or rediss://."
    )


def queue(name: str) -> Queue:
    """One of our queues."""
    whole = settings.CELERY_QUEUE_PREFIX + name
    # Its own exchange and key: Celery would otherwise bind every queue to the default one's, and copy messages.
    return Queue(whole, Exchange(whole, type="direct"), routing_key=whole)


def configuration(url: str) -> dict[str, Any]:
    """All of Celery's settings for this broker."""
    scheme = urlsplit(url).scheme
    jobs, upkeep = queue("jobs"), queue("upkeep")
    # Queue names of remote control hold the host's name and can be too long for PostgreSQL.
    controlled = scheme.startswith("redis")
    return {
        "broker_url": url or None,
        "broker_transport_options": transport_options(url),
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        "broker_connection_timeout": 3,
        "task_publish_retry": False,
        "worker_enable_remote_control": controlled,
        "worker_prefetch_multiplier": 4 if scheme == "pgmq" else 1,
        "worker_hijack_root_logger": False,
        "task_queues": [jobs, upkeep],
        "task_default_queue": jobs.name,
        "task_routes": {task: {"queue": upkeep.name} for task in (SWEEP, SEAL)},
        "task_acks_late": True,
        "task_reject_on_worker_lost": True,
        # What a mail backend prints stays what it printed: as log lines, the links in mails would be masked.
        "worker_redirect_stdouts": False,
        "task_ignore_result": True,
        "task_soft_time_limit": VISIBILITY_SECONDS - 200,
        "task_time_limit": VISIBILITY_SECONDS - 100,
        "task_serializer": "json",
        "accept_content": ["json"],
        "timezone": "UTC",
        "beat_schedule": {
            "sweep": _every(settings.JOB_SWEEP_SECONDS, SWEEP),
            "seal audit": _every(settings.AUDIT_SEAL_SECONDS, SEAL),
        },
    }


def _every(seconds: int, task: str) -> dict[str, Any]:
    """A turn that nobody took before the next one is due is dropped: they do not pile up behind long work."""
    return {"task": task, "schedule": seconds, "options": {"expires": seconds}}


def make(url: str) -> Celery:
    """The Celery application for this broker."""
    made = Celery("lensboard", task_cls="assessments.tasks:OrganizationTask")
    made.conf.update(configuration(url))
    made.autodiscover_tasks()
    return made


app = make(settings.CELERY_BROKER_URL)
_stopping = threading.Event()


@worker_ready.connect
def show_life(**_more: Any) -> None:
    """Leave a sign of life in the shared cache while this worker runs; `/readyz` looks for it."""
    threading.Thread(target=_show_life, name="sign of life", daemon=True).start()


@worker_shutdown.connect
def stop_showing_life(**_more: Any) -> None:
    """End the sign of life with the worker."""
    _stopping.set()


def _show_life() -> None:
    while True:
        try:
            cache.set("worker-alive", "1", ALIVE_FOR)
        except (DatabaseError, RedisError, OSError) as error:
            logger.warning("no sign of life could be left: %s", error)
        finally:
            connections.close_all()
        if _stopping.wait(ALIVE_EVERY):
            return
