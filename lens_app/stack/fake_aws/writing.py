"""Answers and errors on the wire, in the format the request came in."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from xml.etree import ElementTree

from lens_app.stack.fake_aws import cbor
from lens_app.stack.fake_aws.descriptions import Match

_XML = "text/xml"
_JSON = {"json": "application/x-amz-json-1.1", "rest-json": "application/json"}
_DENIED = {"query": "AccessDenied", "ec2": "UnauthorizedOperation"}


@dataclass(frozen=True)
class Reply:
    """What goes back: a status, a body, and headers beside the length."""

    status: int
    body: bytes
    headers: dict[str, str] = field(default_factory=dict)


class Refusal(Exception):
    """An error answer of AWS: its code, its message and its HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.status = status


def denied(match: Match, message: str) -> Refusal:
    """The access-denied error as this service spells it."""
    return Refusal(_DENIED.get(match.protocol, "AccessDeniedException"), message, 403)


def answer(match: Match, output: dict[str, Any], request_id: str) -> Reply:
    """A good answer. ``output`` is by member name and fits the operation's description."""
    shape = match.operation.output_shape
    if match.protocol == "smithy-rpc-v2-cbor":
        return Reply(200, cbor.encode(output), _headers("application/cbor", request_id, cbor=True))
    if match.protocol in _JSON:
        body = json.dumps(_plain(shape, output, match.protocol) if shape else {}).encode()
        return Reply(200, body, _headers(_JSON[match.protocol], request_id))
    return Reply(200, _xml(match, output, request_id), _headers(_XML, request_id))


def refuse(match: Match, refusal: Refusal, request_id: str) -> Reply:
    """An error answer."""
    said = {"__type": refusal.code, "message": refusal.message}
    if match.protocol == "smithy-rpc-v2-cbor":
        headers = _headers("application/cbor", request_id, cbor=True)
        return Reply(refusal.status, cbor.encode(said), headers)
    if match.protocol in _JSON:
        headers = _headers(_JSON[match.protocol], request_id) | {"x-amzn-errortype": refusal.code}
        return Reply(refusal.status, json.dumps(said).encode(), headers)
    if match.protocol == "ec2":
        root = ElementTree.Element("Response")
        error = ElementTree.SubElement(ElementTree.SubElement(root, "Errors"), "Error")
        ElementTree.SubElement(root, "RequestID").text = request_id
    else:
        root = ElementTree.Element("ErrorResponse")
        error = ElementTree.SubElement(root, "Error")
        ElementTree.SubElement(error, "Type").text = "Sender"
        ElementTree.SubElement(root, "RequestId").text = request_id
    ElementTree.SubElement(error, "Code").text = refusal.code
    ElementTree.SubElement(error, "Message").text = refusal.message
    return Reply(refusal.status, ElementTree.tostring(root), _headers(_XML, request_id))


def _headers(kind: str, request_id: str, *, cbor: bool = False) -> dict[str, str]:
    protocol = {"smithy-protocol": "rpc-v2-cbor"} if cbor else {}
    return {"content-type": kind, "x-amzn-requestid": request_id} | protocol


def _plain(shape: Any, value: Any, protocol: str) -> Any:
    """A value as JSON carries it: wire names, timestamps as the description says."""
    match shape.type_name:
        case "structure":
            return {
                shape.members[name].serialization.get("name", name): _plain(shape.members[name], item, protocol)
                for name, item in value.items()
            }
        case "list":
            return [_plain(shape.member, item, protocol) for item in value]
        case "map":
            return {key: _plain(shape.value, item, protocol) for key, item in value.items()}
        case "timestamp":
            return _iso(value) if shape.serialization.get("timestampFormat") == "iso8601" else value.timestamp()
    return value


def _xml(match: Match, output: dict[str, Any], request_id: str) -> bytes:
    shape: Any = match.operation.output_shape
    root = ElementTree.Element(f"{match.operation.name}Response")
    inner = root
    if match.protocol == "ec2":
        ElementTree.SubElement(root, "requestId").text = request_id
    else:
        inner = ElementTree.SubElement(root, shape.serialization.get("resultWrapper", f"{match.operation.name}Result"))
        metadata = ElementTree.SubElement(root, "ResponseMetadata")
        ElementTree.SubElement(metadata, "RequestId").text = request_id
    _fill(inner, shape, output)
    return ElementTree.tostring(root)


def _fill(parent: ElementTree.Element, shape: Any, value: Any) -> None:
    match shape.type_name:
        case "structure":
            for name, item in value.items():
                member = shape.members[name]
                _fill(ElementTree.SubElement(parent, member.serialization.get("name", name)), member, item)
        case "list":
            for item in value:
                name = shape.member.serialization.get("name", "member")
                _fill(ElementTree.SubElement(parent, name), shape.member, item)
        case "boolean":
            parent.text = "true" if value else "false"
        case "timestamp":
            parent.text = _iso(value)
        case _:
            parent.text = str(value)


def _iso(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
