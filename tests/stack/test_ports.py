"""A port is ours from the first moment or not at all, and then the message says what to do."""

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
        ports.listen("127.0.0.1", taken)
    message = str(refused.value)
    assert f"Port {taken} is taken by process {os.getpid()}" in message
    suggested = int(message.rpartition("--port ")[2])
    assert suggested > taken
    ports.listen("127.0.0.1", suggested).close()


def test_a_port_is_held_until_it_is_closed() -> None:
    with ports.listen("127.0.0.1", 0) as listener:
        port = listener.getsockname()[1]
        with pytest.raises(StackError, match=f"Port {port} is taken"):
            ports.listen("127.0.0.1", port)
    ports.listen("127.0.0.1", port).close()


def test_who_comes_early_waits_for_an_answer() -> None:
    with ports.listen("127.0.0.1", 0) as listener, socket.create_connection(listener.getsockname()) as early:
        early.sendall(b"hello")
        accepted, _ = listener.accept()
        with accepted:
            assert accepted.recv(5) == b"hello"


@pytest.mark.parametrize(
    ("host", "said"), [("203.0.113.7", "Cannot listen on 203.0.113.7"), ("no-such-name.invalid", "--host no-such")]
)
def test_an_address_that_is_not_ours_is_refused(host: str, said: str) -> None:
    with pytest.raises(StackError, match=said):
        ports.listen(host, 8000)


def test_a_server_for_everybody_answers_to_the_names_of_the_machine() -> None:
    assert ports.names_of("127.0.0.1") == ["127.0.0.1", "[::1]", "localhost"]
    everywhere = ports.names_of("::")
    assert socket.gethostname() in everywhere
    assert "*" not in everywhere
    assert "[2001:db8::1]" in ports.names_of("2001:db8::1")
