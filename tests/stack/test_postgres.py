"""The local PostgreSQL: made once, found again after a crash, never left behind."""

import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from lens_app.stack import binaries
from lens_app.stack.binaries import Binaries
from lens_app.stack.errors import StackError
from lens_app.stack.places import ROOT
from lens_app.stack.postgres import HOST, Cluster, data_version
from tests.processes import alive, kill, until


def test_it_serves_on_loopback_with_a_password_only(cluster: Cluster) -> None:
    running = cluster.ensure()
    with psycopg.connect(cluster.superuser_url(running.port)) as connection:
        settings = dict(connection.execute("SELECT name, setting FROM pg_settings").fetchall())
    assert settings["listen_addresses"] == HOST
    assert settings["unix_socket_directories"] == ""
    assert settings["fsync"] == settings["data_checksums"] == "on"
    assert settings["server_encoding"] == "UTF8"
    wrong = cluster.superuser_url(running.port).replace(cluster.password, "wrong")
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(wrong)


def test_the_data_is_private_and_does_not_belong_to_root(cluster: Cluster) -> None:
    cluster.make()
    state = cluster.data.stat()
    assert state.st_mode & 0o077 == 0
    assert state.st_uid != 0
    assert [path.name for path in cluster.data.parent.iterdir()] == ["data"], "no password file, no draft is left"


def test_commits_survive_a_killed_server(cluster: Cluster) -> None:
    running = cluster.ensure()
    with psycopg.connect(cluster.superuser_url(running.port), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept (number int)")
        for number in range(200):
            connection.execute("INSERT INTO kept VALUES (%s)", [number])
    os.killpg(running.pid, signal.SIGKILL)
    until(lambda: cluster.running() is None, "the killed server is seen as dead", 5)

    again = cluster.ensure()
    with psycopg.connect(cluster.superuser_url(again.port)) as connection:
        assert connection.execute("SELECT count(*), max(number) FROM kept").fetchone() == (200, 199)


def test_the_stale_pid_of_another_program_is_not_taken_for_a_server(cluster: Cluster) -> None:
    cluster.make()
    (cluster.data / "postmaster.pid").write_text(f"{os.getpid()}\n{cluster.data}\n0\n5432\n\n127.0.0.1\n")
    assert cluster.running() is None
    cluster.ensure()
    assert cluster.running() is not None


def test_a_running_server_is_found_by_another_command(cluster: Cluster, programs: Binaries) -> None:
    running = cluster.ensure()
    other = Cluster(cluster.data.parent, programs, cluster.password, log=cluster.log)
    assert other.ensure() == running
    assert other.process is None, "it was found, not started"


def test_stopping_is_quick_even_with_an_open_transaction(cluster: Cluster) -> None:
    running = cluster.ensure()
    with contextlib.closing(psycopg.connect(cluster.superuser_url(running.port))) as connection:
        connection.execute("CREATE TABLE unfinished ()")
        begun = time.monotonic()
        cluster.stop()
    assert time.monotonic() - begun < 5
    assert cluster.running() is None
    assert not alive(running.pid)


def test_it_dies_with_a_starter_that_is_killed(home: Path, programs: Binaries) -> None:
    program = (
        "import sys, time; from pathlib import Path\n"
        "from lens_app.stack.binaries import Binaries; from lens_app.stack.postgres import Cluster\n"
        "home = Path(sys.argv[1]); programs = Binaries(Path(sys.argv[2]), int(sys.argv[3]))\n"
        "print(Cluster(home, programs, 'secret', log=home / 'log').ensure().pid, flush=True); time.sleep(60)"
    )
    command = [sys.executable, "-c", program, str(home), str(programs.directory), str(programs.major)]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as starter:
        assert starter.stdout is not None
        postmaster = int(starter.stdout.readline())
        assert alive(postmaster)
        kill(starter.pid)
        until(lambda: not alive(postmaster), "the server follows its starter", 10)
    assert not (home / "data" / "postmaster.pid").exists(), "it shut down in order"


def test_data_of_another_version_is_refused_by_name(home: Path) -> None:
    (home / "data").mkdir()
    (home / "data" / "PG_VERSION").write_text("9\n")
    with pytest.raises(StackError, match="made by PostgreSQL 9, and only"):
        binaries.find(data_version(home))


def test_a_named_directory_without_programs_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LENSBOARD_PG_BINDIR", str(tmp_path))
    with pytest.raises(StackError, match=r"LENSBOARD_PG_BINDIR=.* holds no initdb"):
        binaries.find()


def test_a_failed_start_shows_what_the_server_said(cluster: Cluster) -> None:
    cluster.make()
    with (cluster.data / "postgresql.conf").open("a") as settings:
        settings.write("no_such_setting = on\n")
    with pytest.raises(StackError, match="no_such_setting"):
        cluster.start()
