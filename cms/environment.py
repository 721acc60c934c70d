"""What the environment says, read once and typed. Every variable is described in docs/settings.md.

In development (`DEBUG=1`, set by the Makefile) everything has a safe local default. Otherwise a
missing or unsafe value stops the start with its name.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from redis.backoff import NoBackoff
from redis.retry import Retry

from cms.embedded import development_secret, embedded_database_url
from notifications.mail_services import SECONDS, SERVICES
from notifications.twilio import Twilio

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

DEBUG: bool = env.bool("DEBUG", default=False)
VAR_DIR: Path = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
REDIS_URL: str = env.str("REDIS_URL", default="")
DATABASE_CONNECT_SECONDS: int = env.int("DATABASE_CONNECT_SECONDS", default=5)
# A request does not wait for the broker (notifications/work.py); what must not be lost stands in a table.
REDIS_BROKER_OPTIONS = {"socket_connect_timeout": 2, "socket_timeout": 4, "socket_keepalive": True}


def required(name: str, *, development: str) -> str:
    """The variable's value; in development it may be missing."""
    value: str = env.str(name, default="")
    if value:
        return value
    if DEBUG:
        return development
    raise ImproperlyConfigured(f"{name} must be set (docs/settings.md). For development set DEBUG=1.")


def secret_key() -> str:
    """Django's SECRET_KEY; at least 50 characters in production."""
    if DEBUG and not env.str("SECRET_KEY", default=""):
        return development_secret(VAR_DIR)
    key = required("SECRET_KEY", development="")
    if not DEBUG and len(key) < 50:
        raise ImproperlyConfigured("SECRET_KEY must have at least 50 characters.")
    return key


def sign_in_keys() -> list[str]:
    """SIGN_IN_KEYS, each of at least 32 characters and none of them the SECRET_KEY."""
    keys: list[str] = env.list("SIGN_IN_KEYS", default=[])
    if any(len(key) < 32 for key in keys):
        raise ImproperlyConfigured("SIGN_IN_KEYS must each have at least 32 characters.")
    if env.str("SECRET_KEY", default="") in keys:
        raise ImproperlyConfigured("SIGN_IN_KEYS must differ from SECRET_KEY.")
    return keys


def base_url() -> str:
    """Where the public reaches this site, without a trailing slash; every mailed link starts with it."""
    port = env.str("PORT", default="8000")
    url = required("BASE_URL", development=f"http://127.0.0.1:{port}").rstrip("/")
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path:
        raise ImproperlyConfigured("BASE_URL must look like https://events.example.org, with no path.")
    if not DEBUG and parts.scheme != "https":
        raise ImproperlyConfigured("BASE_URL must use https outside development.")
    return url


def private_webhooks() -> bool:
    """Whether webhooks may go into the own network; never outside development."""
    allowed: bool = env.bool("WEBHOOK_ALLOW_PRIVATE", default=False)
    if allowed and not DEBUG:
        raise ImproperlyConfigured("WEBHOOK_ALLOW_PRIVATE is for development (DEBUG=1) only.")
    return allowed


def twilio() -> Twilio | None:
    """The account that sends short messages; None without TWILIO_ACCOUNT_SID. Half of one is refused."""
    sid = env.str("TWILIO_ACCOUNT_SID", default="")
    if not sid:
        return None
    token, sender = env.str("TWILIO_AUTH_TOKEN", default=""), env.str("TWILIO_SENDER", default="")
    key, secret = env.str("TWILIO_API_KEY", default=""), env.str("TWILIO_API_SECRET", default="")
    if not token or not sender:
        raise ImproperlyConfigured("TWILIO_ACCOUNT_SID needs TWILIO_AUTH_TOKEN and TWILIO_SENDER beside it.")
    if bool(key) != bool(secret):
        raise ImproperlyConfigured("TWILIO_API_KEY and TWILIO_API_SECRET belong together.")
    url = env.str("TWILIO_URL", default="https://api.twilio.com")
    return Twilio(sid, token, sender, user=key or sid, password=secret or token, url=url)


