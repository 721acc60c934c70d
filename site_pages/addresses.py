"""Addresses without queries. Absolute ones start with BASE_URL, never with the Host header: anybody can forge it."""

from __future__ import annotations

from urllib.parse import urljoin

from django.conf import settings
from wagtail.models import Page


def absolute(address: str) -> str:
    """A path of this site made absolute; an address that already names a host stays as it is."""
    if address.startswith("/") and not address.startswith("//"):
        return f"{settings.BASE_URL}{address}"
    return urljoin(f"{settings.BASE_URL}/", address)


def path_of(page: Page) -> str:
    """Where a page is on this site. By the tree rules the home page is the only root, so no query is needed."""
    return "/" + str(page.url_path.split("/", 2)[2])


def address_of(page: Page) -> str:
    """Where a page is, absolute."""
    return absolute(path_of(page))


def event_slug(page: Page) -> str:
    """The event whose mini-site a page is in, by the page's own address: `/home/events/<slug>/…`."""
    slug: str = page.url_path.split("/")[3]
    return slug


def speaker_address(event: Page, slug: str) -> str:
    """Where an event shows one of its speakers."""
    return f"{address_of(event)}speakers/{slug}/"
