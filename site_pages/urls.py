"""Addresses of the whole site that are no pages. They come before Wagtail's tree (cms/urls.py)."""

from django.urls import path, re_path
from wagtail.views import serve

from site_pages.views import feeds

urlpatterns = [
    path("events/feed.rss", feeds.events_feed, name="events_feed"),
    path("sitemap.xml", feeds.sitemap, name="sitemap"),
    path("robots.txt", feeds.robots, name="robots"),
    path("manifest.webmanifest", feeds.manifest, name="manifest"),
    path("favicon.ico", feeds.favicon),
    path(".well-known/security.txt", feeds.security_txt),
    # Files below a page (site_pages/routes.py): Wagtail's own pattern knows only addresses that end in a slash.
    re_path(r"^(events/(?:[\w\-]+/)+\w+\.(?:css|ics|json|xml))$", serve, name="page_file"),
]
