"""Django's settings. The environment is read in cms/environment.py; nothing else reads it."""

import sys
from zoneinfo import available_timezones

from corsheaders.defaults import default_headers

from cms.celery_environment import celery_settings
from cms.environment import (
    BASE_DIR,
    DEBUG,
    REDIS_URL,
    VAR_DIR,
    allowed_hosts,
    base_url,
    caches,
    database,
    env,
    mail,
    private_webhooks,
    secret_key,
    sign_in_keys,
    twilio,
)
from cms.gallery_environment import gallery_retention_days, gallery_storage, gallery_tariff
from cms.live_environment import daily_config, live_ice, live_tick
from cms.logs import logging_config
from cms.payment_environment import payments_config

SECRET_KEY = secret_key()
SECRET_KEY_FALLBACKS: list[str] = env.list("SECRET_KEY_FALLBACKS", default=[])
BASE_URL = base_url()
ALLOWED_HOSTS = allowed_hosts(BASE_URL)
TRUSTED_PROXIES: int = env.int("TRUSTED_PROXIES", default=0)

INSTALLED_APPS = [
    "cms",
    "live_control",
    "gallery",
    "ticketing",
    "payments",
    "site_pages",
    "accounts",
    "notifications",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.contrib.routable_page",
    "wagtail.contrib.table_block",
    "wagtail.contrib.frontend_cache",
    "wagtail.contrib.sitemaps",
    "wagtail.embeds",
    "wagtail.sites",
    "cms.apps.FoyerUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail.api.v2",
    "wagtail.api.v3",
    "wagtail",
    "wagtail_modeladmin",
    "wagtail_headless_preview",
    "modelcluster",
    "taggit",
    "rest_framework",
    "ninja",
    "corsheaders",
    "django_cotton",
    "anymail",
    "csp",
    "django_filters",
    "django_otp",
    "django_otp.plugins.otp_totp",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django.contrib.sitemaps",
    "django.contrib.postgres",
]

# One order, from the outside in. All of them run in one synchronous chain (cms/asgi.py).
MIDDLEWARE = [
    "cms.middleware.RequestLogMiddleware",
    "cms.middleware.DatabasePatienceMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "cms.middleware.FoyerCSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "corsheaders.middleware.CorsMiddleware",
    "cms.throttle.ApiThrottleMiddleware",
    "site_pages.page_cache.PageCacheMiddleware",
    "cms.middleware.FoyerGZipMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django_otp.middleware.OTPMiddleware",
    "cms.admin_gate.AdminGateMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
    "cms.middleware.MissMiddleware",
]

ROOT_URLCONF = "cms.urls"
ASGI_APPLICATION = "cms.asgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django_cotton.cotton_loader.Loader",
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
            "builtins": ["django_cotton.templatetags.cotton"],
            "context_processors": [
                "django.template.context_processors.debug",
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "wagtail.contrib.settings.context_processors.settings",
            ],
        },
    },
]

DATABASES = {"default": database()}
# How long a request waits for one answer of the database; then it fails, and the connection is given up.
DATABASE_SECONDS: float = env.float("DATABASE_SECONDS", default=30.0)
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
CACHES = caches()

AUTH_USER_MODEL = "accounts.User"
# Codes and links only (accounts/actions/proofs.py); a password opens nothing.
AUTHENTICATION_BACKENDS = ["accounts.backends.CodeBackend"]
LOGIN_URL = "/auth/login"

LANGUAGE_CODE = "en-gb"
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)  # WhiteNoise warns about a folder that is not there yet
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = VAR_DIR / "media"
# Files that only a view may hand out after asking for the right (recordings).
PRIVATE_MEDIA_ROOT = VAR_DIR / "private"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "cms.staticfiles.ModuleManifestStorage"
    },
}
DATA_UPLOAD_MAX_NUMBER_FIELDS = 10_000  # Wagtail's editor of a long event page needs more than 1,000
DATA_UPLOAD_MAX_MEMORY_SIZE = 5 * 1024 * 1024

