"""What the environment says, read once and typed. Every variable is described in docs/settings.md.

In development (`DEBUG=1`, set by the Makefile) everything has a safe local default. Otherwise a
missing or unsafe value stops the start with its name.
"""

from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured

from cms.embedded import development_secret, embedded_database_url

BASE_DIR = Path(__file__).resolve().parent.parent

env = environ.Env()

DEBUG: bool = env.bool("DEBUG", default=False)
VAR_DIR: Path = Path(env.str("VAR_DIR", default=str(BASE_DIR / "var"))).resolve()
REDIS_URL: str = env.str("REDIS_URL", default="")


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
    options = {"options": "-c jit=off"} | config.get("OPTIONS", {})  # type: ignore[operator]
    return config | {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True, "OPTIONS": options}


def caches() -> dict[str, dict[str, object]]:
    """Redis when REDIS_URL is set, else memory of this process (decision 2)."""
    if REDIS_URL:
        return {"default": {"BACKEND": "django.core.cache.backends.redis.RedisCache", "LOCATION": REDIS_URL}}
    return {
        "default": {
            "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
            "OPTIONS": {"MAX_ENTRIES": 2000},
        }
    }
