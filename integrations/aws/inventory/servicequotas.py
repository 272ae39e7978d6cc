"""Applied quotas of Amazon Bedrock, and which of them bounds which model.

Source: Service Quotas API reference, ListServiceQuotas. Quotas name their model in free text
("On-demand model inference requests per minute for Anthropic Claude 3 Haiku"), so the match is by words and
is given up unless it is exact.
"""

import re
from dataclasses import dataclass
from typing import Any

from integrations.aws.account import Place
from integrations.aws.paging import every, need

_LIST = "service-quotas:ListServiceQuotas"
_GEOGRAPHIES = {"us", "us-gov", "eu", "apac", "jp", "au", "ca", "sa", "me", "global"}
_PER_MINUTE = re.compile(
    r"(?P<route>.*?)\s*model inference (?P<unit>requests|tokens) per minute for (?P<model>.+)", re.IGNORECASE
)
_ROUTES = {"": "on-demand", "on-demand": "on-demand", "cross-region": "cross-region", "global cross-region": "global"}
# Dates and the first version are in model ids and not in quota names.
_SILENT = re.compile(r"\d{8}|v1")


@dataclass(frozen=True, slots=True)
class Quota:
    """One applied quota of model inference per minute. ``unit``: requests or tokens; ``route``: how it is reached."""

    arn: str
    name: str
    value: float
    unit: str
    route: str
    words: tuple[str, ...]


def model_quotas(place: Place) -> tuple[Quota, ...]:
    """Every applied per-minute quota of model inference in this place."""

    def read() -> tuple[Quota, ...]:
        listed = every(place, _LIST, "Quotas", token="NextToken", ServiceCode="bedrock")  # noqa: S106 - a member's name
        return tuple(quota for item in listed if (quota := _to_quota(place, item)))

    quotas: tuple[Quota, ...] = place.remember("model quotas", read)
    return quotas


def bounding(quotas: tuple[Quota, ...], model: str) -> tuple[Quota, ...]:
    """The quotas that bound a model id or inference profile id: one per unit, or none at all when unsure."""
    geography, _, rest = model.partition(".")
    route = {"global": "global"}.get(geography, "cross-region") if geography in _GEOGRAPHIES else "on-demand"
    words = _words((rest if geography in _GEOGRAPHIES else model).partition(":")[0])
    found = [quota for quota in quotas if quota.route == route and quota.words == words]
    return tuple(found) if len({quota.unit for quota in found}) == len(found) else ()


def _to_quota(place: Place, item: dict[str, Any]) -> Quota | None:
    name = need(place, _LIST, item, "QuotaName")
    match = _PER_MINUTE.fullmatch(name)
    if not match or (route := _ROUTES.get(match["route"].lower())) is None:
        return None
    return Quota(
        arn=need(place, _LIST, item, "QuotaArn"),
        name=name,
        value=need(place, _LIST, item, "Value"),
        unit=match["unit"].lower(),
        route=route,
        words=_words(match["model"]),
    )


def _words(text: str) -> tuple[str, ...]:
    words = re.split(r"[^a-z0-9]+", text.lower())
    return tuple(sorted(word for word in words if word and not _SILENT.fullmatch(word)))
