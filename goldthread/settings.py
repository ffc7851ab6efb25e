"""Settings, few and from the environment; a wrong value is refused by name at start."""

import os
import secrets
from collections.abc import Iterator
from datetime import timedelta
from gettext import translation
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PACKAGE = Path(__file__).resolve().parent
LOCALE = PACKAGE / "locale"
# Django's own gettext needs these settings; what refuses them speaks without it, in the language of the environment.
_ = translation("django", str(LOCALE), fallback=True).gettext


def home_from(value: str) -> Path:
    """The folder of everything; it need not be there yet."""
    try:
        home = Path(value).resolve()
        is_other = any(each.exists() and not each.is_dir() for each in (home, *home.parents))
    except OSError as broken:
        told = {"path": value, "why": broken.strerror}
        raise ImproperlyConfigured(_("GOLDTHREAD_HOME %(path)s cannot be looked into: %(why)s.") % told) from None
    if is_other:
        sentence = _("GOLDTHREAD_HOME %(path)s is a file, or lies in one. Name a folder.")
        raise ImproperlyConfigured(sentence % {"path": value})
    return home


def address_from(value: str) -> str:
    """The origin at which people reach the product: scheme, host and port, nothing after."""
    parts = _parts(value)
    is_bare = parts is not None and not (parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc)
    if parts is None or not is_bare or parts.scheme not in ("http", "https") or not parts.hostname:
        raise ImproperlyConfigured(
            _("GOLDTHREAD_URL must look like https://notes.example.org or http://localhost:8000.")
        )
    return f"{parts.scheme}://{parts.netloc}"


def _parts(value: str) -> SplitResult | None:
    """The parts of an address; None where it is none, or its port no number that a port can have."""
    try:
        parts = urlsplit(value)
        return parts if value.isprintable() and " " not in value and parts.port != 0 else None
    except ValueError:
        return None


HOME = home_from(os.environ.get("GOLDTHREAD_HOME") or "home")
URL = address_from(os.environ.get("GOLDTHREAD_URL") or "http://localhost:8000")
IS_HTTPS = URL.startswith("https://")
ALLOWED_HOSTS = sorted({urlsplit(URL).hostname or "localhost", "localhost", "127.0.0.1"})
CSRF_TRUSTED_ORIGINS = [URL]


def address_header_from(value: str) -> str:
    """The WSGI name of the header in which the reverse proxy writes the client's address; "" where there is no proxy."""
    names = {"": "", "x-real-ip": "HTTP_X_REAL_IP", "x-forwarded-for": "HTTP_X_FORWARDED_FOR"}
    if value.lower() not in names:
        raise ImproperlyConfigured(
            _("GOLDTHREAD_ADDRESS_HEADER must be X-Real-IP or X-Forwarded-For, or not set at all.")
        )
    return names[value.lower()]


ADDRESS_HEADER = address_header_from(os.environ.get("GOLDTHREAD_ADDRESS_HEADER", ""))
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = IS_HTTPS
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_REFERRER_POLICY = "same-origin"  # with none at all, browsers post forms from the origin "null"
X_FRAME_OPTIONS = "DENY"

# Bottom to top: a room may import those before it, never those after (tests/test_house.py).
ROOMS = ["lib", "page", "jobs", "ledger", "policies", "codes", "services", "people", "cases", "authorizations", "documents", "search",
         "needs", "intake", "plans", "schedule", "psychotherapy", "notes", "paper", "billing", "chart", "capture"]  # fmt: skip


