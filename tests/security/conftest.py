"""Browsers of members, for tests that try what they should not."""

from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from tests.world import Tenant, signed_in


@pytest.fixture(autouse=True)
def _apart(settings: Settings, tmp_path: object) -> None:
    """Files in a folder of their own."""
    settings.MEDIA_ROOT = str(tmp_path)


@pytest.fixture
def browser() -> Callable[..., Client]:
    """A browser in which the tenant's member with this role is signed in; a 500 is an answer and no exception."""

    def of(tenant: Tenant, role: str = "owner") -> Client:
        return signed_in(tenant.user(role), raises=False)

    return of
