"""Lists that come in pages: all of them, or `Unreadable`; never some of them as if they were all."""

from collections.abc import Iterator
from typing import Any

from integrations.aws.account import Place
from integrations.aws.errors import Unreadable, Why
from integrations.aws.operations import action

MOST_PAGES = 1000


def every(place: Place, operation: str, member: str, *, token: str, **parameters: Any) -> Iterator[Any]:
    """The items of ``member`` over all pages. ``token`` is the name of the continuation token, in and out.

    Raises `Unreadable` (incomplete pagination) when a token comes a second time or there is no end, and
    (malformed response) when the list itself is missing from a page.
    """
    seen: set[str] = set()
    following: str | None = None
    for _ in range(MOST_PAGES):
        more = {token: following} if following else {}
        page = place.call(operation, **parameters, **more)
        yield from need(place, operation, page, member)
        following = page.get(token)
        if not following:
            return
        if following in seen:
            break
        seen.add(following)
    raise Unreadable(Why.INCOMPLETE_PAGINATION, {"action": action(operation), "region": place.region})


def need(place: Place, operation: str, answer: dict[str, Any], member: str) -> Any:
    """A member that every proper answer has. Raises `Unreadable` (malformed response) when it is missing."""
    if member not in answer:
        detail = {"action": action(operation), "region": place.region, "hint": member}
        raise Unreadable(Why.MALFORMED_RESPONSE, detail)
    return answer[member]
