"""Every address of the application, from the URL configuration itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver

#: Addresses without a tenant, and why nobody needs to pass the gate there.
OPEN = {
    "home": "sends people where they belong",
    "join": "proves itself by a token derived from the invitation (tests/people)",
    "shared_lens": "proves itself by a token derived from the share (tests/lens_pages)",
    "my_settings": "a person's own",
    "organization_new": "anyone who is signed in may found one",
    "set_language_for_me": "a person's own, or this device's",
    "set_theme": "this device's",
    "api_schema": "the same document for everyone",
}
#: What stands in an address beside the tenant's ids: texts and numbers that every tenant has.
COMMON = {"slug", "question_id", "number", "lens_key", "topic_id", "aid_key", "kind", "language", "check_id"}


@dataclass(frozen=True)
class Route:
    """One address: its name, its path with converters, the names in it, and the view behind it."""

    name: str
    path: str
    parameters: tuple[str, ...]
    view: Any

    @property
    def of_tenant(self) -> bool:
        """Whether the address is inside an organization."""
        return self.path.startswith("o/<slug:slug>/")

    @property
    def of_api(self) -> bool:
        """Whether the address is the API's."""
        return self.path.startswith("api/")

    @property
    def ids(self) -> tuple[str, ...]:
        """The names in it that stand for a tenant's rows."""
        return tuple(name for name in self.parameters if name not in COMMON)


def every() -> list[Route]:
    """All of ours: allauth's own are about people, not tenants."""
    return [route for route in _walk(get_resolver().url_patterns, "", {}) if not route.path.startswith("accounts/")]


def _walk(patterns: list[URLPattern | URLResolver], prefix: str, converters: dict[str, Any]) -> Iterator[Route]:
    for pattern in patterns:
        path = prefix + str(pattern.pattern)
        known = converters | pattern.pattern.converters
        if isinstance(pattern, URLResolver):
            yield from _walk(pattern.url_patterns, path, known)
        else:
            yield Route(pattern.name or "", path, tuple(known), pattern.callback)
