"""Browsers of members, for tests that try what they should not."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from tests.world import Tenant

PLAIN_FILES = "django.contrib.staticfiles.storage.StaticFilesStorage"


@pytest.fixture(autouse=True)
def _apart(settings: Settings, tmp_path: object) -> None:
    """Pages without `collectstatic`, and files in a folder of their own."""
    settings.STORAGES = settings.STORAGES | {"staticfiles": {"BACKEND": PLAIN_FILES}}
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def browser() -> Callable[..., Client]:
    """A browser in which the tenant's member with this role is signed in; a 500 is an answer and no exception."""

    def signed_in(tenant: Tenant, role: str = "owner") -> Client:
        client = Client(raise_request_exception=False)
        client.force_login(tenant.user(role), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return signed_in
