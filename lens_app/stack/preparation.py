"""What has to be done once before the servers start: the schema, the lenses, the static files, the demo."""

import hashlib
import subprocess
import sys
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from lens_app.stack.errors import StackError
from lens_app.stack.logs import Logs
from lens_app.stack.places import ROOT, Places

# What the schema and the built-in lenses are made from, and what the static files are.
CODE = ("assessments", "integrations", "lens_app", "requirements/runtime.lock")
STATIC = ("static", "requirements/runtime.lock")


class Preparation:
    """Runs management commands, and leaves out those whose sources are as they were the last time."""

    def __init__(self, places: Places, environment: Mapping[str, str], logs: Logs) -> None:
        self.places = places
        self.environment = environment
        self.logs = logs

    def run(self, *, demo: bool) -> str:
        """Do what is needed; returns what the demo has to say about its logins, empty without a demo.

        Raises StackError when a command fails.
        """
        database = self.environment["DATABASE_URL"].partition("@")[2].partition("/")[2]
        identity = hashlib.sha256(self.environment["SECRET_KEY"].encode() + database.encode()).hexdigest()
        schema = self.places.home / "schema.stamp"
        current = f"{identity} {digest(ROOT, CODE)}"
        if read(schema) != current:
            self.manage("migrate", "--verbosity=1")
            self.manage("load_lenses")
            schema.write_text(current)
        static = self.places.var / "static.stamp"
        current = digest(ROOT, STATIC)
        if read(static) != current or not (self.places.var / "static").is_dir():
            # The .otf fonts are for PDFs, never for a browser, and compressing them would take half a minute.
            self.manage("collectstatic", "--noinput", "--clear", "--ignore=*.otf", "--verbosity=0")
            static.write_text(current)
        return self.demo() if demo else ""

    def demo(self) -> str:
        """Fill the database with the demo once; what the command prints is kept to be shown at every start."""
        kept = self.places.home / "demo.txt"
        if not kept.exists():
            self.logs.say("Filling in the demo (once) …")
            said = self.manage("seed_demo", show=False)
            kept.touch(mode=0o600)
            kept.write_text(said)
        return kept.read_text()

    def manage(self, *arguments: str, show: bool = True) -> str:
        """Run one management command and return its output. Raises StackError when it fails."""
        command = [sys.executable, str(ROOT / "manage.py"), *arguments]
        done = subprocess.run(command, env=dict(self.environment), cwd=ROOT, capture_output=True, text=True)
        for line in (done.stderr + (done.stdout if show else "")).splitlines():
            self.logs.say(line, name=arguments[0][:9])
        if done.returncode:
            raise StackError(f"manage.py {arguments[0]} failed; its output is above and in {self.places.logs}.")
        return done.stdout


def digest(root: Path, names: Iterable[str]) -> str:
    """A digest of the names and contents of all files under ``names``, without what Python compiled."""
    total = hashlib.sha256()
    for path in files(root, names):
        total.update(str(path.relative_to(root)).encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def files(root: Path, names: Iterable[str]) -> Iterator[Path]:
    """Every file under the named files and directories, in a fixed order."""
    for name in names:
        path = root / name
        if path.is_file():
            yield path
        else:
            yield from (file for file in sorted(path.rglob("*")) if file.is_file() and file.suffix != ".pyc")


def read(path: Path) -> str:
    """The text of a file; empty when it is not there."""
    try:
        return path.read_text()
    except OSError:
        return ""
