"""All addresses: Foyer's API and pages first, Wagtail's page tree last."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.static import serve
from wagtail import urls as wagtail_urls
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls

from cms.api import api
from cms.api_v2 import router as api_v2
from cms.dev_authenticator import authenticator
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
    path("", include("accounts.urls")),
    path("", include("ticketing.urls")),
    path("", include("payments.urls")),
    path("organizer/", include("site_pages.organizer.urls")),
    path("organizer/", include("gallery.organize.start_urls")),
    path("organizer/events/<slug:slug>/check-in/", include("ticketing.check_in.urls")),
    path("organizer/events/<slug:slug>/live/", include("live_control.control.list_urls")),
    path("organizer/events/<slug:slug>/gallery/", include("gallery.organize.urls")),
    path("organizer/events/<slug:slug>/", include("ticketing.organize.urls")),
    path("admin/events/<slug:slug>/sessions/<slug:session>/live/", include("live_control.urls")),
    path("dev/outbox/", include("notifications.urls")),
    path("hooks/", include("notifications.hook_urls")),
    path("", include("live_control.page_urls")),
    path("hooks/", include("live_control.hook_urls")),
    path("dev/components/", styleguide),
    path("dev/authenticator/", authenticator),
    path("theme/<str:color>.css", color_theme),
    path("e/", include("gallery.urls")),
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

if settings.GALLERY_STORAGE is None:
    # Photos lie here, and signed addresses lead here (docs/gallery-storage.md).
    urlpatterns += [path("gallery-store/", include("gallery.storage.local_urls"))]

urlpatterns += [path("", include("site_pages.urls")), path("", include(wagtail_urls))]
