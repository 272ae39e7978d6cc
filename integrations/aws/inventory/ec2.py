"""Virtual private clouds and their endpoints.

Source: Amazon EC2 API reference, DescribeVpcs and DescribeVpcEndpoints; Amazon Bedrock User Guide, "Use
interface VPC endpoints" (service names). Endpoint policies are not kept.
"""

from dataclasses import dataclass
from typing import Any

from integrations.aws.account import Place
from integrations.aws.errors import Unreadable, Why
from integrations.aws.operations import action
from integrations.aws.paging import every

_VPCS = "ec2:DescribeVpcs"
_ENDPOINTS = "ec2:DescribeVpcEndpoints"


@dataclass(frozen=True, slots=True)
class Vpc:
    """One VPC. ``default``: the one AWS made with the account."""

    id: str
    default: bool


@dataclass(frozen=True, slots=True)
class VpcEndpoint:
    """One endpoint of a VPC. ``service`` is without the Region: ``bedrock-runtime``."""

    id: str
    vpc_id: str
    service: str
    kind: str
    state: str
    private_dns: bool

    @property
    def serves(self) -> bool:
        """Does an ordinary call from the VPC go through it?"""
        return self.kind == "Interface" and self.state.lower() == "available" and self.private_dns


def vpcs(place: Place) -> tuple[Vpc, ...]:
    """The VPCs in this place."""
    return tuple(Vpc(*_taken(place, _VPCS, item, "VpcId", "IsDefault")) for item in _all(place, _VPCS, "Vpcs"))


def endpoints(place: Place) -> tuple[VpcEndpoint, ...]:
    """The VPC endpoints in this place, of every service."""
    return tuple(_endpoint(place, item) for item in _all(place, _ENDPOINTS, "VpcEndpoints"))


def _endpoint(place: Place, item: dict[str, Any]) -> VpcEndpoint:
    members = ("VpcEndpointId", "VpcId", "ServiceName", "VpcEndpointType", "State")
    id_, vpc_id, service, kind, state = _taken(place, _ENDPOINTS, item, *members)
    return VpcEndpoint(
        id=id_,
        vpc_id=vpc_id,
        service=service.rpartition(f".{place.region}.")[2],
        kind=kind,
        state=state,
        # Gateway endpoints have no such member.
        private_dns=item.get("PrivateDnsEnabled", False),
    )


def _all(place: Place, operation: str, member: str) -> list[dict[str, Any]]:
    return list(every(place, operation, member, token="NextToken"))  # noqa: S106 - a member's name


def _taken(place: Place, operation: str, item: dict[str, Any], *members: str) -> tuple[Any, ...]:
    if missing := [member for member in members if member not in item]:
        detail = {"action": action(operation), "region": place.region, "hint": missing[0]}
        raise Unreadable(Why.MALFORMED_RESPONSE, detail)
    return tuple(item[member] for member in members)
