"""Which operations are answered here, and the guard that keeps the answers true to the API.

An operation AWS does not have is refused when it is registered; a member, a type or an enumerated value AWS
does not have is refused when it is answered. Flattened lists and REST-XML are not spoken.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from lens_app.stack.fake_aws.descriptions import Match, service_model
from lens_app.stack.fake_aws.worlds import AccountWorld

#: What a fixture is given: the account's world, the Region, and the parameters by member name.
Fixture = Callable[[AccountWorld, str, Mapping[str, Any]], dict[str, Any]]

_SPOKEN = {"json", "rest-json", "query", "ec2", "smithy-rpc-v2-cbor"}
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "long": (int,),
    "double": (int, float),
    "float": (int, float),
    "boolean": (bool,),
    "timestamp": (datetime,),
}


class FixtureError(Exception):
    """A fixture that says what AWS cannot say."""


class Fixtures:
    """The operations answered here, by ``service:Operation``."""

    def __init__(self) -> None:
        self._by_name: dict[str, Fixture] = {}

    def register(self, name: str) -> Callable[[Fixture], Fixture]:
        """Register a fixture for an operation. Raises `FixtureError` when AWS has no such operation."""
        service, _, operation = name.partition(":")
        model = service_model(service)
        if operation not in model.operation_names:
            raise FixtureError(f"AWS has no operation {name}")
        if model.resolved_protocol not in _SPOKEN:
            raise FixtureError(f"{name} travels as {model.resolved_protocol}, which is not spoken here")

        def keep(fixture: Fixture) -> Fixture:
            self._by_name[name] = fixture
            return fixture

        return keep

    @property
    def services(self) -> tuple[str, ...]:
        """The services that have a fixture."""
        return tuple(sorted({name.partition(":")[0] for name in self._by_name}))

    @property
    def names(self) -> tuple[str, ...]:
        """Every operation answered here."""
        return tuple(sorted(self._by_name))

    def answer(self, match: Match, account: AccountWorld, region: str, given: Mapping[str, Any]) -> dict[str, Any]:
        """What the fixture says. Raises `FixtureError` when the API has no such answer."""
        output = self._by_name[match.name](account, region, given)
        for wrong in mistakes(match.operation.output_shape, output, match.name):
            raise FixtureError(wrong)
        return output

    def __contains__(self, name: str) -> bool:
        return name in self._by_name


def mistakes(shape: Any, value: Any, where: str) -> Iterator[str]:
    """What in a value the description does not allow."""
    match shape.type_name:
        case "structure":
            yield from _mistakes_in_structure(shape, value, where)
        case "list":
            for item in value:
                yield from mistakes(shape.member, item, where)
        case "map":
            for key, item in value.items():
                yield from mistakes(shape.value, item, f"{where}.{key}")
        case kind:
            if not isinstance(value, _TYPES[kind]):
                yield f"{where} is no {kind}"
            elif kind == "string" and shape.enum and value not in shape.enum:
                yield f"{where} is never {value}"


def _mistakes_in_structure(shape: Any, value: Mapping[str, Any], where: str) -> Iterator[str]:
    for name, item in value.items():
        if name in shape.members:
            yield from mistakes(shape.members[name], item, f"{where}.{name}")
        else:
            yield f"{where} has no member {name}"
    for name in shape.required_members:
        if name not in value:
            yield f"{where} always has {name}"