def database_from(url: str, name: str) -> dict[str, Any]:
    """Django's settings for one database address; SQLite in GOLDTHREAD_HOME where there is none."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "CONN_MAX_AGE": None,
            "NAME": str(HOME / "goldthread.sqlite3"),
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;"
                    "PRAGMA recursive_triggers=ON; PRAGMA cache_size=-65536; PRAGMA busy_timeout=30000;"
                ),
            },
        }
    parts = _parts(url)
    is_whole = parts is not None and bool(parts.path.strip("/")) and not (parts.query or parts.fragment)
    if parts is None or not is_whole or parts.scheme not in ("postgres", "postgresql"):
        raise ImproperlyConfigured(
            _("%(name)s must look like postgresql://user:password@host:5432/name.") % {"name": name}
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(parts.hostname or ""),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 600,
        "DISABLE_SERVER_SIDE_CURSORS": True,
    }


DATABASES = {"default": database_from(os.environ.get("DATABASE_URL", ""), "DATABASE_URL")}
OWNER_DATABASE_URL = os.environ.get("GOLDTHREAD_OWNER_DATABASE_URL", "")
# Only init, upgrade and restore stand on it; a wrong one is named by every command all the same.
database_from(OWNER_DATABASE_URL, "GOLDTHREAD_OWNER_DATABASE_URL")

INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "axes",
    "django_htmx",
    *[f"goldthread.{room}" for room in ROOMS if room != "lib"],
]
AUTH_USER_MODEL = "people.Staff"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ROOT_URLCONF = "goldthread.urls"
CSRF_FAILURE_VIEW = "goldthread.page.views.stale_form"
WSGI_APPLICATION = "goldthread.wsgi.application"
AUTHENTICATION_BACKENDS = ["axes.backends.AxesStandaloneBackend", "goldthread.people.backends.StaffBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    # NIST SP 800-63B-4: length and a block-list, no composition rules, no rotation.
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
# Otherwise axes takes our USERNAME_FIELD for the keyword of authenticate(), and never finds an attempt again.
AXES_USERNAME_FORM_FIELD = "username"
AXES_FAILURE_LIMIT = 8
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_RESET_ON_SUCCESS = True
AXES_VERBOSE = False
AXES_ENABLE_ACCESS_FAILURE_LOG = True  # what goldthread.people.lockout counts from everywhere
AXES_DISABLE_ACCESS_LOG = True
AXES_LOCKOUT_CALLABLE = "goldthread.page.views.too_many"
USE_TZ = True
USE_I18N = True
LOCALE_PATHS = [str(LOCALE)]
TIME_ZONE = "UTC"
LANGUAGE_CODE = "en"


def languages() -> Iterator[tuple[str, str]]:
    """English, and each language that has a catalog of ours: Django's own translations alone would speak half of it."""
    yield "en", "en"
    for catalog in sorted(LOCALE.glob("*/LC_MESSAGES/django.po")):
        code = catalog.parent.parent.name.replace("_", "-").lower()
        yield code, code


LANGUAGES = list(languages())
STATIC_URL = "/static/"
STATIC_ROOT = str(PACKAGE.parent / "build" / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "goldthread.page.storage.StaticFiles"},
}
WHITENOISE_MANIFEST_STRICT = False


def secret_key() -> str:
    """The key of this home; before `goldthread init` made one, a passing one that outlives no process."""
    try:
        return (HOME / "keys" / "django.key").read_text().strip()
    except (FileNotFoundError, NotADirectoryError):
        return secrets.token_urlsafe(50)
    except PermissionError:
        sentence = _(
            "GOLDTHREAD_HOME %(path)s may not be read by this user. Run goldthread as the account that it belongs to."
        )
        raise ImproperlyConfigured(sentence % {"path": HOME}) from None


SECRET_KEY = secret_key()
DEMONSTRATION = (HOME / "demonstration").exists()
# The invented agency needs no second factor, on the machine that it was loaded on and nowhere else.
ASKS_SECOND_FACTOR = not DEMONSTRATION or urlsplit(URL).hostname != "localhost"
# The command line that is given each file on its standard input: 0 is clean, 1 is not (goldthread.documents.taking).
SCANNER = os.environ.get("GOLDTHREAD_SCANNER", "")
# A whole note with 200 KB in each of its fields, in a script whose letters take nine bytes each in a form.
DATA_UPLOAD_MAX_MEMORY_SIZE = 32 * 2**20
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {
            "builtins": ["goldthread.page.templatetags.shipped"],
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "goldthread.page.context.frame",
                "goldthread.capture.context.device",
            ],
        },
    }
]
MIDDLEWARE = [
    "goldthread.page.security.Headers",
    "goldthread.page.security.ClientAddress",
    "goldthread.page.security.OneName",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "goldthread.page.readable.Readable",
    "goldthread.people.middleware.Sessions",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "goldthread.people.middleware.SignInRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "axes.middleware.AxesMiddleware",
    "goldthread.page.refused.RefusalShown",
]
# Nothing a person wrote, and no address with its query, goes into a log line.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"faults": {"()": "goldthread.lib.faults.OneLine"}},
    "formatters": {"plain": {"format": "%(asctime)s %(levelname)s %(name)s %(message)s"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "plain", "filters": ["faults"]}},
    "root": {"handlers": ["stderr"], "level": "WARNING"},
    "loggers": {
        "axes": {"level": "ERROR"},
        "django.request": {"level": "ERROR"},
        # Whoever scans the internet by number asks for names that are not ours, all day.
        "django.security.DisallowedHost": {"level": "CRITICAL"},
        # A refusal is no mistake of ours, and whoever likes can send too much without signing in.
        **{
            f"django.security.{refused}": {"level": "CRITICAL"}
            for refused in ("RequestDataTooBig", "TooManyFieldsSent", "TooManyFilesSent")
        },
    },
}
