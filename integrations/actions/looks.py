"""The looking of one run: several steps at a time, in threads that call AWS and touch no row."""

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from itertools import islice
from uuid import UUID

from integrations import runner
from integrations.actions import connections
from integrations.aws import session
from integrations.aws.account import Account
from integrations.aws.arn import RoleRefused
from integrations.aws.errors import Unreadable, Why
from integrations.checks import registry
from integrations.models import AwsConnection, CollectionRun, PlanItem

Looked = tuple[PlanItem, runner.Outcome]


class Looks:
    """One run's looks, up to ``at_once`` at a time. A role is assumed once, by the first step that needs it."""

    def __init__(self, run: CollectionRun, at_once: int) -> None:
        self._at_once = at_once
        self._errand = session.errand(str(run.organization_id), str(run.id))
        self._entrances: dict[tuple[UUID, str], Future[Account | Unreadable]] = {}
        self._lock = threading.Lock()

    def at(self, items: Iterable[PlanItem]) -> Iterator[list[Looked]]:
        """Each step with its outcome as soon as it is there, together with the others that are there by then.

        A step is taken from ``items``, in the caller's thread, when there is room for it: when ``items`` ends early,
        the rest is never begun. Raises NoOwnCredentials.
        """
        waiting = iter(items)
        with ThreadPoolExecutor(self._at_once, thread_name_prefix="look") as threads:
            under_way = {threads.submit(self._look, item): item for item in islice(waiting, self._at_once)}
            while under_way:
                done, _ = wait(under_way, return_when=FIRST_COMPLETED)
                looked = [(under_way.pop(future), future.result()) for future in done]
                # The free threads go on while the caller writes down what these saw.
                for item in islice(waiting, len(looked)):
                    under_way[threads.submit(self._look, item)] = item
                yield looked

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


def tested(connection: AwsConnection) -> bool:
    """Whether the connection passed its last test, with the role it has now."""
    return bool((connection.verification or {}).get("ok"))
