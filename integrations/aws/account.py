"""One customer account for one run: every call goes through here, is paced, recorded and judged readable or not.

An account is made by `session.assume`, used by one run and thrown away: nothing of it is shared or kept.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Iterable
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, cast

from botocore import xform_name

from integrations.aws import client
from integrations.aws.answers import LARGEST, Malformed, examine
from integrations.aws.calls import Call, note, recording
from integrations.aws.credentials import Base, Grant
from integrations.aws.errors import Attempt, Unreadable, Why, plain, unreadable
from integrations.aws.operations import action
from integrations.aws.pace import Pace

#: How many clients an account keeps: one weighs about half a megabyte, and a run goes through Region after Region.
CLIENTS = 12


@dataclass(slots=True)
class _Heard:
    """The raw answer of the call under way: ``body`` is there once AWS answered."""

    body: bytes | None = None
    request_id: str = ""


_HEARD: ContextVar[_Heard | None] = ContextVar("heard", default=None)


class Account:
    """A role of one account, assumed. Safe to use from several threads of the same run.

    ``actions`` are the IAM actions it was assumed for: operations beside them do not exist here. ``regions`` are those
    to look into; ``home``, the first of them, answers for what is the same everywhere.
    """

    def __init__(
        self,
        *,
        account_id: str,
        regions: tuple[str, ...],
        actions: Iterable[str],
        base: Base,
        grant: Grant,
        renew: Callable[[], Grant],
    ) -> None:
        self.account_id = account_id
        self.regions = regions
        self.home = regions[0] if regions else base.region
        self.partition = base.partition
        self._base = base
        self._grant = grant
        self._renew = renew
        self._session = client.isolated_session(actions)
        self._clients: OrderedDict[tuple[str, str], Any] = OrderedDict()
        self._paces: dict[str, Pace] = {}
        self._facts: dict[Hashable, _Fact] = {}
        self._lock = threading.RLock()

    def at(self, region: str) -> "Place":
        """This account in one Region."""
        return Place(self, region)

    def call(self, operation: str, region: str, **parameters: Any) -> dict[str, Any]:
        """Call ``service:Operation``. Raises `Unreadable` whenever the answer is not a whole and proper one.

        A session that ended is renewed once.
        """
        grant = self._grant
        try:
            return self._once(operation, region, parameters)
        except Unreadable as reason:
            if reason.why is not Why.CREDENTIALS_EXPIRED or not self._renewed(grant):
                raise
        return self._once(operation, region, parameters)

    def remember(self, key: Hashable, read: Callable[[], Any]) -> Any:
        """What ``read`` gives, read once per account and run; its calls (or its refusal) count for every asker."""
        with self._lock:
            fact = self._facts.setdefault(key, _Fact())
        return fact.get(read)

    def _once(self, operation: str, region: str, parameters: dict[str, Any]) -> dict[str, Any]:
        service, _, name = operation.partition(":")
        heard = _Heard()
        token = _HEARD.set(heard)
        error = ""
        try:
            with self._pace(service).turn():
                return self._answer(service, name, region, parameters, heard)
        except Unreadable as reason:
            error = reason.why
            raise
        finally:
            _HEARD.reset(token)
            note(_record(operation, region, heard, error))

    def _answer(
        self, service: str, name: str, region: str, parameters: dict[str, Any], heard: _Heard
    ) -> dict[str, Any]:
        needs = action(f"{service}:{name}")
        try:
            api = self._client(service, region)
            answer = cast(dict[str, Any], getattr(api, xform_name(name))(**parameters))
            examine(
                api.meta.service_model.operation_model(name),
                api.meta.service_model.resolved_protocol,
                heard.body or b"",
                answer,
            )
        except Exception as error:
            attempt = Attempt(needs, region, client.offered(self._session, service, region, self.partition))
            if reason := unreadable(error, attempt):
                raise reason from None
            # botocore's parsers break in many ways on a wrong body; before there was one, the fault is ours.
            if heard.body is not None:
                hint = plain(str(error)) if isinstance(error, Malformed) else ""
                detail = {"action": needs, "region": region, "hint": hint}
                raise Unreadable(Why.MALFORMED_RESPONSE, detail) from None
            raise
        answer.pop("ResponseMetadata", None)
        return answer

    def _client(self, service: str, region: str) -> Any:
        with self._lock:
            if (service, region) not in self._clients:
                made = client.make(self._session, service, region, self._base, self._grant)
                made.meta.events.register("before-parse", _hear)
                self._clients[service, region] = made
                if len(self._clients) > CLIENTS:
                    self._clients.popitem(last=False)  # who still uses it holds it
            self._clients.move_to_end((service, region))
            return self._clients[service, region]

    def _pace(self, service: str) -> Pace:
        with self._lock:
            pace = Pace(self._base.calls_per_second, self._base.calls_at_once)
            return self._paces.setdefault(service, pace)

    def _renewed(self, ended: Grant) -> bool:
        with self._lock:
            if self._grant is ended:
                try:
                    self._grant = self._renew()
                except Unreadable:
                    return False
                self._clients.clear()
            return True


@dataclass(frozen=True, slots=True)
class Place:
    """One account in one Region: what a reader and a check look at."""

    account: Account
    region: str

    def call(self, operation: str, **parameters: Any) -> dict[str, Any]:
        """See `Account.call`."""
        return self.account.call(operation, self.region, **parameters)

    def remember(self, key: Hashable, read: Callable[[], Any]) -> Any:
        """See `Account.remember`; remembered for this Region only."""
        return self.account.remember((self.region, key), read)

    def arn(self, service: str, resource: str = "") -> str:
        """An ARN in this place; without a resource, the service in this account and Region as a whole."""
        return f"arn:{self.account.partition}:{service}:{self.region}:{self.account.account_id}:{resource}"


class _Fact:
    """Something read once: a value or a refusal, with the calls it took."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._read = False
        self._value: Any = None
        self._reason: Unreadable | None = None
        self._calls: tuple[Call, ...] = ()

    def get(self, read: Callable[[], Any]) -> Any:
        with self._lock:
            if self._read:
                note(*self._calls)
            else:
                self._look(read)
        if self._reason:
            raise Unreadable(self._reason.why, self._reason.detail)
        return self._value

    def _look(self, read: Callable[[], Any]) -> None:
        with recording() as calls:
            try:
                self._value = read()
            except Unreadable as reason:
                self._reason = reason
        self._calls = tuple(calls)
        self._read = True


def _hear(response_dict: dict[str, Any], **_: Any) -> None:
    if (heard := _HEARD.get()) is None:
        return
    headers = response_dict["headers"]
    heard.body = response_dict["body"] if isinstance(response_dict["body"], bytes) else b""
    heard.request_id = headers.get("x-amzn-requestid") or headers.get("x-amz-request-id") or ""
    if len(heard.body) > LARGEST:
        raise Malformed("size")


def _record(operation: str, region: str, heard: _Heard, error: str) -> Call:
    body = heard.body
    return Call(
        operation=operation,
        region=region,
        request_id=plain(heard.request_id),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        sha256=hashlib.sha256(body).hexdigest() if body is not None else "",
        error=error,
    )
