"""Is an answer what the API describes? botocore reads a broken one as an empty one; we do not.

A truncated JSON body becomes ``{}`` in botocore's parser, which would read as "nothing is configured".
Source: the service models of botocore; unknown members are fine, AWS adds them all the time.
"""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from botocore.model import OperationModel, Shape

LARGEST = 16 * 1024 * 1024
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "character": (str,),
    "integer": (int,),
    "long": (int,),
    "float": (int, float),
    "double": (int, float),
    "boolean": (bool,),
    "timestamp": (datetime,),
    "blob": (bytes,),
}


class Malformed(ValueError):
    """An answer that is not what the API describes; the message names the member."""


def examine(operation: OperationModel, protocol: str, body: bytes, parsed: Mapping[str, Any]) -> None:
    """Raise `Malformed` unless the answer fits the operation's description."""
    shape = operation.output_shape
    if shape is None:
        return
    if protocol in ("json", "rest-json"):
        _examine_json(shape, body)
    _fits(shape, {name: value for name, value in parsed.items() if name != "ResponseMetadata"}, operation.name)


def _examine_json(shape: Any, body: bytes) -> None:
    if shape.serialization.get("payload") or not body.strip():
        return
    try:
        said = json.loads(body)
    except ValueError as error:
        raise Malformed("body") from error
    if not isinstance(said, dict):
        raise Malformed("body")
    known = {member.serialization.get("name", name) for name, member in shape.members.items()}
    if said and not known & said.keys():
        raise Malformed("members")


def _fits(shape: Shape, value: Any, where: str) -> None:
    if shape.type_name == "structure":
        _fits_structure(shape, value, where)
    elif shape.type_name == "list":
        _expect(value, list, where)
        for item in value:
            _fits(shape.member, item, where)
    elif shape.type_name == "map":
        _expect(value, dict, where)
        for item in value.values():
            _fits(shape.value, item, where)
    elif types := _TYPES.get(shape.type_name):
        _expect(value, types, where)
        if isinstance(value, bool) and bool not in types:
            raise Malformed(where)


def _fits_structure(shape: Any, value: Any, where: str) -> None:
    _expect(value, dict, where)
    for name in shape.required_members:
        if name not in value and not shape.members[name].serialization.get("location"):
            raise Malformed(f"{where}.{name}")
    for name, member in shape.members.items():
        if name in value:
            _fits(member, value[name], f"{where}.{name}")


def _expect(value: Any, kind: type | tuple[type, ...], where: str) -> None:
    if not isinstance(value, kind):
        raise Malformed(where)