WAGTAIL_SITE_NAME = "Foyer"
WAGTAILADMIN_BASE_URL = BASE_URL
WAGTAILIMAGES_IMAGE_MODEL = "site_pages.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "site_pages.SiteDocument"
WAGTAILIMAGES_MAX_UPLOAD_SIZE = 20 * 1024 * 1024
WAGTAILDOCS_MAX_UPLOAD_SIZE = 50 * 1024 * 1024
WAGTAILDOCS_EXTENSIONS = ["csv", "docx", "key", "odp", "odt", "pdf", "pptx", "txt", "xlsx", "zip"]
WAGTAILIMAGES_EXTENSIONS = ["avif", "gif", "jpg", "jpeg", "png", "webp", "heic"]
WAGTAILIMAGES_RENDITION_STORAGE = "default"
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAIL_MODERATION_ENABLED = True
# "localtime" and its like are files of this machine; browsers know no such zone.
WAGTAIL_USER_TIME_ZONES = sorted(name for name in available_timezones() if "/" in name or name == "UTC")
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False  # the address is the sign-in
WAGTAILUSERS_PASSWORD_ENABLED = WAGTAILUSERS_PASSWORD_REQUIRED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILADMIN_LOGIN_URL = "/auth/login"
WAGTAIL_GRAVATAR_PROVIDER_URL = None  # tells an outside service about every editor
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_WORKFLOW_ENABLED = True
WAGTAIL_FINISH_WORKFLOW_ACTION = "site_pages.approval.publish_approved"
WAGTAILAPI_BASE_URL = BASE_URL
WAGTAILAPI_LIMIT_MAX = 100
WAGTAILAPI_RICH_TEXT_FORMAT = "html"
WAGTAILAPI_DOCS_ENABLED = env.bool("API_V3_DOCS", default=DEBUG)
WAGTAILEMBEDS_FINDERS = [{"class": "site_pages.embeds.OfflineFinder"}]
WAGTAILEMBEDS_RESPONSIVE_HTML = True
# W019 wants X-Frame-Options: DENY; Wagtail shows previews in a frame of the same origin.
SILENCED_SYSTEM_CHECKS = ["security.W019"]

# Foyer's own
# Keys of the MACs of codes, links and tokens, the current one first. Unset: derived from SECRET_KEY.
SIGN_IN_KEYS: list[str] = sign_in_keys()
# How long a bearer token of /api/auth/otp/verify works.
ACCESS_TOKEN_DAYS: int = env.int("ACCESS_TOKEN_DAYS", default=30)
# Networks of venues, whose visitors sign in from one address: twenty times the usual budget of codes.
VENUE_NETWORKS: list[str] = env.list("VENUE_NETWORKS", default=[])
# Phone numbers typed without a country code are read in this one (ISO, like KE).
PHONE_REGION: str = env.str("PHONE_REGION", default="")
# Countries whose numbers get codes by SMS; empty: all.
SMS_COUNTRIES: list[str] = env.list("SMS_COUNTRIES", default=[])
TWILIO = twilio()  # None: short messages go nowhere but to /dev/outbox/
SMS_DAILY_LIMIT: int = env.int("SMS_DAILY_LIMIT", default=1000)
# Whether organizers, too, need an authenticator for the CMS (docs/decisions/0006-signing-in.md).
ORGANIZER_STRONG_FACTOR: bool = env.bool("ORGANIZER_STRONG_FACTOR", default=False)
# An outside identity provider whose JWTs the organizer API accepts (docs/signing-in.md).
OUTSIDE_JWT_ISSUER: str = env.str("OUTSIDE_JWT_ISSUER", default="")
OUTSIDE_JWT_AUDIENCE: str = env.str("OUTSIDE_JWT_AUDIENCE", default="authenticated")
OUTSIDE_JWT_JWKS_URL: str = env.str("OUTSIDE_JWT_JWKS_URL", default="")
OUTSIDE_JWT_SECRET: str = env.str("OUTSIDE_JWT_SECRET", default="")
ORGANIZER_SESSION_TTL_DAYS: int = env.int("ORGANIZER_SESSION_TTL_DAYS", default=7)
# Part of every ETag: a new deployment may render the same content differently.
RELEASE: str = env.str("RELEASE", default="development")
# Requests to /api/ per minute and client address; 0 switches the limit off.
API_RATE_LIMIT: int = env.int("API_RATE_LIMIT", default=600)
# The same for requests with a valid API key, per key.
API_KEY_RATE_LIMIT: int = env.int("API_KEY_RATE_LIMIT", default=6000)
# How long sent and failed messages, which hold names and addresses, are kept.
OUTBOX_KEEP_DAYS: int = env.int("OUTBOX_KEEP_DAYS", default=30)
# Webhooks to addresses inside the own network: for development and tests only.
WEBHOOK_ALLOW_PRIVATE: bool = private_webhooks()
# An endpoint that fails without a break for this long is switched off.
WEBHOOK_DISABLE_AFTER_DAYS: int = env.int("WEBHOOK_DISABLE_AFTER_DAYS", default=5)
API_V3_PREVIEW: bool = env.bool("API_V3_PREVIEW", default=True)
EARLY_JOIN_MINUTES: int = env.int("EARLY_JOIN_MINUTES", default=15)
KEPT_PARTS: int = env.int("KEPT_PARTS", default=500)
PAGE_CACHE_SECONDS: int = env.int("PAGE_CACHE_SECONDS", default=300)
ASGI_THREADS: int = env.int("ASGI_THREADS", default=8)
HEADLESS_PREVIEW_URL: str = env.str("HEADLESS_PREVIEW_URL", default="")
CDN_PURGE_URL: str = env.str("CDN_PURGE_URL", default="")
# Without an address there is no cache to tell, and Wagtail's own hooks do nothing.
WAGTAILFRONTENDCACHE = {"cdn": {"BACKEND": "site_pages.purge.CdnBackend"}} if CDN_PURGE_URL else {}
PAYMENTS = payments_config()

