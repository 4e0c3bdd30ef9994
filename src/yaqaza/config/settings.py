"""Django's settings, all from the environment (see ``docs/generated/settings.md``); what is wrong is said at start."""

from __future__ import annotations

from pathlib import Path

from django.conf import locale

from yaqaza import countries
from yaqaza.config import environment as env
from yaqaza.config.connections import Connection

BASE_DIR = Path(__file__).resolve().parents[1]
COUNTRY = env.country()
VAR = env.var()

DEBUG = env.flag("YAQAZA_DEBUG")
SECRET_KEY = env.secret("YAQAZA_SECRET_KEY")
FIELD_KEY = env.secret("YAQAZA_FIELD_KEY")
INDEX_KEY = env.secret("YAQAZA_INDEX_KEY")
ALLOWED_HOSTS = env.words("YAQAZA_HOSTS", "localhost,127.0.0.1,[::1]")
CSRF_TRUSTED_ORIGINS = env.words("YAQAZA_ORIGINS")
HTTPS = env.flag("YAQAZA_HTTPS")
PROXIES = env.number("YAQAZA_PROXIES", int(HTTPS))  # whose additions to X-Forwarded-For are believed
USE_X_FORWARDED_HOST = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if HTTPS else None
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CONTENT_TYPE_NOSNIFF = True
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
SESSION_COOKIE_NAME = f"yaqaza_{COUNTRY.lower()}"
SESSION_COOKIE_AGE = 12 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_FAILURE_VIEW = "yaqaza.core.views.csrf_failure"

# One app per word, in the one order of docs/adr/0001: a later one may know an earlier one, never the reverse.
OUR_APPS = [
    "core",
    "territory",
    "accounts",
    "channels",
    "questionnaires",
    "people",
    "alerts",
    "monitoring",
    "field",
    "cases",
    "services",
    "signals",
    "reporting",
    "studies",
    "portal",
    "desk",
    "mobile",
    "demo",
]
INSTALLED_APPS = [
    *[f"yaqaza.{app}" for app in OUR_APPS],
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "django_htmx",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "procrastinate.contrib.django",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "yaqaza.core.middleware.calls",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "yaqaza.core.middleware.WithoutDatabase",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "yaqaza.core.middleware.language",
    "yaqaza.core.middleware.headers",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "yaqaza.core.middleware.RefusalPages",
]
CALLED = ("/channels/hooks/", "/monitoring/hooks/", "/forms/openrosa/")  # by machines
ROOT_URLCONF = "yaqaza.config.urls"
WSGI_APPLICATION = "yaqaza.config.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "yaqaza.core.context.page",
            ],
            "builtins": ["django.templatetags.i18n", "yaqaza.core.templatetags.ui"],
        },
    },
]
FORM_RENDERER = "django.forms.renderers.TemplatesSetting"

DATABASES = {"default": env.database()}
DATABASES["default"]["OPTIONS"]["pool"]["connection_class"] = Connection
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
# Shared by all processes (rate limits must be); the table is made by a migration of core.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "core_cache",
        "OPTIONS": {"MAX_ENTRIES": 100_000},  # a counter that is culled early is no limit
    }
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
]
PASSWORD_RESET_TIMEOUT = 2 * 3600
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "desk:home"
ACCOUNT_ADAPTER = "yaqaza.accounts.adapter.ClosedSignup"
ACCOUNT_FORMS = {"login": "yaqaza.accounts.forms.SignIn"}
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "portal:home"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # a stranger does not make us write to anybody
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not HTTPS
MFA_TOTP_ISSUER = "Yaqaza"

LANGUAGE_CODE = "ar"
LANGUAGES = [("ar", "العربية"), ("fr", "Français"), ("en", "English")]
LANGUAGE_COOKIE_NAME = "yaqaza_language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
locale.LANG_INFO.setdefault(
    "zgh", {"bidi": False, "code": "zgh", "name": "Standard Moroccan Tamazight", "name_local": "ⵜⴰⵎⴰⵣⵉⵖⵜ"}
)
USE_I18N = True
USE_TZ = True
TIME_ZONE = countries.get(COUNTRY).time_zone
USE_THOUSAND_SEPARATOR = False

STATIC_URL = "/static/"
STATIC_ROOT = VAR / "static"
MEDIA_ROOT = VAR / "media"
SPOOL = VAR / "spool"  # what came while the database was away
# Weights that this deployment learned from its own decisions; without the file those that come with Yaqaza read the messages.
LANGUAGE_MODEL = env.text("YAQAZA_LANGUAGE_MODEL") or str(VAR / "language" / "needs.npz")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}
WHITENOISE_MAX_AGE = 0 if DEBUG else 3600
WHITENOISE_MANIFEST_STRICT = False
FILE_UPLOAD_PERMISSIONS = 0o600
FILE_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024
DATA_UPLOAD_MAX_NUMBER_FIELDS = 2000
DATA_UPLOAD_MAX_NUMBER_FILES = 200  # a phone sends all the pictures of a day's form at once
PHOTO_MAX_BYTES = 12 * 1024 * 1024

# What compares the whole registry (``yaqaza link``): duckdb in this process, or an existing Spark.
LINK_ENGINE = env.text("YAQAZA_LINK_ENGINE", "duckdb").lower()

# What the public pages say; empty = the country pack's emergency number, and no named contact.
PUBLIC_HOTLINE = env.text("YAQAZA_HOTLINE")
PRIVACY_CONTACT = env.text("YAQAZA_PRIVACY_CONTACT")

# After so many days posts that nobody accepted lose their words and authors; by country.
POST_DAYS = env.number("YAQAZA_POST_DAYS", countries.get(COUNTRY).post_days)

# Hosts of this house that connectors may reach although they are private or without TLS; any other must be public and encrypted.
CHANNEL_HOSTS = frozenset(host.lower() for host in env.words("YAQAZA_CHANNEL_HOSTS"))

# Where pages find the live stream: a path behind one proxy, ":8001/live/" on another port of the same host, or "" for asking by themselves.
LIVE_URL = env.text("YAQAZA_LIVE_URL", "/live/" if HTTPS else "")
LIVE_CONNECTIONS = env.number("YAQAZA_LIVE_CONNECTIONS", 1000)

# Tests that Yaqaza sends to itself by every way in, so that one that is closed is known before somebody in need finds it so.
OWN_URL = env.text("YAQAZA_URL")
PROBE_EVERY = env.number("YAQAZA_PROBE_EVERY", 30)
PROBE_LATE = max(1, env.number("YAQAZA_PROBE_LATE", 5))

globals().update(env.mail())

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    # Never the query string, never a body: an address or a name must not reach a log.
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "procrastinate": {"level": "WARNING"},
        "django.request": {"level": "ERROR"},
        "psycopg.pool": {"level": "ERROR"},  # ``core.presence`` says it once
        "fontTools": {"level": "WARNING"},
    },
}
