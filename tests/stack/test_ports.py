"""A port that is taken is found out before anything starts, and the message says what to do."""

import os
import socket
from collections.abc import Iterator

import pytest

from lens_app.stack import ports
from lens_app.stack.errors import StackError


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that this process listens on."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def test_a_taken_port_names_its_holder_and_a_free_one(taken: int) -> None:
    with pytest.raises(StackError) as refused:
        ports.require("127.0.0.1", taken)
    message = str(refused.value)
    assert f"Port {taken} is taken by process {os.getpid()}" in message
    suggested = int(message.rpartition("--port ")[2])
    assert suggested > taken
    ports.require("127.0.0.1", suggested)


def test_a_free_port_is_left_free() -> None:
    port = ports.next_free("127.0.0.1", 20_000)
    ports.require("127.0.0.1", port)
    ports.require("127.0.0.1", port)


@pytest.mark.parametrize(
    ("host", "said"), [("203.0.113.7", "Cannot listen on 203.0.113.7"), ("no-such-name.invalid", "--host no-such")]
)
def test_an_address_that_is_not_ours_is_refused(host: str, said: str) -> None:
    with pytest.raises(StackError, match=said):
        ports.require(host, 8000)


def test_a_server_for_everybody_answers_to_the_names_of_the_machine() -> None:
    assert ports.names_of("127.0.0.1") == ["127.0.0.1", "[::1]", "localhost"]
    everywhere = ports.names_of("::")
    assert socket.gethostname() in everywhere
    assert "*" not in everywhere
    assert "[2001:db8::1]" in ports.names_of("2001:db8::1")
