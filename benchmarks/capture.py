"""What the question page is made from: its template and context, and every statement that led to them."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import connection
from django.test import Client
from django.test.utils import (
    CaptureQueriesContext,
    override_settings,
    setup_test_environment,
    teardown_test_environment,
)

TEMPLATE = "reviews/question.html"


def signed_in(person_id: str, **options: Any) -> Client:
    """A browser of this person."""
    client = Client(**options)
    person = get_user_model().objects.get(pk=person_id)
    client.force_login(person, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client


def question_page(path: str, person_id: str) -> tuple[str, dict[str, Any]]:
    """The template of the page at this address and the context it was rendered with."""
    with watched():
        response = signed_in(person_id).get(path)
        contexts = response.context
    if response.status_code != 200 or contexts is None:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return TEMPLATE, contexts[0].flatten()


@contextmanager
def watched() -> Iterator[None]:
    """The application's own stack, in a process that may serve another, with templates that tell what they render."""
    middleware = getattr(settings, "APPLICATION_MIDDLEWARE", settings.MIDDLEWARE)
    urls = getattr(settings, "APPLICATION_URLCONF", settings.ROOT_URLCONF)
    setup_test_environment(debug=False)
    try:
        with override_settings(MIDDLEWARE=middleware, ROOT_URLCONF=urls):
            yield
    finally:
        teardown_test_environment()


def statements(client: Client, path: str) -> list[str]:
    """Every statement behind one address that reads a tenant's rows, with its values in place."""
    with override_settings(ALLOWED_HOSTS=["*"]):
        client.get(path)
        with CaptureQueriesContext(connection) as captured:
            response = client.get(path)
    if response.status_code != 200:
        raise RuntimeError(f"{path} answered {response.status_code}")
    return [
        query["sql"] for query in captured if query["sql"].startswith("SELECT") and "organization_id" in query["sql"]
    ]
