"""A plan, and one step of it at a time: a check, a place, and what was seen. Pure: it knows no row and no job.

Whatever goes wrong in a step becomes a finding that says so; nothing but a judgement by a check is PASS or FAIL.
"""

import logging
import secrets
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, cast

from assessments.rules.vocabulary import Text, Verdict
from integrations.aws.account import Account, Place
from integrations.aws.calls import Call, recording
from integrations.aws.errors import Unreadable, Why
from integrations.aws.reasons import sentence
from integrations.checks.finding import Finding, Judgement, Plain, clean
from integrations.checks.registry import GLOBAL, Check, catalogue

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, order=True)
class PlanItem:
    """One check in one Region of one connection; ``region`` is "global" for what is the same everywhere."""

    connection: str
    region: str
    check: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one step gave: at least one finding, every call it made, and how long it took in seconds."""

    item: PlanItem
    findings: tuple[Finding, ...]
    calls: tuple[Call, ...]
    seconds: float


def plan(checks: Iterable[Check], connections: Mapping[str, Sequence[str]]) -> tuple[PlanItem, ...]:
    """Every check in every Region of every connection (id → Regions), once where it is global; always in one order."""
    items = {
        PlanItem(connection, region, check.id)
        for check in checks
        for connection, regions in connections.items()
        for region in ((GLOBAL,) if check.scope == "global" else regions)
    }
    return tuple(sorted(items))


def run_item(account: Account, item: PlanItem) -> Outcome:
    """Take one step. Never raises for what AWS or a check does; a check that is no longer there says NOT_RUN."""
    started = time.monotonic()
    with recording() as calls:
        findings = _findings(account, item)
    return Outcome(item, findings, tuple(calls), round(time.monotonic() - started, 3))


def unreached(item: PlanItem, account_id: str, reason: Unreadable) -> Outcome:
    """The outcome of a step whose account could not even be entered: what `session.assume` raised."""
    check = catalogue().get(item.check)
    return Outcome(item, (_unknown(item, check, account_id, "", reason, ()),), (), 0.0)


def _findings(account: Account, item: PlanItem) -> tuple[Finding, ...]:
    check = catalogue().get(item.check)
    if check is None:
        return (_unknown(item, None, account.account_id, "", Unreadable(Why.NOT_RUN), ()),)
    place = account.at(account.home if item.region == GLOBAL else item.region)
    if check.each is None:
        return (_judged(place, item, check, (), ()),)
    with recording() as listing:
        things = _things(place, item, check, listing)
    if isinstance(things, Finding):
        return (things,)
    if not things:
        nothing = Judgement(Verdict.NOT_APPLICABLE, "absent", values={"region": place.region})
        return (_said(place, item, check, nothing, tuple(listing)),)
    return tuple(_judged(place, item, check, (thing,), tuple(listing)) for thing in things)


def _things(place: Place, item: PlanItem, check: Check, calls: list[Call]) -> list[Any] | Finding:
    try:
        return list(check.each(place)) if check.each else []
    except Exception as error:  # noqa: BLE001 - whatever happens is a finding, never a verdict
        return _unknown(item, check, place.account.account_id, "", _reason(error, item), tuple(calls))


def _judged(place: Place, item: PlanItem, check: Check, thing: tuple[Any, ...], before: tuple[Call, ...]) -> Finding:
    with recording() as calls:
        try:
            return _said(place, item, check, check.judge(place, *thing), (*before, *calls))
        except Exception as error:  # noqa: BLE001 - whatever happens is a finding, never a verdict
            resource = str(thing[0]) if thing else ""
            reason = _reason(error, item)
            return _unknown(item, check, place.account.account_id, resource, reason, (*before, *calls))


def _reason(error: Exception, item: PlanItem) -> Unreadable:
    if isinstance(error, Unreadable):
        return error
    reference = secrets.token_hex(4)
    log.error("check failed", exc_info=error, extra={"reference": reference, "check": item.check})
    return Unreadable(Why.FAULT, {"reference": reference, "region": item.region})


def _said(place: Place, item: PlanItem, check: Check, judgement: Judgement, calls: tuple[Call, ...]) -> Finding:
    return Finding(
        check=check.id,
        check_version=check.version,
        verdict=judgement.verdict,
        account_id=place.account.account_id,
        region=item.region,
        resource=str(clean(judgement.resource)),
        message=judgement.message,
        statement=_statement(check.messages[judgement.message], judgement.values),
        facts=cast(dict[str, Plain], clean(dict(judgement.facts))),
        reason=Why.UNDECIDED if judgement.verdict is Verdict.NOT_DETERMINABLE else "",
        calls=calls,
    )


def _statement(text: Text, values: Mapping[str, str | int | float]) -> Text:
    written = {name: _written(value) for name, value in values.items()}
    return {language: wording.format(**written) for language, wording in text.items()}


def _written(value: str | int | float) -> str:
    """A value as a sentence writes it; a number as 12,345 in every language we speak."""
    return str(clean(value)) if isinstance(value, str) else f"{value:,}"


def _unknown(
    item: PlanItem, check: Check | None, account_id: str, resource: str, reason: Unreadable, calls: tuple[Call, ...]
) -> Finding:
    return Finding(
        check=item.check,
        check_version=check.version if check else 0,
        verdict=Verdict.NOT_DETERMINABLE,
        account_id=account_id,
        region=item.region,
        resource=str(clean(resource)),
        message=reason.why,
        statement=sentence(reason),
        facts={},
        reason=reason.why,
        detail=reason.detail,
        calls=calls,
    )
