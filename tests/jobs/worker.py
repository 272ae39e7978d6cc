"""The real Celery application, with the test handlers: ``celery --app tests.jobs.worker worker``."""

from lens_app.celery import app

app.conf.imports = ("tests.jobs.handlers",)
