"""All settings, from the environment; .env.example names every variable. What is not set suits `make demo`."""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from config import embedded

BASE_DIR = Path(__file__).resolve().parent.parent


def switched_on(name):
    return os.environ.get(name) == "1"


def required(name, otherwise):
    """The variable; outside production `otherwise` when it is missing, in production the start stops."""
    if value := os.environ.get(name):
        return value
    if PRODUCTION:
        raise ImproperlyConfigured(f"{name} must be set in production (see .env.example).")
    return otherwise


# --- What this is -----------------------------------------------------------------------------------------------------
PRODUCTION = switched_on("SAMSPIL_PRODUCTION")
# Fictional people: a banner says so, and CPR numbers of days that do not exist are accepted.
DEMO = switched_on("SAMSPIL_DEMO") and not PRODUCTION
# A bare answer, and the number of queries of each page, for `make bench`.
BENCH = switched_on("SAMSPIL_BENCH") and not PRODUCTION
DEBUG = switched_on("SAMSPIL_DEBUG") and not PRODUCTION
DEMO_PASSWORD = os.environ.get("SAMSPIL_DEMO_PASSWORD") or "samspil-demo-2026"
# The two links that a login page shows: a mother's and a foster parent's, with one code.
DEMO_FAMILY_TOKEN = "demo-kun-til-opdigtede-data-en-mors-egen-side"  # noqa: S105
DEMO_CARER_TOKEN = "demo-kun-til-opdigtede-data-en-plejemors-side"  # noqa: S105
DEMO_FAMILY_CODE = "260521"

# --- Keys: one text file each, 64 hexadecimal digits ------------------------------------------------------------------
KEYS_DIR = Path(required("SAMSPIL_KEYS_DIR", embedded.KEYS))


def key(name):
    try:
        return bytes.fromhex((KEYS_DIR / name).read_text())
    except (OSError, ValueError) as error:
        if PRODUCTION:
            raise ImproperlyConfigured(f"{KEYS_DIR / name} must hold a key of 64 hexadecimal digits.") from error
        return None


SECRET_KEY = (key("secret") or secrets.token_bytes(32)).hex()
# Never a random stand-in here: what is sealed with a key that nobody keeps is lost.
SAMSPIL_KEYS = {name: found for name in ("seal", "index") if (found := key(name))}

# --- Address ----------------------------------------------------------------------------------------------------------
SITE_URL = required("SAMSPIL_URL", f"http://127.0.0.1:{os.environ.get('PORT', '8000')}")
ALLOWED_HOSTS = [urlsplit(SITE_URL).hostname, *os.environ.get("SAMSPIL_EXTRA_HOSTS", "").split()]
if not PRODUCTION:
    ALLOWED_HOSTS += ["localhost", "127.0.0.1", "[::1]"]
CSRF_TRUSTED_ORIGINS = [SITE_URL]
ROOT_URLCONF = "config.urls"
WSGI_APPLICATION = "config.wsgi.application"
BY_LINK = ("/l/", "/svar/", "/familien/")  # `cases.links.link_page` enters for them, and for nobody else
OUTSIDE_TENANT = (
    "/konto/",
    "/healthz",
    "/readyz",
    "/opsz",
    "/static/",
    "/offline/",
    "/sw.js",
    "/favicon.ico",
    "/feed/",
    *BY_LINK,  # /familie/… is the staff of a parent group
)  # never enter a municipality
WITHOUT_SESSION = ("/healthz", "/readyz", "/offline/", "/sw.js", "/favicon.ico")

# --- Database: two logins, never SET ROLE -----------------------------------------------------------------------------


def database(url):
    at = urlsplit(url)
    options = dict(parse_qsl(at.query))
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": at.path[1:],
        "USER": unquote(at.username or ""),
        "PASSWORD": unquote(at.password or ""),
        "HOST": options.pop("host", at.hostname or ""),
        "PORT": at.port or "",
        # Planning the walls of a query takes longer than answering it: what a connection asks often is planned once.
        "OPTIONS": options | {"server_side_binding": True, "prepare_threshold": 3},
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,  # else each thread answers one 500 after PostgreSQL restarts
        "ATOMIC_REQUESTS": True,
    }


AS_OWNER = os.environ.get("SAMSPIL_LOGIN") == "owner"  # chosen by manage.py for the commands that build the ground
if AS_OWNER:
    OWNER = database(required("DATABASE_OWNER_URL", embedded.OWNER_URL))
    RUNTIME = database(os.environ.get("DATABASE_URL") or embedded.RUNTIME_URL)
else:
    OWNER = database(os.environ.get("DATABASE_OWNER_URL") or embedded.OWNER_URL)
    RUNTIME = database(required("DATABASE_URL", embedded.RUNTIME_URL))
