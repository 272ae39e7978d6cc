"""The whole local stack as a person runs it: started, hurt, stopped, killed."""

import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from lens_app.stack import places, ports
from lens_app.stack.places import ROOT
from tests.processes import alive, answers, kill, start, until

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("supervisor")]


class Server:
    """A running `script/server --no-demo` with a place of its own."""

    def __init__(self, environment: dict[str, str]) -> None:
        self.environment = environment
        self.var = Path(environment["LENSBOARD_VAR"])
        self.port = ports.next_free("127.0.0.1", 21_000)
        self.output = self.var / "output"
        self.output.unlink(missing_ok=True)  # what the server before this one said
        self.process = start(self.command("serve", f"--port={self.port}", "--no-demo"), environment, self.output)

    def wait(self) -> "Server":
        """Itself, when it is ready."""
        until(self.is_ready, f"ready; see {self.output}", 120)
        return self

    @staticmethod
    def command(*arguments: str) -> list[str]:
        """What script/… becomes."""
        return [sys.executable, "-m", "lens_app.stack", *arguments]

    def is_ready(self) -> bool:
        """Whether it told so on the terminal; fails at once when it has ended."""
        assert self.process.poll() is None, self.said()
        return f"Lensboard is ready: http://localhost:{self.port}" in self.said()

    def said(self) -> str:
        """Everything on the terminal so far."""
        return self.output.read_text()

    def answers(self, path: str = "/readyz", within: float = 5) -> bool:
        """Whether the page is there ``within`` seconds."""
        return answers(f"http://127.0.0.1:{self.port}{path}", within)

    def children(self) -> dict[str, int]:
        """The process numbers of the parts, by a word of their command."""
        found = {}
        for number in Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text().split():
            try:
                command = Path(f"/proc/{number}/cmdline").read_bytes().replace(b"\0", b" ").decode()
            except OSError:  # it ended between the two looks
                continue
            for word in ("postgres", "gunicorn", " worker ", " beat "):
                if word in command:
                    found.setdefault(word.strip(), int(number))
        return found

    def family(self) -> set[int]:
        """Every process below the supervisor."""
        found, waiting = set(), [self.process.pid]
        while waiting:
            pid = waiting.pop()
            below = {int(word) for word in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()}
            waiting += below - found
            found |= below
        return found


@contextmanager
def place() -> Iterator[dict[str, str]]:
    """A shell with a var/ of its own; what the stack put elsewhere for root is removed at the end."""
    var = Path(tempfile.mkdtemp(prefix="lensboard-var-", dir="/tmp")).resolve()
    unwanted = ("DATABASE_", "CELERY_", "LENSBOARD_", "SECRET_KEY", "MEDIA_ROOT", "DJANGO_", "AWS_", "LOG_LEVEL")
    shell = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
    yield shell | {"LENSBOARD_VAR": str(var), "PYTHONPATH": str(ROOT)}
    shutil.rmtree(home_of(var), ignore_errors=True)
    shutil.rmtree(var, ignore_errors=True)


def home_of(var: Path) -> Path:
    """Where a stack with this var/ keeps its database."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LENSBOARD_VAR", str(var))
        return places.here().home


@contextmanager
def running(environment: dict[str, str], *, ready: bool = True) -> Iterator[Server]:
    """A server that is gone afterwards, whatever the test did to it; ``ready`` waits until it is."""
    server = Server(environment)
    try:
        yield server.wait() if ready else server
    finally:
        server.process.terminate()
        server.process.wait(30)


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """One server for the tests that leave it running."""
    with place() as environment, running(environment) as started:
        yield started


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[dict[str, str]]:
    """A place for the servers that a test ends; only the first of them has to be made ready."""
    with place() as environment:
        yield environment


def test_it_serves_pages(server: Server) -> None:
    assert server.answers("/livez")
    assert server.answers("/accounts/login/")
    assert set(server.children()) == {"postgres", "gunicorn", "worker", "beat"}


def test_a_second_start_is_refused_with_the_address_of_the_first(server: Server) -> None:
    second = subprocess.run(
        server.command("serve", "--port=21999"), cwd=ROOT, env=server.environment, capture_output=True, text=True
    )
    assert second.returncode == 1
    assert f"already runs from this checkout: http://localhost:{server.port}" in second.stderr
    assert "Traceback" not in second.stderr


def test_a_taken_port_is_found_before_anything_starts(server: Server, tmp_path: Path) -> None:
    other = server.environment | {"LENSBOARD_VAR": str(tmp_path)}
    refused = subprocess.run(
        server.command("serve", f"--port={server.port}"), cwd=ROOT, env=other, capture_output=True, text=True
    )
    assert refused.returncode == 1
    assert f"Port {server.port} is taken" in refused.stderr
    home = home_of(tmp_path)
    assert not (home / "data").exists()
    shutil.rmtree(home)


def test_a_management_command_uses_the_running_database(server: Server) -> None:
    before = server.children()["postgres"]
    done = subprocess.run(
        server.command("manage", "migrate", "--check"), cwd=ROOT, env=server.environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    assert server.children()["postgres"] == before
    assert server.answers()


INVITE = """
from assessments.actions import invitations, organizations
from assessments.models import User
from assessments.tenancy import scope

