"""How lists are cut: by cursor, so that a page never shifts under a reader and costs the same at any depth."""

from rest_framework.pagination import CursorPagination


class Pages(CursorPagination):
    """Fifty rows a page unless ``limit`` asks for another number, up to 200."""

    page_size = 50
    page_size_query_param = "limit"
    max_page_size = 200
    ordering = "id"