DATABASES = {"default": (OWNER if AS_OWNER else RUNTIME).copy()}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = {
    "default": {  # the rate limits of login live here, so an emptied broker does not reset them
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "OPTIONS": {"MAX_ENTRIES": 50_000},
    }
}

# --- Apps and middleware ----------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "allauth",
    "allauth.account",
    "crispy_forms",
    "template_partials",
    "core",
    "audit",
    "accounts",
    "programmes",
    "cases",
    "followup",
    "mapping",
    "classes",
    "parentgroups",
    "insight",
]
MIDDLEWARE = [
    *(["core.middleware.Bare"] if BENCH else []),
    "django.middleware.security.SecurityMiddleware",
    "core.middleware.SecurityHeaders",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "core.middleware.Sessions",
    "core.middleware.Language",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.LoginRequired",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.middleware.SessionLimits",
    "core.middleware.TenantMiddleware",
    "accounts.middleware.Drafts",
    "accounts.middleware.Words",
]

# --- Templates and forms ----------------------------------------------------------------------------------------------
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "accounts.navigation.page",
            ],
        },
    }
]
CRISPY_ALLOWED_TEMPLATE_PACKS = ["dkfds"]
CRISPY_TEMPLATE_PACK = "dkfds"
CRISPY_FAIL_SILENTLY = False

# --- Language and time ------------------------------------------------------------------------------------------------
LANGUAGE_CODE = "da"
LANGUAGES = [("da", _("Danish")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
LANGUAGE_COOKIE_NAME = "language"
LANGUAGE_COOKIE_HTTPONLY = True
LANGUAGE_COOKIE_SAMESITE = "Lax"
TIME_ZONE = "Europe/Copenhagen"
USE_TZ = True

# --- Static files -----------------------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = Path(os.environ.get("SAMSPIL_STATIC_ROOT") or BASE_DIR / "staticfiles")
STATICFILES_DIRS = [BASE_DIR / "static"]
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage" if DEBUG else "core.storage.Storage"
    },
}
WHITENOISE_USE_FINDERS = WHITENOISE_AUTOREFRESH = DEBUG

# --- Attached files ---------------------------------------------------------------------------------------------------
# Never below a folder that a web server shows; the same folder for web and worker, and in the backup.
FILES_DIR = Path(required("SAMSPIL_FILES_DIR", embedded.LOCAL / "files"))
# clamd as host:port or /path/to/socket. Until it has answered nobody opens a file; "none" opens them unscanned.
SAMSPIL_CLAMD = os.environ.get("SAMSPIL_CLAMD", "" if PRODUCTION else "none")
SAMSPIL_CLAMD_SECONDS = 10
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler", "core.uploads.Cap"]

# --- People and login -------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 15}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("email",)},
    },
]
LOGIN_URL = LOGIN_URL_PATH = "/konto/login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "accounts.adapter.Adapter"  # people come by invitation only
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"  # an invitation is answered from the address itself
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_LOGOUT_ON_GET = False
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""  # else the host name in brackets
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {
    "login": "300/m/ip",  # a whole town hall behind one address logs in at eight o'clock
    "login_failed": "30/m/ip,5/5m/key",
    "reset_password": "20/m/ip,5/m/key",
    "reset_password_from_key": "20/m/ip",
    "signup": "20/m/ip",
}
ALLAUTH_TRUSTED_PROXY_COUNT = int(os.environ.get("SAMSPIL_PROXIES") or 0)

# --- Sessions and cookies ---------------------------------------------------------------------------------------------
SESSION_ENGINE = "django.contrib.sessions.backends.db"
SESSION_COOKIE_AGE = 30 * 60  # idle
SESSION_ABSOLUTE_SECONDS = 10 * 60 * 60  # kept by core.middleware.SessionLimits
SESSION_SAVE_EVERY_REQUEST = True
SESSION_COOKIE_NAME = "__Host-session" if PRODUCTION else "session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_NAME = "__Host-csrf" if PRODUCTION else "csrf"
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_FAILURE_VIEW = "accounts.views.session.csrf_failure"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = PRODUCTION
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"

# --- Transport --------------------------------------------------------------------------------------------------------
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$", r"^opsz$"]  # asked from inside, without TLS
SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = PRODUCTION
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if ALLAUTH_TRUSTED_PROXY_COUNT else None
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SILENCED_SYSTEM_CHECKS = [
    "security.W002",  # core.middleware.SecurityHeaders sends frame-ancestors 'none'
    "security.W021",  # preloading HSTS is the choice of whoever owns the whole domain
]

