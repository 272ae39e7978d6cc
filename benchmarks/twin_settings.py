"""The settings of the twins: the application's, with the twins' URLs, as the owner of the tables."""

from lens_app import settings as application
from lens_app.settings import *  # noqa: F403 - a twin differs only in what is below

APPLICATION_MIDDLEWARE = application.MIDDLEWARE
APPLICATION_URLCONF = application.ROOT_URLCONF
ROOT_URLCONF = "benchmarks.twins"
DATABASES = application.DATABASES | {"default": application.DATABASES["owner"]}
