"""Settings for commands that need no installation: this application without a database and without secrets.

`manage.py lens` runs in the CI of people who write lenses and have nothing but a checkout.
"""

import os
import secrets

os.environ.setdefault("SECRET_KEY", secrets.token_hex())
os.environ.setdefault("DATABASE_URL", "postgresql://nobody@localhost/nothing")

from lens_app.settings import *  # noqa: F403 - the same application, but for what follows

DATABASES: dict[str, object] = {}
