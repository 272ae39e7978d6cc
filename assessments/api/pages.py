"""How lists are cut: by cursor, so that a page never shifts under a reader and costs the same at any depth."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from rest_framework.exceptions import NotFound
from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Fifty rows a page unless ``limit`` asks for another number, up to 200."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    ordering = "id"

    def decode_cursor(self, request: Any) -> Any:
        """As DRF's, which does not look at the position inside. Raises NotFound unless that is one of our ids."""
        cursor = super().decode_cursor(request)
        if cursor is None or cursor.position is None:
            return cursor
        with suppress(ValueError):
            return cursor._replace(position=str(UUID(cursor.position)))
        raise NotFound(self.invalid_cursor_message)
