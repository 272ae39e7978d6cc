"""What the service descriptions of botocore say about a request: which operation it is and what it was given.

REST paths are matched raw: a decoded path would turn the ``%2F`` of an ARN parameter into a slash.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from typing import Any
from urllib.parse import unquote

from botocore.loaders import Loader
from botocore.model import OperationModel, ServiceModel

_DESCRIPTIONS = Loader(extra_search_paths=[Loader.BUILTIN_DATA_PATH], include_default_search_paths=False)
_SCOPE = re.compile(r"Credential=([^/]+)/\d{8}/([^/]+)/([^/]+)/aws4_request")
_CBOR_PATH = re.compile(r"/service/[^/]+/operation/([A-Za-z0-9]+)")


@dataclass(frozen=True)
class Request:
    """A request as it came in. ``path`` is raw, ``query`` and ``form`` decoded, header names in lower case."""

    method: str
    path: str
    query: Mapping[str, list[str]]
    headers: Mapping[str, str]
    body: bytes
    form: Mapping[str, str]

    @cached_property
    def scope(self) -> tuple[str, str, str]:
        """Access key, Region and signing name of the SigV4 credential scope; empty when it is not signed so."""
        found = _SCOPE.search(self.headers.get("authorization", ""))
        return found.groups() if found else ("", "", "")  # type: ignore[return-value]


@dataclass(frozen=True)
class Match:
    """The operation a request is for, how it travels, and the values its path carried."""

    service: str
    operation: OperationModel
    protocol: str
    path_values: Mapping[str, str]

    @property
    def name(self) -> str:
        """``service:Operation``"""
        return f"{self.service}:{self.operation.name}"


@cache
def service_model(service: str) -> ServiceModel:
    """The description of a service, by botocore's name for it."""
    return ServiceModel(_DESCRIPTIONS.load_service_model(service, "service-2"), service)


@cache
def token_of(service: str, operation: str) -> str:
    """The member that carries the continuation token of a paged operation, or empty."""
    pages = _DESCRIPTIONS.load_service_model(service, "paginators-1")["pagination"]
    token = pages.get(operation, {}).get("output_token", "")
    return token if isinstance(token, str) else ""


def match(request: Request, services: Iterable[str]) -> Match | None:
    """The operation of one of ``services`` that the request is for, or nothing."""
    for service in services:
        model = service_model(service)
        if model.signing_name == request.scope[2] and (found := _match(request, service, model)):
            return found
    return None


def _match(request: Request, service: str, model: ServiceModel) -> Match | None:
    if request.headers.get("smithy-protocol") == "rpc-v2-cbor":
        found = _CBOR_PATH.fullmatch(request.path)
        return _named(service, model, found[1] if found else "", "smithy-rpc-v2-cbor")
    if target := request.headers.get("x-amz-target", ""):
        prefix, _, name = target.rpartition(".")
        return _named(service, model, name, "json") if prefix == model.metadata.get("targetPrefix") else None
    if name := request.form.get("Action", ""):
        return _named(service, model, name, model.resolved_protocol)
    if model.resolved_protocol != "rest-json":
        return None
    for method, pattern, operation in _routes(service):
        if method == request.method and (found := pattern.fullmatch(request.path)):
            values = {key: unquote(value) for key, value in found.groupdict().items()}
            return Match(service, model.operation_model(operation), "rest-json", values)
    return None


def _named(service: str, model: ServiceModel, name: str, protocol: str) -> Match | None:
    return Match(service, model.operation_model(name), protocol, {}) if name in model.operation_names else None


@cache
def _routes(service: str) -> tuple[tuple[str, re.Pattern[str], str], ...]:
    model = service_model(service)
    routes: list[tuple[int, str, re.Pattern[str], str]] = []
    for name in model.operation_names:
        http: dict[str, Any] = model.operation_model(name).http
        path = http["requestUri"].partition("?")[0]
        routes.append((path.count("{"), http["method"], _pattern(path), name))
    routes.sort(key=lambda route: route[0])  # literal paths first
    return tuple(route[1:] for route in routes)


def _pattern(path: str) -> re.Pattern[str]:
    parts = re.split(r"(\{\w+\+?\})", path)
    return re.compile("".join(_part(part) for part in parts))


def _part(part: str) -> str:
    if not part.startswith("{"):
        return re.escape(part)
    name = part.strip("{}+")
    return f"(?P<{name}>{'.+' if part.endswith('+}') else '[^/]+'})"
