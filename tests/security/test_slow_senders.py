"""Who begins a request and says nothing more does not hold a thread for good."""

import gc
import socket
import time
from types import SimpleNamespace

import pytest

from lens_app import gunicorn
from lens_app.stack import ports


def test_a_connection_that_falls_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(gunicorn, "SILENCE", 1)
    with ports.listen("127.0.0.1", 0) as listener:
        gunicorn.when_ready(SimpleNamespace(LISTENERS=[SimpleNamespace(sock=listener)]))
        gc.unfreeze()
        with socket.create_connection(listener.getsockname()) as silent:
            silent.sendall(b"POST")
            accepted, _address = listener.accept()
            with accepted:
                accepted.setblocking(True)  # as gunicorn's threads do
                assert accepted.recv(8192) == b"POST"
                begun = time.monotonic()
                with pytest.raises(BlockingIOError):
                    accepted.recv(8192)
                assert 0.9 < time.monotonic() - begun < 10