MAIL_SERVICE: str
ANYMAIL: dict[str, object]
vars().update(mail())
DEFAULT_FROM_EMAIL: str = env.str("DEFAULT_FROM_EMAIL", default="Foyer <foyer@localhost>")

# Photo galleries.
GALLERY_TARIFF = gallery_tariff()
GALLERY_RETENTION_DAYS = gallery_retention_days()
GALLERY_STORAGE = gallery_storage()  # None: photos lie in files below PRIVATE_MEDIA_ROOT
LIVE_BUS_URL = REDIS_URL  # empty: processes tell one another through PostgreSQL (live_control/bus.py)
LIVE_ICE = live_ice()
DAILY = daily_config()  # None: live sessions go from browser to browser
LIVE_TICK_MS = live_tick()  # how often a session's board goes out

vars().update(celery_settings())

# Security. The CSP itself is in cms/middleware.py: one policy for the public, one for Wagtail's admin.
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
X_FRAME_OPTIONS = "SAMEORIGIN"
SESSION_ENGINE = "accounts.session_store"
SESSION_COOKIE_HTTPONLY = True
DEVICE_COOKIE_NAME = "device"
OTP_TOTP_ISSUER = WAGTAIL_SITE_NAME
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_AGE = 60 * 60 * 24 * 30
CSRF_FAILURE_VIEW = "cms.views.csrf_failure"
if not DEBUG:
    SESSION_COOKIE_NAME = "__Host-session"
    CSRF_COOKIE_NAME = "__Host-csrf"
    DEVICE_COOKIE_NAME = "__Host-device"
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SECURE_SSL_REDIRECT = True
    SECURE_HSTS_SECONDS = 60 * 60 * 24 * 365
    SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = True
    if TRUSTED_PROXIES:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

CORS_ALLOWED_ORIGINS: list[str] = env.list("CORS_ALLOWED_ORIGINS", default=[])
CORS_URLS_REGEX = r"^/(?:api/.*|events/[^/]+/sessions/schedule\.(?:json|xml|ics))$"
CORS_ALLOW_HEADERS = [*default_headers, "idempotency-key", "order-secret"]
CORS_EXPOSE_HEADERS = ["ETag", "RateLimit", "RateLimit-Policy", "Retry-After"]

LOGGING = logging_config(debug=DEBUG)
TESTING = "pytest" in sys.modules
