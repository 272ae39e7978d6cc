from collections.abc import Iterator

import pytest

from lens_app.stack.fake_aws import server
from lens_app.stack.fake_aws.server import FakeAws
from tests.integrations import estate


@pytest.fixture
def fake() -> Iterator[FakeAws]:
    """An AWS in which the home account's role waits for the home tenant's external id."""
    with server.start(estate.WORLD) as fake:
        fake.roles.register(estate.role_of(estate.HOME), estate.EXTERNAL_ID)
        yield fake
