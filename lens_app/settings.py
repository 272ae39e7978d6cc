"""One settings module, read from the environment. Every variable is described in docs/settings.md."""

from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from lens_app import env

ROOT = Path(__file__).resolve().parent.parent
VAR = Path(env.text("LENSBOARD_VAR", str(ROOT / "var")))

# Local: everything on one machine over plain HTTP, started by script/server. Anything else is production.
LOCAL = env.flag("LENSBOARD_LOCAL")
DEBUG = env.flag("DEBUG")
SECRET_KEY = env.required("SECRET_KEY", "give the application a long random secret; script/server makes one for you")
ALLOWED_HOSTS = env.words("ALLOWED_HOSTS", ("localhost", "127.0.0.1", "[::1]") if LOCAL else ())
CSRF_TRUSTED_ORIGINS = env.words("CSRF_TRUSTED_ORIGINS")
PUBLIC_URL = env.text("PUBLIC_URL", "http://localhost:8000" if LOCAL else "https://localhost").rstrip("/")

INSTALLED_APPS = [
    "assessments",
    "integrations",
    "lens_app",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "rest_framework",
    "drf_spectacular",
    "django_filters",
    "django_htmx",
    "template_partials",
    "csp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    "assessments.health.HealthMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "assessments.requests.RequestMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "assessments.requests.BodyLimitMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "assessments.requests.LanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "assessments.requests.DomainErrorMiddleware",
]

ROOT_URLCONF = "lens_app.urls"
WSGI_APPLICATION = "lens_app.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [ROOT / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.messages.context_processors.messages",
                "assessments.requests.page_context",
            ],
        },
    }
]

# The application and its workers are the unprivileged role of DATABASE_URL; only migrations use the owner.
DATABASES = {
    "default": env.database(
        env.required("DATABASE_URL", "the application's own, unprivileged PostgreSQL role"), "DATABASE_URL"
    )
    | {"CONN_MAX_AGE": env.number("DATABASE_CONN_MAX_AGE", 600), "CONN_HEALTH_CHECKS": True}
}
if owner_url := env.text("DATABASE_OWNER_URL"):
    DATABASES["owner"] = env.database(owner_url, "DATABASE_OWNER_URL")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# Sign-in limits live in the default cache, shared by all processes. The API's own limit is asked on every request:
# without a CACHE_URL each process counts for itself, which costs no query and lets through at most so many times more.
_redis = {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": env.text("CACHE_URL")}
CACHES: dict[str, dict[str, object]] = (
    {"default": _redis, "throttle": _redis}
    if env.text("CACHE_URL")
    else {
        "default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "assessments_cache"},
        "throttle": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"},
    }
)

AUTH_USER_MODEL = "assessments.User"
# Addresses are unique in any case, by a constraint on lower(email), which this check does not see.
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.ScryptPasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
ACCOUNT_ADAPTER = "assessments.accounts.AccountAdapter"
ACCOUNT_EMAIL_SUBJECT_PREFIX = "Lensboard: "
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_SIGNUP_FORM_CLASS = "assessments.accounts.SignUpForm"
ACCOUNT_FORMS = {"signup": "assessments.forms.sign_up.EvenSignUpForm"}
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_UNIQUE_EMAIL = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_VERIFICATION = env.text("ACCOUNT_EMAIL_VERIFICATION", "optional" if LOCAL else "mandatory")
# Twenty guesses an hour at one account, however many machines guess.
ACCOUNT_RATE_LIMITS = {"login_failed": "10/m/ip,5/900s/key"}
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_SESSION_REMEMBER = True
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]

SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
SESSION_COOKIE_AGE = 14 * 24 * 3600
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = not LOCAL and env.flag("SECURE_SSL_REDIRECT", default=True)
SECURE_HSTS_SECONDS = 0 if LOCAL else env.number("SECURE_HSTS_SECONDS", 31_536_000)
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not LOCAL
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if env.flag("BEHIND_PROXY") else None
# Sign-in limits count per address of a client: behind a proxy, the one that the outermost of our proxies saw.
ALLAUTH_TRUSTED_PROXY_COUNT = env.number("TRUSTED_PROXIES", 1) if env.flag("BEHIND_PROXY") else 0
SECURE_REDIRECT_EXEMPT = [r"^livez$", r"^readyz$"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CSRF_FAILURE_VIEW = "assessments.views.errors.csrf_failure"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "font-src": [SELF],
        "img-src": [SELF, "data:"],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

LANGUAGES = [("en", _("English")), ("ja", _("Japanese"))]
LANGUAGE_CODE = env.text("DEFAULT_LANGUAGE", "en")
LANGUAGE_COOKIE_NAME = "language"
LOCALE_PATHS = [ROOT / "locale"]
USE_I18N = USE_TZ = True
TIME_ZONE = "UTC"
DEFAULT_TIME_ZONE = env.text("DEFAULT_TIME_ZONE", "Asia/Tokyo")

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
STATICFILES_DIRS = [ROOT / "static"]
STORAGES: dict[str, dict[str, object]] = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
MEDIA_ROOT = env.text("MEDIA_ROOT", str(VAR / "media"))
# Files are never served from a URL of their own: each download passes the gate.
MEDIA_URL = ""
FILE_UPLOAD_TEMP_DIR = env.text("UPLOAD_TEMP_DIR") or None
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_621_440
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2_000
DATA_UPLOAD_MAX_NUMBER_FILES = 20
EVIDENCE_MAX_BYTES = env.number("EVIDENCE_MAX_MEGABYTES", 50) * 1024 * 1024

EMAIL_HOST = env.text("EMAIL_HOST")
# Mails go to a server, else into files of this folder, else to the console.
EMAIL_FILE_PATH = env.text("EMAIL_FILE_PATH")
_mails = "django.core.mail.backends"
EMAIL_BACKEND = (
    f"{_mails}.smtp.EmailBackend"
    if EMAIL_HOST
    else f"{_mails}.filebased.EmailBackend"
    if EMAIL_FILE_PATH
    else "lens_app.terminal_mail.EmailBackend"
)
EMAIL_PORT = env.number("EMAIL_PORT", 587)
EMAIL_HOST_USER = env.text("EMAIL_HOST_USER")
EMAIL_HOST_PASSWORD = env.text("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS = env.flag("EMAIL_USE_TLS", default=True)
EMAIL_TIMEOUT = 20
DEFAULT_FROM_EMAIL = env.text("DEFAULT_FROM_EMAIL", "Lensboard <lensboard@localhost>")

# Jobs: rows carry them, messages only wake workers (docs/adr/0003-jobs-and-sweepers.md). All times in seconds.
CELERY_BROKER_URL = env.text("CELERY_BROKER_URL")
CELERY_QUEUE_PREFIX = env.text("CELERY_QUEUE_PREFIX", "lensboard_")
CELERY_APP = "lens_app.celery.app"
JOBS_PER_ORGANIZATION = env.number("JOBS_PER_ORGANIZATION", 2, least=1)
JOB_ATTEMPTS = env.number("JOB_ATTEMPTS", 3, least=1)
# As the AWS service allows: custom lenses in an account, versions of each, and shares of each.
LENSES_MOST = env.number("LENSES_MOST", 15)
LENS_VERSIONS_MOST = env.number("LENS_VERSIONS_MOST", 100)
LENS_SHARES_MOST = env.number("LENS_SHARES_MOST", 300)

JOB_LEASE_SECONDS = env.number("JOB_LEASE_SECONDS", 30)
JOB_HEARTBEAT_SECONDS = env.number("JOB_HEARTBEAT_SECONDS", 5)
JOB_SWEEP_SECONDS = env.number("JOB_SWEEP_SECONDS", 10)
JOB_RESEND_SECONDS = env.number("JOB_RESEND_SECONDS", 30)
JOB_RETRY_SECONDS = env.number("JOB_RETRY_SECONDS", 5)
AUDIT_SEAL_SECONDS = env.number("AUDIT_SEAL_SECONDS", 5)

# The account of this installation that assumes customers' roles. Nothing else ever signs a customer call.
AWS_BASE = {
    "access_key_id": env.text("LENSBOARD_AWS_ACCESS_KEY_ID"),
    "secret_access_key": env.text("LENSBOARD_AWS_SECRET_ACCESS_KEY"),
    "session_token": env.text("LENSBOARD_AWS_SESSION_TOKEN"),
    "account_id": env.text("LENSBOARD_AWS_ACCOUNT_ID"),
    "partition": env.text("LENSBOARD_AWS_PARTITION", "aws"),
    "endpoint_url": env.text("LENSBOARD_AWS_ENDPOINT_URL"),
}
# Checks that one run carries out at a time. Each account is asked politely whatever this is (integrations.aws.pace).
AWS_LOOKS_AT_ONCE = env.number("LENSBOARD_AWS_LOOKS_AT_ONCE", 8, least=1)

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": ["assessments.api.access.TokenAuthentication"],
    "DEFAULT_PERMISSION_CLASSES": ["assessments.api.access.HasScope"],
    "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["assessments.api.parsing.StrictJson"],
    "DEFAULT_SCHEMA_CLASS": "assessments.api.schema.ProblemSchema",
    "DEFAULT_PAGINATION_CLASS": "assessments.api.pages.Pages",
    "DEFAULT_THROTTLE_CLASSES": ["assessments.api.access.TokenThrottle"],
    "DEFAULT_THROTTLE_RATES": {"token": env.text("API_RATE", "600/min")},
    "DEFAULT_FILTER_BACKENDS": ["django_filters.rest_framework.DjangoFilterBackend"],
    "EXCEPTION_HANDLER": "assessments.api.problems.answer",
    "PAGE_SIZE": 50,
    "UNAUTHENTICATED_USER": None,
}
SPECTACULAR_SETTINGS = {
    "TITLE": "Lensboard API",
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "SERVE_INCLUDE_SCHEMA": False,
    "SERVE_AUTHENTICATION": [],
    "SERVE_PERMISSIONS": ["rest_framework.permissions.AllowAny"],
    "SCHEMA_PATH_PREFIX": "/api/v1",
}

LOGGING_CONFIG = "lens_app.log_records.configure"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": env.text("LOG_LEVEL", "INFO")},
    "loggers": {
        "django.request": {"level": "ERROR"},
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # At DEBUG it writes down AWS's answers, and with them the keys of a customer's role.
        "botocore": {"level": "INFO"},
    },
}
