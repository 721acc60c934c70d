"""What machines read about the whole site: the events' feed, the sitemap, robots.txt and the web manifest."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.templatetags.static import static
from django.utils import timezone as clock
from django.utils.feedgenerator import Rss201rev2Feed
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from wagtail.contrib.sitemaps.views import sitemap as wagtail_sitemap

from site_pages.addresses import absolute, address_of
from site_pages.calendar_links import place_text
from site_pages.conditional import answer_if_changed
from site_pages.dates import date_span_text
from site_pages.models import EventPage, PlatformSettings
from site_pages.plain_text import line
from site_pages.sitemap import PublicSitemap
from site_pages.versions import stamp_of_site

MOST_ENTRIES = 100
CLOSED_TO_ROBOTS = ("/cms/", "/api/")
# RFC 9116 wants security.txt to expire within a year.
SECURITY_TXT_DAYS = 180


def events_feed(request: HttpRequest) -> HttpResponse:
    """`/events/feed.rss`: the coming listed events, soonest first."""
    return answer_if_changed(request, stamp_of_site(), lambda: write_feed(request))


def write_feed(request: HttpRequest) -> HttpResponse:
    platform = PlatformSettings.for_request(request)
    feed = Rss201rev2Feed(
        title=_("%(platform)s: upcoming events") % {"platform": line(platform.name)},
        link=absolute("/events/"),
        description=_("Events that are on now or yet to come."),
        language=get_language(),
        feed_url=absolute("/events/feed.rss"),
        ttl=60,
    )
    for event in EventPage.objects.listed().upcoming().select_related("venue").defer_streamfields()[:MOST_ENTRIES]:
        add_entry(feed, event)
    return HttpResponse(feed.writeString("utf-8"), content_type="application/rss+xml; charset=utf-8")


def add_entry(feed: Rss201rev2Feed, event: EventPage) -> None:
    when = date_span_text(event.starts_at, event.ends_at, event.timezone)
    where = place_text(event.format, room="", venue=event.venue, city=event.city)
    title = line(event.title)
    feed.add_item(
        title=_("Cancelled: %(title)s") % {"title": title} if event.is_cancelled else title,
        link=address_of(event),
        description=". ".join(part for part in (when, where, line(event.short_description)) if part),
        pubdate=event.first_published_at,
        updateddate=event.last_published_at,
        unique_id=f"urn:uuid:{event.public_id}",
        unique_id_is_permalink=False,
        categories=[event.get_category_display()],
    )


def sitemap(request: HttpRequest) -> HttpResponse:
    """`/sitemap.xml`."""
    return answer_if_changed(request, stamp_of_site(), lambda: write_sitemap(request))


def write_sitemap(request: HttpRequest) -> HttpResponse:
    response: HttpResponse = wagtail_sitemap(request, sitemaps={"pages": PublicSitemap})
    return response


def robots(request: HttpRequest) -> HttpResponse:
    """`/robots.txt`: all pages are open; the editors' and machines' doors are not for search engines."""
    closed = "".join(f"Disallow: {path}\n" for path in CLOSED_TO_ROBOTS)
    text = f"User-agent: *\n{closed}\nSitemap: {absolute('/sitemap.xml')}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def security_txt(request: HttpRequest) -> HttpResponse:
    """`/.well-known/security.txt` (RFC 9116), while the platform has a contact address."""
    contact = PlatformSettings.for_request(request).contact_email
    if not contact:
        raise Http404
    day = (clock.now() + timedelta(days=SECURITY_TXT_DAYS)).date()
    expires = datetime.combine(day, time(), tzinfo=UTC).isoformat().replace("+00:00", "Z")
    address = absolute("/.well-known/security.txt")
    text = f"Contact: mailto:{contact}\nExpires: {expires}\nCanonical: {address}\n"
    return HttpResponse(text, content_type="text/plain; charset=utf-8")


def manifest(request: HttpRequest) -> JsonResponse:
    """`/manifest.webmanifest`: name, colour and icons for a home screen."""
    platform = PlatformSettings.for_request(request)
    icons = [
        {"src": static("img/icon.svg"), "type": "image/svg+xml", "sizes": "any"},
        {"src": static("img/icon-192.png"), "type": "image/png", "sizes": "192x192"},
        {"src": static("img/icon-512.png"), "type": "image/png", "sizes": "512x512"},
    ]
    body = {
        "name": platform.name,
        "short_name": platform.name[:12],
        "start_url": "/",
        "display": "browser",
        "theme_color": platform.accent_color,
        "background_color": "#ffffff",
        "icons": icons,
    }
    return JsonResponse(body, content_type="application/manifest+json", headers={"Cache-Control": "max-age=3600"})


def favicon(request: HttpRequest) -> HttpResponse:
    """`/favicon.ico`, for what asks without reading the page."""
    return HttpResponseRedirect(static("img/icon.svg"))
