"""Guardrails and invocation logging of Amazon Bedrock.

Source: Amazon Bedrock API reference, ListGuardrails, GetGuardrail, GetModelInvocationLoggingConfiguration.
Topic names, word lists, regular expressions and messages of a guardrail are content: they are not kept.
"""

from dataclasses import dataclass
from typing import Any

from integrations.aws.account import Place
from integrations.aws.paging import every, need

HARMS = ("HATE", "INSULTS", "MISCONDUCT", "SEXUAL", "VIOLENCE")
_LIST = "bedrock:ListGuardrails"
_GET = "bedrock:GetGuardrail"
_LOGGING = "bedrock:GetModelInvocationLoggingConfiguration"


@dataclass(frozen=True, slots=True)
class Guardrail:
    """One version of a guardrail. ``version`` is a number, or DRAFT; ``filters`` the categories it acts on."""

    arn: str
    version: str
    status: str
    filters: tuple[str, ...]

    @property
    def in_use(self) -> bool:
        """Is it a published version that is ready?"""
        return self.status == "READY" and self.version.isdecimal()

    @property
    def harms(self) -> tuple[str, ...]:
        """The categories of harm it acts on, of `HARMS`."""
        return tuple(harm for harm in HARMS if harm in self.filters)


@dataclass(frozen=True, slots=True)
class InvocationLogging:
    """Where a Region's model calls are logged; both names empty: nowhere. ``kinds`` of data: text, image, …"""

    bucket: str
    log_group: str
    kinds: tuple[str, ...]

    @property
    def has_destination(self) -> bool:
        """Is there anywhere the logs go?"""
        return bool(self.bucket or self.log_group)


def guardrails(place: Place) -> tuple[Guardrail, ...]:
    """Every version of every guardrail in this place, the drafts included."""
    drafts = list(_listed(place))
    versions = [version for draft in drafts for version in _listed(place, guardrailIdentifier=draft["id"])]
    return tuple(_guardrail(place, version) for version in versions)


def invocation_logging(place: Place) -> InvocationLogging:
    """The invocation logging of this place. AWS answers without a configuration where there is none."""
    config = place.call(_LOGGING).get("loggingConfig", {})
    kinds = ("text", "image", "embedding", "video", "audio")
    return InvocationLogging(
        bucket=config.get("s3Config", {}).get("bucketName", ""),
        log_group=config.get("cloudWatchConfig", {}).get("logGroupName", ""),
        kinds=tuple(kind for kind in kinds if config.get(f"{kind}DataDeliveryEnabled")),
    )


def _listed(place: Place, **parameters: str) -> list[dict[str, Any]]:
    return list(every(place, _LIST, "guardrails", token="nextToken", **parameters))  # noqa: S106 - a member's name


def _guardrail(place: Place, version: dict[str, Any]) -> Guardrail:
    answer = place.call(_GET, guardrailIdentifier=version["id"], guardrailVersion=version["version"])
    filters = answer.get("contentPolicy", {}).get("filters", [])
    return Guardrail(
        arn=need(place, _GET, answer, "guardrailArn"),
        version=need(place, _GET, answer, "version"),
        status=need(place, _GET, answer, "status"),
        filters=tuple(sorted(filter_["type"] for filter_ in filters if _acts(filter_))),
    )


def _acts(filter_: dict[str, Any]) -> bool:
    """A filter acts when it is on, has a strength and does more than detect, on inputs or on outputs."""
    return any(
        filter_[f"{side}Strength"] != "NONE"
        and filter_.get(f"{side}Enabled", True)
        and filter_.get(f"{side}Action", "BLOCK") != "NONE"
        for side in ("input", "output")
    )