def mail() -> dict[str, object]:
    """Django's mail settings: MAIL_SERVICE through django-anymail, else EMAIL_URL, else files (development)."""
    given: dict[str, object] = env.email_url("EMAIL_URL", default="filemail://")
    name = env.str("MAIL_SERVICE", default="")
    common = {"EMAIL_FILE_PATH": str(VAR_DIR / "mail"), "EMAIL_TIMEOUT": SECONDS, "MAIL_SERVICE": name, "ANYMAIL": {}}
    if not name:
        return given | common
    if name not in SERVICES:
        raise ImproperlyConfigured(f"MAIL_SERVICE must be one of: {', '.join(SERVICES)}.")
    key, secret = env.str("MAIL_SERVICE_KEY", default=""), env.str("MAIL_WEBHOOK_SECRET", default="")
    if not key:
        raise ImproperlyConfigured("MAIL_SERVICE needs MAIL_SERVICE_KEY beside it.")
    if secret and (":" not in secret or len(secret) < 24):
        raise ImproperlyConfigured("MAIL_WEBHOOK_SECRET must look like name:password, 24 characters or more.")
    service = SERVICES[name]
    anymail = service.anymail_settings(
        key=key,
        url=env.str("MAIL_SERVICE_URL", default=""),
        secret=secret,
        signing_key=env.str("MAIL_SIGNING_KEY", default=""),
    )
    return given | common | {"EMAIL_BACKEND": service.backend, "ANYMAIL": anymail}


def allowed_hosts(public_url: str) -> list[str]:
    """ALLOWED_HOSTS, by default the host of BASE_URL; in development also every loopback name."""
    hosts: list[str] = env.list("ALLOWED_HOSTS", default=[urlsplit(public_url).hostname or ""])
    if "*" in hosts and not DEBUG:
        raise ImproperlyConfigured("ALLOWED_HOSTS must name hosts, not '*'.")
    return [*hosts, "127.0.0.1", "localhost", "[::1]"] if DEBUG else hosts


def database() -> dict[str, object]:
    """Django's database entry: DATABASE_URL, or the embedded PostgreSQL (decision 1)."""
    url = env.str("DATABASE_URL", default="") or embedded_database_url(VAR_DIR)
    config: dict[str, object] = env.db_url_config(url)
    if config["ENGINE"] != "django.db.backends.postgresql":
        raise ImproperlyConfigured("DATABASE_URL must name a PostgreSQL server (ARCHITECTURE, decision 1).")
    # Worker threads are long-lived (cms/asgi.py), so a connection per thread is kept and checked.
    # Compiling a plan takes up to a second and pays off in reports only; page queries take milliseconds.
    # A server that is gone without a word is noticed by TCP within half a minute.
    options = {
        "options": "-c jit=off",
        "connect_timeout": DATABASE_CONNECT_SECONDS,
        "tcp_user_timeout": 20_000,
        "keepalives_idle": 15,
        "keepalives_interval": 5,
        "keepalives_count": 3,
    } | config.get("OPTIONS", {})  # type: ignore[operator]
    own = {"ENGINE": "cms.postgres", "CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}
    return config | own


def caches() -> dict[str, dict[str, object]]:
    """Redis when REDIS_URL is set, else memory of this process (decision 2)."""
    if REDIS_URL:
        # One more try at once: a kept connection may have ended. No waits in between; pages do without instead.
        limits = {"socket_connect_timeout": 1, "socket_timeout": 1, "retry": Retry(NoBackoff(), 1)}
        backend = "cms.redis_cache.ForgivingRedisCache"
        return {"default": {"BACKEND": backend, "LOCATION": REDIS_URL, "OPTIONS": limits}}
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 2000},
        }
    }
