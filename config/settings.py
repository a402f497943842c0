"""The wiring of an installation: everything comes from the environment, and each default is the safe one."""

import os
from pathlib import Path
from urllib.parse import urlsplit

from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config.database import database
from config.headers import add_headers
from config.secrets import read_secret

BASE_DIR = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("DATA", BASE_DIR / "var")).resolve()
BUILD = BASE_DIR / ".build"
PORT = int(os.environ.get("PORT", "8000"))
DEMO = os.environ.get("DEMO", "1") != "0"
DATABASE_URL = os.environ.get("DATABASE_URL", "")
REDIS_URL = os.environ.get("REDIS_URL", "")
PUBLIC_URL = os.environ.get("PUBLIC_URL", f"http://localhost:{PORT}").rstrip("/")

# Plain HTTP and cookies without Secure only on this machine; any other must be https and holds no demonstration.
_public = urlsplit(PUBLIC_URL)
LOOPBACK = _public.hostname in {"localhost", "127.0.0.1", "::1"}
if not LOOPBACK and _public.scheme != "https":
    raise ImproperlyConfigured("PUBLIC_URL must begin with https:// unless it names this machine (localhost).")
if not LOOPBACK and "DEMO" not in os.environ:
    DEMO = False
if not LOOPBACK and DEMO:
    raise ImproperlyConfigured(
        "The demonstration is for this machine only: set DEMO=0 when PUBLIC_URL names another host."
    )
SECURE = _public.scheme == "https"

DEBUG = False
SECRET_KEY = read_secret("SECRET_KEY", DATA / "secrets")
FIELD_KEY = read_secret("FIELD_KEY", DATA / "secrets")
MESSAGES_KEY = read_secret("MESSAGES_KEY", DATA / "secrets")
SECRET_KEY_FALLBACKS = [key for key in os.environ.get("SECRET_KEY_FALLBACKS", "").split(",") if key]
FIELD_KEY_FALLBACKS = [key for key in os.environ.get("FIELD_KEY_FALLBACKS", "").split(",") if key]

ALLOWED_HOSTS = [_public.hostname or "localhost"]
if LOOPBACK:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [PUBLIC_URL]

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "csp",
    "django_otp",
    "django_otp_webauthn",
    "django_tasks",
    "django_tasks_db",
    "network",
    "jobs",
    "live",
    "writing",
    "notices",
    "forum",
    "messaging",
    "moving",
    "home",
]

MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "network.lane.LaneMiddleware",
    "network.patience.PatienceMiddleware",
    "config.compression.CompressionMiddleware",
    "csp.middleware.CSPMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "network.middleware.GateMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "config.urls"
ASGI_APPLICATION = "config.asgi.application"
WSGI_APPLICATION = "config.wsgi.application"
APPEND_SLASH = False
# The pages live at the root of their host. Else whoever may send SCRIPT_NAME or Daphne-Root-Path says where every link
# leads, also for others: addresses are kept (config/pages.py says the same to Daphne).
FORCE_SCRIPT_NAME = ""

TEMPLATES = [
    {
        "BACKEND": "config.engine.Templates",
        "NAME": "jinja2",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": False,
        "OPTIONS": {"environment": "config.templates.environment"},
    },
    {
        # Only for pages of third parties; our own are Jinja2.
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": ["django.template.context_processors.request"]},
    },
]

DATABASES = {"default": database(DATABASE_URL, DATA)}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

if REDIS_URL:
    CHANNEL_LAYERS = {
        "default": {
            "BACKEND": "channels_redis.pubsub.RedisPubSubChannelLayer",
            "CONFIG": {"hosts": [REDIS_URL]},
        }
    }
else:
    CHANNEL_LAYERS = {"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}}

TASKS = {"default": {"BACKEND": "jobs.backend.Queue", "QUEUES": ["default", "mail"]}}

# People: who signs in, and with what.
AUTH_USER_MODEL = "network.Member"
AUTHENTICATION_BACKENDS = [
    "network.authentication.PasswordBackend",
    "django_otp_webauthn.backends.WebAuthnBackend",
]
PASSWORD_HASHERS = ["network.passwords.BoundedArgon2"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "network.passwords.LengthValidator"},
    {"NAME": "network.passwords.BlocklistValidator"},
]
LOGIN_URL = "network:sign_in"
SESSION_ENGINE = "network.sessions"
SESSION_COOKIE_NAME = "__Host-session" if SECURE else "session"
SESSION_COOKIE_SECURE = SECURE
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 24 * 3600
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
CSRF_COOKIE_NAME = "__Host-csrf" if SECURE else "csrf"
CSRF_COOKIE_SECURE = SECURE
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "network.views.refusals.stale_form"
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

