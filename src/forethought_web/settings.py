"""Django's settings. With none given it serves this machine alone; ``docs/hosting.md`` tells what a host may set.

Everything is read from the environment once, at start:

- ``FORETHOUGHT_HOSTS``: the names the site is reached by, with commas. Empty: only this machine's own names.
- ``FORETHOUGHT_SECRET_KEY``: fifty random characters or more, the same for every process of a site.
- ``FORETHOUGHT_TOKENS``: what a program must send to use the API, with commas. Not needed where no hosts are named.
- ``FORETHOUGHT_ORIGINS``: other origins whose pages may use the API from a browser, with commas.
- ``FORETHOUGHT_HTTPS``: ``yes`` where a web server in front speaks https; cookies are then never sent without it.
- ``FORETHOUGHT_PROXIES``: how many web servers of the host's own stand in front (0 by default); so far
  ``X-Forwarded-For`` is believed.
- ``FORETHOUGHT_DATABASE``: where consultations are kept: ``postgresql://user:password@host/name``, or the path of an
  SQLite file. Empty: there are none, and nothing at all is kept.
- ``FORETHOUGHT_SMTP``: the mail server: ``smtps://user:password@host``, ``starttls://...`` or ``smtp://...``. Empty:
  on this machine ``forethought site send`` prints letters; a site with hosts has none.
- ``FORETHOUGHT_MAIL_FROM``: who letters come from, such as ``A council <consultations@example.org>``.
- ``FORETHOUGHT_SITE``: the site's own address for links in letters, such as ``https://consult.example.org``.
- ``FORETHOUGHT_UPLOAD_MB``: how many megabytes a consultation's document may have; 2 by default. The web server in
  front must let as much through, and ``forethought serve`` never takes more than 2.
- ``FORETHOUGHT_CHECKS_A_MINUTE``: how many checks one address may ask for (1,200 by default; 0 is no limit).
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from forethought_web.databases import database_of
from forethought_web.mailing import sender_of, server_of, site_of

HERE = Path(__file__).resolve().parent
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def _listed(name: str) -> list[str]:
    return [part.strip() for part in os.environ.get(name, "").split(",") if part.strip()]


DEBUG = False
SECRET_KEY = os.environ.get("FORETHOUGHT_SECRET_KEY") or secrets.token_urlsafe(50)
HOSTS = _listed("FORETHOUGHT_HOSTS")
ALLOWED_HOSTS = [*HOSTS, *LOOPBACK]
TOKENS = frozenset(_listed("FORETHOUGHT_TOKENS"))
ORIGINS = frozenset(_listed("FORETHOUGHT_ORIGINS"))
PROXIES = int(os.environ.get("FORETHOUGHT_PROXIES") or 0)
CHECKS_A_MINUTE = int(os.environ.get("FORETHOUGHT_CHECKS_A_MINUTE") or 1_200)
IS_HTTPS = os.environ.get("FORETHOUGHT_HTTPS", "").lower() in ("yes", "1", "true")

ROOT_URLCONF = "forethought_web.urls"
WSGI_APPLICATION = "forethought_web.wsgi.application"
DATABASE = os.environ.get("FORETHOUGHT_DATABASE", "")
CONSULTS = bool(DATABASE)
CONSULTATION_APPS = [
    f"forethought_web.{name}" for name in ("consultations", "responses", "discussion", "moderation", "results")
]
INSTALLED_APPS = ["django.contrib.staticfiles", "forethought_web"]
if CONSULTS:
    INSTALLED_APPS += [
        "django.contrib.contenttypes",
        "django.contrib.auth",
        "django.contrib.sessions",
        *CONSULTATION_APPS,
    ]
MIDDLEWARE = [
    "forethought_web.guards.headers",
    "forethought_web.guards.no_words_in_errors",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "forethought_web.guards.hosts_and_origins",
    "forethought_web.guards.sizes",
    "forethought_web.guards.rates",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
]
if CONSULTS:  # for staff who sign in to run one; nobody else is given a session
    MIDDLEWARE += [
        "django.contrib.sessions.middleware.SessionMiddleware",
        "django.contrib.auth.middleware.AuthenticationMiddleware",
    ]
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [HERE / "templates"],
        "OPTIONS": {
            "context_processors": ["forethought_web.templatetags.said.place"],
            "builtins": ["forethought_web.templatetags.said"],
        },
    }
]

# Nothing is asked of the database for a check. It is there for what people choose to send in.
DATABASES = {"default": database_of(DATABASE)} if CONSULTS else {}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
LOGIN_URL = "sign-in"
SESSION_COOKIE_NAME = "forethought_staff"
SESSION_COOKIE_AGE = 8 * 60 * 60
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Strict"
SESSION_COOKIE_SECURE = IS_HTTPS

# Letters wait in the database until `forethought site send` hands them over; no page waits for a mail server.
_MAILS = server_of(os.environ.get("FORETHOUGHT_SMTP", ""))
EMAIL_BACKEND = f"django.core.mail.backends.{'smtp' if _MAILS else 'console'}.EmailBackend"
if _MAILS:
    EMAIL_HOST, EMAIL_PORT = _MAILS.host, _MAILS.port
    EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _MAILS.user, _MAILS.password
    EMAIL_USE_SSL, EMAIL_USE_TLS = _MAILS.is_ssl, _MAILS.is_starttls
EMAIL_TIMEOUT = 30
DEFAULT_FROM_EMAIL = sender_of(os.environ.get("FORETHOUGHT_MAIL_FROM", ""), is_needed=bool(_MAILS))
SITE = site_of(os.environ.get("FORETHOUGHT_SITE", ""), HOSTS, is_https=IS_HTTPS)
SENDS_LETTERS = bool(_MAILS) or not HOSTS  # printed letters would end in the log of a site that serves others
SIGNS_FOR_ALL = bool(os.environ.get("FORETHOUGHT_SECRET_KEY"))  # other processes can read the links that one signs

STATIC_URL = "/static/"
STATICFILES_DIRS = [HERE / "static"]
WHITENOISE_USE_FINDERS = True
WHITENOISE_AUTOREFRESH = False
WHITENOISE_ROOT = HERE / "root"
WHITENOISE_MAX_AGE = 0  # browsers ask again; it is answered "not modified"

# Words of a post must fit into memory, for they may not reach the disk.
LARGEST_BODY = 2_000_000  # bytes
# Documents of a consultation may be larger, from staff who are signed in: by the name of the address.
LARGER = {"staff-documents": max(LARGEST_BODY, int(os.environ.get("FORETHOUGHT_UPLOAD_MB") or 0) * 1_000_000)}
DATA_UPLOAD_MAX_MEMORY_SIZE = LARGEST_BODY
FILE_UPLOAD_MAX_MEMORY_SIZE = max(LARGER.values())
FILE_UPLOAD_HANDLERS = ["django.core.files.uploadhandler.MemoryFileUploadHandler"]

CSRF_COOKIE_NAME = "forethought_form"
CSRF_COOKIE_AGE = None  # until the browser is closed
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Strict"
CSRF_COOKIE_SECURE = IS_HTTPS
CSRF_FAILURE_VIEW = "forethought_web.errors.form_expired"
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if IS_HTTPS else None

USE_TZ = True
TIME_ZONE = "UTC"
USE_I18N = False
LANGUAGE_CODE = "en-gb"
APPEND_SLASH = True

# What is logged: that something went wrong and where in our code; never an address, a message or a body.
LOGGING_CONFIG = "forethought_web.log.configure"
LOGGING = {"words": "never"}  # Django does not call it with nothing
