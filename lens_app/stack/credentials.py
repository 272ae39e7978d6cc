"""The secrets of one data directory, made once and kept beside it where only its user can read."""

import json
import os
import secrets
from dataclasses import asdict, dataclass, fields
from pathlib import Path


@dataclass(frozen=True)
class Credentials:
    """The passwords of the database roles, and the key that signs sessions."""

    superuser: str
    owner: str
    app: str
    backup: str
    queue: str
    secret_key: str


def ensure(home: Path) -> Credentials:
    """The credentials in ``home``; what is missing there is made and added."""
    path = home / "credentials.json"
    known: dict[str, str] = json.loads(path.read_text()) if path.exists() else {}
    names = [field.name for field in fields(Credentials)]
    credentials = Credentials(**{name: known.get(name) or secrets.token_urlsafe(48) for name in names})
    if asdict(credentials) != known:
        draft = path.with_suffix(f".{os.getpid()}")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
            json.dump(asdict(credentials), file, indent=1)
        draft.replace(path)
    return credentials