anna = User.objects.create_user(email="anna@example.com", name="Anna")
member = organizations.found(name="Acme", by_user=anna, language="en")
with scope.organization(member.organization_id, actor_id=member.id, actor_name="Anna"):
    invitations.send(email="bob@example.com", role="contributor", language="ja", by=member)
"""


def test_the_link_of_an_invitation_is_on_the_terminal(server: Server) -> None:
    """Without a mail server that is where people find it; the log beside it masks it."""
    invite = subprocess.run(
        server.command("manage", "shell", "-c", INVITE),
        cwd=ROOT,
        env=server.environment,
        capture_output=True,
        text=True,
    )
    assert invite.returncode == 0, invite.stderr
    until(lambda: "Mail to bob@example.com" in server.said(), "the worker sends the mail", 30)
    until(lambda: re.search(rf"http://localhost:{server.port}/join/[\w-]{{20,}}", server.said()), "the link is told", 5)
    assert re.search("Subject: .*招待", server.said())


def test_a_part_that_dies_is_started_again(server: Server) -> None:
    web = server.children()["gunicorn"]
    kill(web)
    assert server.answers("/livez", within=60), "who asks meanwhile waits for the answer, and is not refused"
    until(lambda: server.children().get("gunicorn", web) != web and server.answers(), "the web is back", 30)
    assert "web ended (killed by SIGKILL); starting it again in" in server.said()


def test_a_database_that_dies_comes_back_where_it_was(server: Server) -> None:
    postmaster = server.children()["postgres"]
    os.killpg(postmaster, signal.SIGKILL)
    until(lambda: server.children().get("postgres", postmaster) != postmaster, "the database is back", 30)
    until(server.answers, "the pages are back", 30)


def test_of_two_that_want_one_port_at_once_the_second_is_told(elsewhere: dict[str, str], tmp_path: Path) -> None:
    """The first holds its port before it has anything to show there, so nobody else can answer in its name."""
    with running(elsewhere, ready=False) as first:
        until(lambda: "Starting" in first.said(), "the first has begun", 30)
        other = elsewhere | {"LENSBOARD_VAR": str(tmp_path)}
        second = subprocess.run(
            first.command("serve", f"--port={first.port}"), cwd=ROOT, env=other, capture_output=True, text=True
        )
        assert second.returncode == 1
        assert f"Port {first.port} is taken" in second.stderr
        assert "is ready" not in first.said()
        shutil.rmtree(home_of(tmp_path))


def test_who_comes_too_early_gets_the_page_when_it_is_there(elsewhere: dict[str, str]) -> None:
    with running(elsewhere, ready=False) as server:
        until(lambda: "Starting" in server.said(), "it has begun", 30)
        assert server.answers("/livez", within=120)


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_everything_within_seconds(elsewhere: dict[str, str], how: int) -> None:
    with running(elsewhere) as server:
        family = server.family()
        server.process.send_signal(how)
        assert server.process.wait(15) == 0
        assert not [pid for pid in family if alive(pid)]
        assert server.said().rstrip().endswith("Stopped.")


def test_a_killed_supervisor_leaves_nothing_behind(elsewhere: dict[str, str]) -> None:
    with running(elsewhere) as server:
        family = server.family()
        assert len(family) > 6
        kill(server.process.pid)
        until(lambda: not [pid for pid in family if alive(pid)], "every process is gone", 20)
    with running(elsewhere) as after:
        assert after.answers()
