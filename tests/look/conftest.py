"""Pages rendered without a database, and just the addresses that the bars link to."""

import pytest
from django.template import engines
from django.test import RequestFactory
from pytest_django import Settings


@pytest.fixture(autouse=True)
def few_addresses(settings: Settings) -> None:
    settings.ROOT_URLCONF = "tests.look.addresses"


class Pages:
    """Renders templates as a page request would."""

    def __init__(self) -> None:
        self.requests = RequestFactory()

    def text(self, source: str, **context: object) -> str:
        """A template written in the test, with the tags of the look loaded."""
        return engines["django"].from_string("{% load look %}" + source).render(context)

    def file(self, name: str, path: str = "/", **context: object) -> str:
        """A template of the project, as answered to a GET of ``path``."""
        request = self.requests.get(path)
        for fact in ("user", "organization", "organizations", "membership", "can"):
            if fact in context:
                setattr(request, fact, context.pop(fact))
        return engines["django"].get_template(name).render(context, request)


@pytest.fixture
def pages() -> Pages:
    return Pages()
