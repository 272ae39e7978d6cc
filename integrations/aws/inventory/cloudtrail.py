"""Trails of CloudTrail, and whether they are logging.

Source: AWS CloudTrail API reference, DescribeTrails (shadow trails: those of other Regions and of the
organization) and GetTrailStatus.
"""

from dataclasses import dataclass
from typing import Any

from integrations.aws.account import Place
from integrations.aws.paging import need

_TRAILS = "cloudtrail:DescribeTrails"
_STATUS = "cloudtrail:GetTrailStatus"


@dataclass(frozen=True, slots=True)
class Trail:
    """One trail that this place sees."""

    arn: str
    multi_region: bool
    validated: bool
    logging: bool
    organization: bool
    encrypted: bool

    @property
    def complete(self) -> bool:
        """Does it record every Region, now, in files whose change would show?"""
        return self.logging and self.multi_region and self.validated


def trails(place: Place) -> tuple[Trail, ...]:
    """Every trail this place sees, those of other Regions and of the organization included."""
    answer = place.call(_TRAILS, includeShadowTrails=True)
    return tuple(_trail(place, item) for item in need(place, _TRAILS, answer, "trailList"))


def _trail(place: Place, item: dict[str, Any]) -> Trail:
    arn = need(place, _TRAILS, item, "TrailARN")
    return Trail(
        arn=arn,
        multi_region=need(place, _TRAILS, item, "IsMultiRegionTrail"),
        validated=need(place, _TRAILS, item, "LogFileValidationEnabled"),
        logging=need(place, _STATUS, place.call(_STATUS, Name=arn), "IsLogging"),
        organization=item.get("IsOrganizationTrail", False),
        encrypted=bool(item.get("KmsKeyId")),
    )