OTP_WEBAUTHN_RP_NAME = "Counterpart"
OTP_WEBAUTHN_RP_ID = _public.hostname or "localhost"
OTP_WEBAUTHN_ALLOWED_ORIGINS = [PUBLIC_URL]
OTP_WEBAUTHN_ALLOW_PASSWORDLESS_LOGIN = True

# What a browser may do here: nothing from elsewhere, no inline script or style, one named Trusted Types policy for
# HTML and one for the Worker.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [NONE],
        "connect-src": [SELF, f"{'wss' if SECURE else 'ws'}://{_public.netloc}"],
        "worker-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
        "require-trusted-types-for": ["'script'"],
        "trusted-types": ["counterpart", "counterpart-worker"],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SECURE_HSTS_SECONDS = 63_072_000 if SECURE else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE
SECURE_HSTS_PRELOAD = SECURE
SECURE_SSL_REDIRECT = False
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if SECURE else None
# How many proxies stand before the pages: the address of a browser is then the last but that many.
TRUSTED_PROXIES = int(os.environ.get("TRUSTED_PROXIES", "0"))

DATA_UPLOAD_MAX_MEMORY_SIZE = 1_048_576
DATA_UPLOAD_MAX_NUMBER_FIELDS = 200
# Files are taken by the composers of members alone, and counted (writing/files/arriving.py): else anybody fills the
# disk with one, whose size no other limit counts.
DATA_UPLOAD_MAX_NUMBER_FILES = 50
FILE_UPLOAD_HANDLERS = ["writing.files.arriving.MemberFileHandler"]
FILES = DATA / "files"
# A virus scanner: "host:port" or "unix:/path" of clamd. Without one files are checked, and not scanned.
CLAMD = os.environ.get("CLAMD", "")

# Words and times.
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("fr", "Français"), ("ar", "العربية")]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_SAMESITE = "Lax"
LANGUAGE_COOKIE_SECURE = SECURE
LOCALE_PATHS = [BASE_DIR / "locale"]
CONTENT_LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("es", _("Spanish")),
    ("ar", _("Arabic")),
    ("ru", _("Russian")),
    ("zh", _("Chinese")),
    ("pt", _("Portuguese")),
]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"

# The bundles and icons are built into .build/, never committed.
STATIC_URL = "/static/"
STATIC_ROOT = BUILD / "static"
STATICFILES_DIRS = [path for path in [BUILD / "frontend"] if path.exists()]
STORAGES = {
    "default": {
        "BACKEND": "django.core.files.storage.FileSystemStorage",
        "OPTIONS": {"location": DATA / "files"},
    },
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
WHITENOISE_ADD_HEADERS_FUNCTION = add_headers

# Mail says only that something waits. The default prints it where the server runs.
EMAIL_BACKEND = "django.core.mail.backends.console.EmailBackend"
DEFAULT_FROM_EMAIL = os.environ.get("MAIL_FROM", "counterpart@localhost")
if os.environ.get("SMTP_HOST"):
    EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    EMAIL_HOST = os.environ["SMTP_HOST"]
    EMAIL_PORT = int(os.environ.get("SMTP_PORT", "587"))
    EMAIL_HOST_USER = os.environ.get("SMTP_USER", "")
    EMAIL_HOST_PASSWORD = os.environ.get("SMTP_PASSWORD", "")
    EMAIL_USE_TLS = os.environ.get("SMTP_TLS", "1") != "0"
    EMAIL_TIMEOUT = 10

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"mask": {"()": "network.masking.MaskTokens"}},
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"console": {"class": "logging.StreamHandler", "filters": ["mask"], "formatter": "line"}},
    "root": {"handlers": ["console"], "level": os.environ.get("LOG_LEVEL", "WARNING")},
}
