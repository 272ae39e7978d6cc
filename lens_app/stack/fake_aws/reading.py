"""The parameters of a request, by member name, in each wire format that is spoken here."""

import json
from collections.abc import Mapping
from typing import Any

from botocore.model import Shape

from lens_app.stack.fake_aws import cbor
from lens_app.stack.fake_aws.descriptions import Match, Request


def parameters(match: Match, request: Request) -> dict[str, Any]:
    """The request's parameters. Raises ValueError on a body that cannot be read."""
    shape = match.operation.input_shape
    if shape is None:
        return {}
    if match.protocol == "smithy-rpc-v2-cbor":
        return dict(cbor.decode(request.body)) if request.body else {}
    if match.protocol == "json":
        return dict(json.loads(request.body or b"{}"))
    if match.protocol in ("query", "ec2"):
        found = _form(shape, "", request.form, match.protocol)
        return found if isinstance(found, dict) else {}
    return _rest(match, request, shape)


def _rest(match: Match, request: Request, shape: Any) -> dict[str, Any]:
    body = json.loads(request.body or b"{}")
    found: dict[str, Any] = {}
    for name, member in shape.members.items():
        wire = member.serialization.get("name", name)
        match member.serialization.get("location"):
            case "uri":
                found[name] = match.path_values[wire]
            case "querystring" if wire in request.query:
                found[name] = request.query[wire][0]
            case None if wire in body:
                found[name] = body[wire]
    return found


def _form(shape: Any, prefix: str, form: Mapping[str, str], protocol: str) -> Any:
    """A value of a form: a scalar, a list (numbered from one) or a structure; None when it is not there."""
    if shape.type_name == "structure":
        members = {
            name: _form(member, _joined(prefix, _wire(name, member, protocol)), form, protocol)
            for name, member in shape.members.items()
        }
        found = {name: value for name, value in members.items() if value is not None}
        return found or None
    if shape.type_name == "list":
        return _form_list(shape, prefix, form, protocol)
    return form.get(prefix)


def _form_list(shape: Any, prefix: str, form: Mapping[str, str], protocol: str) -> list[Any] | None:
    flat = protocol == "ec2" or shape.serialization.get("flattened")
    stem = prefix if flat else f"{prefix}.{shape.member.serialization.get('name', 'member')}"
    items: list[Any] = []
    while (item := _form(shape.member, f"{stem}.{len(items) + 1}", form, protocol)) is not None:
        items.append(item)
    return items or None


def _wire(name: str, member: Shape, protocol: str) -> str:
    named: str = member.serialization.get("queryName") or member.serialization.get("name") or name
    return named[:1].upper() + named[1:] if protocol == "ec2" and "queryName" not in member.serialization else named


def _joined(prefix: str, name: str) -> str:
    return f"{prefix}.{name}" if prefix else name
