"""Where the local stack keeps what it makes: never in the tree, but for `var/`, which git ignores."""

import hashlib
import os
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Places:
    """The directories of one checkout.

    ``root`` is the checkout, ``var`` what belongs to the person who runs it, ``home`` what PostgreSQL needs: its data,
    the credentials and, for root, a copy of its binaries.
    """

    root: Path
    var: Path
    home: Path

    @property
    def logs(self) -> Path:
        return self.var / "log"

    @property
    def media(self) -> Path:
        return self.var / "media"

    @property
    def lock(self) -> Path:
        return self.var / "server.lock"

    def make(self) -> "Places":
        """Create the directories, and return self."""
        for directory in (self.var, self.logs, self.media, self.home):
            directory.mkdir(parents=True, exist_ok=True)
        return self


def here() -> Places:
    """The places of this checkout for the user who asks.

    PostgreSQL refuses to run as root, and the account it then runs as cannot look into a checkout under /root: for
    root its home is under /var/lib, named after ``var`` so that two checkouts never share data.
    """
    var = Path(os.environ.get("LENSBOARD_VAR") or ROOT / "var").resolve()
    if os.geteuid() != 0:
        return Places(ROOT, var, var / "postgresql").make()
    name = hashlib.sha256(str(var).encode()).hexdigest()[:12]
    return Places(ROOT, var, Path("/var/lib") / f"lensboard-{name}").make()
