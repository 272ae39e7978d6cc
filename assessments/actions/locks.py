"""Locks of the database that have a name and last until the transaction ends, which who stands still does not delay.

Who needs several locks takes them in one order, or two wait for each other: the row of a claimed job; the turn at the
organization's lenses; the turn at a lens's shares; reviews by id (`reviews.lock_all`), then answers; last the key of a
job that is asked for (`jobs.enqueue` with ``dedupe``).
"""

from django.db import connection

from assessments.tenancy import scope


def wait_for(name: str) -> None:
    """Hold the lock of this name from here to the end of the transaction; wait while another holds it."""
    _limit_idling()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def try_for(name: str) -> bool:
    """Hold the lock of this name to the end of the transaction, unless another does: then False, at once."""
    _limit_idling()
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_xact_lock(hashtextextended(%s, 0))", [name])
        return bool(cursor.fetchone()[0])


def _limit_idling() -> None:
    """An organization's transaction has the limit from its start."""
    if not scope.is_open():
        scope.limit_idling()
