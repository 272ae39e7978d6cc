"""One organization at a time: what the gate, the API, tasks and commands open before they touch a tenant's rows."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from uuid import UUID

from django.conf import settings
from django.db import connection, transaction


class NoScope(RuntimeError):
    """A tenant's rows were asked for outside any organization: a fault of ours, never shown to a person."""


class CrossScope(RuntimeError):
    """A second organization was opened inside the first: a fault of ours."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows are open, and who acts. ``actor_id`` is a membership; empty for a machine."""

    organization_id: UUID
    actor_id: UUID | None = None
    actor_name: str = ""
    request_id: str = ""
    action: str = ""


_current: ContextVar[Scope | None] = ContextVar("organization_scope", default=None)


def current() -> Scope:
    """The open scope. Raises NoScope when there is none."""
    scope = _current.get()
    if scope is None:
        raise NoScope("open an organization with tenancy.scope.organization() first")
    return scope


def is_open() -> bool:
    """Whether an organization is open."""
    return _current.get() is not None


def current_organization_id() -> UUID:
    """The open organization's id: the default of every tenant row's ``organization``."""
    return current().organization_id


@contextmanager
def organization(
    organization_id: UUID, *, actor_id: UUID | None = None, actor_name: str = "", request_id: str = ""
) -> Iterator[Scope]:
    """Open an organization for one transaction.

    The database sees it as ``app.organization_id`` (transaction-local: a session setting would survive
    ROLLBACK and leak through pools). Nesting the same organization is allowed and keeps the first actor;
    another one raises CrossScope.
    """
    outer = _current.get()
    if outer is not None and outer.organization_id != organization_id:
        raise CrossScope("one organization is open already")
    scope = outer or Scope(organization_id, actor_id, actor_name, request_id)
    nested = connection.in_atomic_block
    with transaction.atomic():
        _tell_database(scope)
        token = _current.set(scope)
        try:
            yield scope
        finally:
            _current.reset(token)
            if nested:
                _restore(outer)


@contextmanager
def acting(action: str) -> Iterator[None]:
    """Name what is being done (``answers.record``) for the audit rows written inside. Needs an open scope.

    The outermost name stays: accepting a proposal is a decision, also where it records an answer.
    """
    outer = current()
    if outer.action:
        yield
        return
    token = _current.set(replace(outer, action=action))
    _set({"app.action": action})
    try:
        yield
    finally:
        _current.reset(token)
        if not connection.needs_rollback:
            _set({"app.action": ""})


@contextmanager
def person(person_id: UUID) -> Iterator[None]:
    """Let the database show this person's own memberships (and nothing else), for the list of organizations."""
    nested = connection.in_atomic_block
    with transaction.atomic():
        _set({"app.person_id": str(person_id)})
        try:
            yield
        finally:
            if nested and not connection.needs_rollback:
                _set({"app.person_id": ""})


def limit_idling() -> None:
    """Give up the open transaction when this process stands still in it for as long as a lease.

    Every organization's transaction has this limit; whoever takes a lock outside one asks for it. A process that was
    stopped, or cut off from the database, would hold its locks until somebody found it.
    """
    _set(_idling())


def _idling() -> dict[str, str]:
    return {"idle_in_transaction_session_timeout": f"{settings.JOB_LEASE_SECONDS}s"}


def _tell_database(scope: Scope) -> None:
    _set(
        {
            "app.organization_id": str(scope.organization_id),
            "app.actor_id": str(scope.actor_id or ""),
            "app.actor_name": scope.actor_name,
            "app.request_id": scope.request_id,
            "app.action": scope.action,
            **_idling(),
        }
    )


def _restore(outer: Scope | None) -> None:
    """Put the outer setting back: a released savepoint keeps the inner one; the end of a transaction does not."""
    if connection.needs_rollback:
        return
    if outer is None:
        _set(dict.fromkeys(("app.organization_id", "app.actor_id", "app.actor_name", "app.request_id"), ""))
    else:
        _tell_database(outer)


def _set(variables: dict[str, str]) -> None:
    calls = ", ".join(["set_config(%s, %s, true)"] * len(variables))
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {calls}", [word for pair in variables.items() for word in pair])


def identify(*, actor_id: UUID, actor_name: str) -> None:
    """Name who acts in the open organization, once it is known: a token says its organization before its maker."""
    scope = replace(current(), actor_id=actor_id, actor_name=actor_name)
    _current.set(scope)
    _set({"app.actor_id": str(actor_id), "app.actor_name": actor_name})
