"""Typed readers of environment variables: each fails loudly and says which variable and what was found."""

import os
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured


def text(name: str, default: str = "") -> str:
    """The variable's text, or ``default`` when unset or empty."""
    return os.environ.get(name) or default


def required(name: str, why: str) -> str:
    """The variable's text. Raises ImproperlyConfigured with ``why`` when unset or empty."""
    value = os.environ.get(name)
    if not value:
        raise ImproperlyConfigured(f"{name} is not set: {why}")
    return value


def flag(name: str, default: bool = False) -> bool:
    """1/true/yes/on or 0/false/no/off, any case. Raises ImproperlyConfigured on anything else."""
    raw = os.environ.get(name, "").strip().lower()
    if not raw:
        return default
    if raw in {"1", "true", "yes", "on"}:
        return True
    if raw in {"0", "false", "no", "off"}:
        return False
    raise ImproperlyConfigured(f"{name}={raw!r} is neither 1/true/yes/on nor 0/false/no/off")


def number(name: str, default: int, *, least: int = 0) -> int:
    """A whole number of at least ``least``. Raises ImproperlyConfigured on anything else."""
    raw = os.environ.get(name, "").strip()
    if not raw:
        return default
    try:
        given = int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name}={raw!r} is not a whole number") from error
    if given < least:
        raise ImproperlyConfigured(f"{name}={raw!r} is less than {least}")
    return given


def words(name: str, default: tuple[str, ...] = ()) -> list[str]:
    """A list separated by commas; spaces around each are dropped."""
    raw = os.environ.get(name, "")
    return [word.strip() for word in raw.split(",") if word.strip()] or list(default)


def database(url: str, name: str) -> dict[str, object]:
    """Django's settings for a ``postgresql://user:password@host:port/database?option=…`` URL.

    ``name`` is the variable it came from, for the message. Raises ImproperlyConfigured on another scheme.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(f"{name} must start with postgresql://, not {parts.scheme!r}://")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "OPTIONS": dict(parse_qsl(parts.query)),
    }
