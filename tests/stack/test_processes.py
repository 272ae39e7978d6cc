"""How many workers the stack runs, by what the machine can carry."""

import multiprocessing

import pytest

from lens_app.stack.processes import worker_pools


def test_jobs_die_apart_with_and_without_shared_semaphores(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(multiprocessing, "Lock", lambda: None)
    assert worker_pools(3) == [("--pool=prefork", "--concurrency=3")]

    def closed() -> None:
        raise PermissionError

    monkeypatch.setattr(multiprocessing, "Lock", closed)
    assert worker_pools(3) == [("--pool=threads", "--concurrency=1")] * 3
