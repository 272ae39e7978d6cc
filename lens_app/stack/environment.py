"""What Django is told: every address, secret and directory of the local stack as environment variables."""

import os
from collections.abc import Mapping

from lens_app.stack import roles
from lens_app.stack.credentials import Credentials
from lens_app.stack.places import Places
from lens_app.stack.postgres import HOST

# A shell that was set up for another project must not redirect ours.
FOREIGN = ("PG", "DJANGO_")


def urls(port: int, credentials: Credentials) -> dict[str, str]:
    """The database of each role, and the broker, on a local PostgreSQL at ``port``."""

    def url(scheme: str, role: str, password: str, database: str) -> str:
        return f"{scheme}://{role}:{password}@{HOST}:{port}/{database}"

    return {
        "DATABASE_URL": url("postgresql", roles.APP, credentials.app, roles.DATABASE),
        "DATABASE_OWNER_URL": url("postgresql", roles.OWNER, credentials.owner, roles.DATABASE),
        "CELERY_BROKER_URL": url("pgmq", roles.QUEUE, credentials.queue, roles.QUEUE_DATABASE),
    }


def of(places: Places, credentials: Credentials, more: Mapping[str, str]) -> dict[str, str]:
    """The whole environment of a local process. What the person set wins over our defaults, ``more`` wins over both."""
    outside = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    defaults = {
        "LENSBOARD_LOCAL": "1",
        "SECRET_KEY": credentials.secret_key,
        "MEDIA_ROOT": str(places.media),
        "FONTCONFIG_FILE": str(places.root / "static" / "fonts" / "fonts.conf"),
        "XDG_CACHE_HOME": str(places.var / "cache"),
        "LOG_LEVEL": "WARNING",  # the terminal stays calm; LOG_LEVEL=INFO script/server tells everything
        "PYTHONUNBUFFERED": "1",
        # Celery warns root of pickled messages; ours are JSON only.
        "PYTHONWARNINGS": "ignore:You're running the worker with superuser privileges",
    }
    fixed = {
        "DJANGO_SETTINGS_MODULE": "lens_app.settings",
        "LENSBOARD_VAR": str(places.var),
        "PYTHONPATH": str(places.root),
    }
    return defaults | outside | fixed | dict(more)
