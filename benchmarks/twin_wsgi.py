"""The WSGI application of the twins: no middleware at all, and what they show is fetched before workers are forked."""

import django
from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connections

django.setup()

from benchmarks import twins  # noqa: E402 - its models need the settings to be loaded

twins.captured()
connections.close_all()
settings.MIDDLEWARE = []  # apps check at the start that theirs is there
application = WSGIHandler()
