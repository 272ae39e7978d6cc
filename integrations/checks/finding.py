"""What a check says: a judgement by its author, made into a finding that can be stored and read in both languages."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeAlias

from assessments.rules.names import HIDDEN
from assessments.rules.vocabulary import Text, Verdict
from integrations.aws.calls import Call

Plain: TypeAlias = "str | int | float | bool | list[Plain] | dict[str, Plain] | None"
Facts: TypeAlias = Mapping[str, Plain]

_NO_FACTS: Facts = MappingProxyType({})
#: What shows nothing or turns a text around; here the joiners too: names in AWS have no use for them.
_UNPRINTABLE = re.compile(f"(?:{HIDDEN}|[\u200c\u200d])+")
_LONGEST = 512
_LONGEST_LIST = 50


@dataclass(frozen=True, slots=True)
class Judgement:
    """What the author of a check says about one thing: a verdict, a message of the check with its values,
    the ARN of the thing (empty: the account in this Region) and the facts the verdict rests on.
    """

    verdict: Verdict
    message: str
    resource: str = ""
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    facts: Mapping[str, Plain] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Finding:
    """What one check saw of one thing, once.

    ``region`` is "global" for what is the same everywhere. ``message`` is the key of the statement;
    ``reason`` (empty unless NOT_DETERMINABLE) one of `Why`, with ``detail`` naming action, region and hint.
    ``facts`` are extracted fields, never a body. ``calls`` are all the calls the verdict rests on.
    """

    check: str
    check_version: int
    verdict: Verdict
    account_id: str
    region: str
    resource: str
    message: str
    statement: Text
    facts: Mapping[str, Plain]
    reason: str = ""
    detail: Mapping[str, str] = field(default_factory=dict)
    calls: tuple[Call, ...] = ()


def passed(message: str, resource: str = "", facts: Facts = _NO_FACTS, **values: str | int) -> Judgement:
    """The practice is seen to be in place."""
    return Judgement(Verdict.PASS, message, resource, values, facts)


def failed(message: str, resource: str = "", facts: Facts = _NO_FACTS, **values: str | int) -> Judgement:
    """A violation was seen."""
    return Judgement(Verdict.FAIL, message, resource, values, facts)


def absent(message: str, resource: str = "", facts: Facts = _NO_FACTS, **values: str | int) -> Judgement:
    """All was seen, and there is nothing here to judge."""
    return Judgement(Verdict.NOT_APPLICABLE, message, resource, values, facts)


def undecided(message: str, resource: str = "", facts: Facts = _NO_FACTS, **values: str | int) -> Judgement:
    """All was seen, and it does not settle the matter: a person decides."""
    return Judgement(Verdict.NOT_DETERMINABLE, message, resource, values, facts)


def clean(value: Plain) -> Plain:
    """A value from outside, fit to be stored and shown: nothing hidden, nothing endless."""
    if isinstance(value, str):
        return _UNPRINTABLE.sub(" ", value)[:_LONGEST]
    if isinstance(value, list):
        return [clean(item) for item in value[:_LONGEST_LIST]]
    if isinstance(value, dict):
        return {str(clean(key)): clean(item) for key, item in list(value.items())[:_LONGEST_LIST]}
    return value