# --- Mail -------------------------------------------------------------------------------------------------------------
EMAIL_HOST = required("EMAIL_HOST", "")
EMAIL_PORT = int(os.environ.get("EMAIL_PORT") or 587)
EMAIL_HOST_USER = os.environ.get("EMAIL_HOST_USER", "")
EMAIL_HOST_PASSWORD = os.environ.get("EMAIL_HOST_PASSWORD", "")
EMAIL_USE_TLS = os.environ.get("EMAIL_USE_TLS", "1") == "1"
EMAIL_TIMEOUT = 10
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if EMAIL_HOST else 'filebased'}.EmailBackend"
EMAIL_FILE_PATH = embedded.LOCAL / "outbox"
DEFAULT_FROM_EMAIL = required("DEFAULT_FROM_EMAIL", "Samspil <samspil@example.org>")
# Whoever sends a row has it for so long; should it be killed, another one takes it then.
POST_LEASE_SECONDS = 120
POST_BACKOFF_SECONDS = (60, 5 * 60, 30 * 60, 4 * 60 * 60)  # after the first, second … attempt; the fifth is the last
# Messages to parents: a class with `send(to, text, message_id)`; empty: by mail alone.
MESSAGE_GATEWAY = os.environ.get("MESSAGE_GATEWAY", "" if PRODUCTION else "followup.post.gateway.FileGateway")
# What parents are invited to: dotted names of `appointments(person, first=, last=, about=)`.
PARENT_APPOINTMENTS = ["followup.post.parents.meetings", "parentgroups.appointments.sessions"]
# Who has assessed a child of a meeting: dotted names of `found(meeting, pathway, person)`, which give Assessors.
ASSESSORS = ["mapping.handover.assessors"]
# /opsz answers whoever has this token; without one it does not exist.
OPS_TOKEN = os.environ.get("SAMSPIL_OPS_TOKEN", "")

# --- Celery: PostgreSQL knows what is due, the broker only rings ------------------------------------------------------
CELERY_BROKER_URL = required("REDIS_URL", embedded.REDIS_URL)
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
# Without max_retries the first save after the broker has stopped waits six seconds, whatever send_task is told.
CELERY_BROKER_TRANSPORT_OPTIONS = {"socket_connect_timeout": 0.5, "socket_timeout": 2, "max_retries": 0}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_ACKS_LATE = False  # a task that kills its worker must not come back: the rows in PostgreSQL do
CELERY_TASK_REJECT_ON_WORKER_LOST = False
CELERY_ACCEPT_CONTENT = ["json"]
CELERY_TASK_SERIALIZER = "json"
CELERY_TASK_PUBLISH_RETRY = False
CELERY_TASK_SOFT_TIME_LIMIT = 120
CELERY_TASK_TIME_LIMIT = 150
CELERY_TIMEZONE = TIME_ZONE
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_WORKER_MAX_TASKS_PER_CHILD = 200  # PDFs grow a process
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
# Plain seconds: no calendar in it, so no daylight-saving day can stop it. Late bells are thrown away, two clocks do no harm.
CELERY_BEAT_SCHEDULE = {
    "tick": {"task": "followup.tick", "schedule": 30.0, "options": {"expires": 30}},
    "send": {"task": "followup.send", "schedule": 15.0, "options": {"expires": 15}},
}
# Once a day in each municipality (followup.schedule.tick): dotted names of `job(today) -> counts`, in this order.
DAILY_JOBS = [
    "accounts.schedule.drop_old_drafts",
    "classes.schedule.apply_class_names",
    "classes.schedule.drop_old_drafts",
    "accounts.schedule.forget_received",
    "followup.contacts.forget",
    "cases.schedule.look_after_files",
    "insight.actions_bundles.forget_bundles",
    "followup.absence.pass_on_daily",  # before anybody is reminded
    "followup.agreements.follow_all",
    "followup.rhythm_sweep.follow_rhythms",
    "followup.daily.plan",
    "followup.post.remind",
    "insight.schedule.refresh_figures",  # last: it counts what the others did
]
# At every tick: dotted names of `job(today) -> counts`, or None when there was nothing to do.
TICK_JOBS = ["insight.actions_bundles.resume_bundles"]
# Run at once too when the school calendar or a rhythm is changed (followup.following).
DATE_JOBS = ["followup.rhythm_sweep.follow_rhythms", "followup.daily.plan"]
# Whom a cadence may be about besides the pathway and its children (followup.subjects): `found(pathways, today)` gives Subjects.
FOLLOWUP_SUBJECTS = {"parent": "parentgroups.subjects.parents"}
# Told when a role ends, and when that is taken back: dotted names of `job(assignment=, by=)`, in the action's own transaction.
ROLE_ENDED = ["followup.absence.pass_on"]
ROLE_RESUMED = ["followup.absence.give_back"]
# Told when a cooperation agreement is sent out, signed, changed or looked at again: `job(agreement=, by=)`.
AGREEMENT_CHANGED = ["followup.agreements.follow"]

# --- Log: one JSON object a line to stderr, without personal data -----------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "core.log.JsonFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": os.environ.get("SAMSPIL_LOG_LEVEL") or "WARNING"},
    "loggers": {"django": {"handlers": ["stderr"], "level": "WARNING", "propagate": False}},
}
