"""All addresses: Foyer's API and pages first, Wagtail's page tree last."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.api import api
from cms.api_v2 import router as api_v2
from cms.styleguide import styleguide
from cms.views import healthy, not_found
from site_pages.views.theme import color_theme

handler400 = "cms.views.bad_request"
handler403 = "cms.views.not_allowed"
handler404 = "cms.views.not_found"
handler500 = "cms.views.server_error"

v3_preview: list[URLResolver] = []
if settings.API_V3_PREVIEW:
    from cms.api_v3 import urls as api_v3_urls  # costs half a second of start

    v3_preview = [path("api/v3-preview/", api_v3_urls)]

urlpatterns: list[URLPattern | URLResolver] = [
    path("healthz", healthy),
    path("dev/outbox/", include("notifications.urls")),
    path("dev/components/", styleguide),
    path("theme/<str:color>.css", color_theme),
    path("cms/", include("site_pages.admin.urls")),
    path("cms/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("api/v2/", api_v2.urls),
    *v3_preview,
    path("api/", api.urls),
    # Without this Django would redirect an unknown address to one with a slash, and Wagtail would answer with a page.
    re_path(r"^api/(?!v2/|v3-preview/)", not_found),
]

if settings.DEBUG:
    # In production the web server or the object store serves the media (docs/deploy.md).
    urlpatterns += [re_path(r"^media/(?P<path>.*)$", serve, {"document_root": settings.MEDIA_ROOT})]

urlpatterns += [path("", include("site_pages.urls")), path("", include(wagtail_urls))]
