"""The looking of one run: several steps at a time, in threads that call AWS and touch no row."""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from queue import Queue
from uuid import UUID

from integrations import runner
from integrations.actions import connections
from integrations.aws import session
from integrations.aws.account import Account
from integrations.aws.arn import RoleRefused
from integrations.aws.errors import Unreadable, Why
from integrations.checks import registry
from integrations.models import AwsConnection, CollectionRun, PlanItem

#: How often (s) the outcomes that came in meanwhile are handed over, to be written down in one transaction.
PAUSE = 0.3
Looked = tuple[PlanItem, runner.Outcome]


class Looks:
    """One run's looks, up to ``at_once`` at a time. A role is assumed once, by the first step that needs it."""

    def __init__(self, run: CollectionRun, at_once: int) -> None:
        self._at_once = at_once
        self._errand = session.errand(str(run.organization_id), str(run.id))
        self._entrances: dict[tuple[UUID, str], Future[Account | Unreadable]] = {}
        self._lock = threading.Lock()

    def at(self, items: Iterable[PlanItem]) -> Iterator[list[Looked]]:
        """The steps with their outcomes, some at a time: what came in within `PAUSE` is given together.

        The threads take a step from ``items`` whenever they are free, also while the caller writes down what they saw:
        when ``items`` ends early, or the caller stops asking, the rest is never begun. Raises NoOwnCredentials.
        """
        waiting, seen = _Shared(items), Queue[Looked]()
        with ThreadPoolExecutor(self._at_once, thread_name_prefix="look") as threads:
            working = [threads.submit(self._work, waiting, seen) for _ in range(self._at_once)]
            try:
                while not (all(thread.done() for thread in working) and seen.empty()):
                    wait(working, PAUSE)
                    if looked := [seen.get() for _ in range(seen.qsize())]:
                        yield looked
            finally:
                waiting.end()
        for thread in working:
            thread.result()

    def _work(self, waiting: "_Shared", seen: Queue[Looked]) -> None:
        while (item := waiting.next()) is not None:
            seen.put((item, self._look(item)))

    def _look(self, item: PlanItem) -> runner.Outcome:
        """One step, in a thread.

        An account whose connection was removed, or given another role that nobody tested, is not looked at any more.
        """
        connection = item.connection
        step = runner.PlanItem(str(connection.id), item.region, item.check_id)
        if connection.removed_at or not tested(connection):
            return runner.unreached(step, connection.account_id, Unreadable(Why.NOT_RUN))
        account = self._account(connection)
        if isinstance(account, Unreadable):
            return runner.unreached(step, connection.account_id, account)
        return runner.run_item(account, step)

    def _account(self, connection: AwsConnection) -> Account | Unreadable:
        key = (connection.id, connection.role_arn)
        with self._lock:
            first = key not in self._entrances
            entrance = self._entrances.setdefault(key, Future())
        if first:
            try:
                entrance.set_result(self._enter(connection))
            except Exception as error:  # noqa: BLE001 - raised below, here and for everybody who waits
                entrance.set_exception(error)
        return entrance.result()

    def _enter(self, connection: AwsConnection) -> Account | Unreadable:
        facts, actions = connections.facts_of(connection), registry.every_action()
        try:
            return session.assume(connections.base(), facts, self._errand, actions=actions)
        except Unreadable as reason:
            return reason
        except RoleRefused:
            return Unreadable(Why.ROLE_REFUSED, {"action": "sts:AssumeRole"})


class _Shared:
    """What several threads take their next step from."""

    def __init__(self, items: Iterable[PlanItem]) -> None:
        self._items = iter(items)
        self._lock = threading.Lock()

    def next(self) -> PlanItem | None:
        """A step that nobody else is given; None when there is no more."""
        with self._lock:
            return next(self._items, None)

    def end(self) -> None:
        """From now on there is no more."""
        with self._lock:
            self._items = iter(())


def tested(connection: AwsConnection) -> bool:
    """Whether the connection passed its last test, with the role it has now."""
    return bool((connection.verification or {}).get("ok"))
