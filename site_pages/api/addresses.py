"""Full addresses, made without asking the database. They start with BASE_URL, never with the request's host."""

from __future__ import annotations

from django.conf import settings
from django.core.files.storage import default_storage
from django.urls import reverse

from site_pages.addresses import absolute


def page_url(url_path: str) -> str:
    """A page's address from its tree path: the first step is the home page, which is the site's root."""
    return f"{settings.BASE_URL}/{url_path.split('/', 2)[2]}"


def media_url(name: str) -> str:
    return absolute(default_storage.url(name))


def document_url(pk: int, filename: str) -> str:
    """Through Wagtail's own view, which knows who may read the document."""
    return absolute(reverse("wagtaildocs_serve", args=[pk, filename]))


def api_url(path: str) -> str:
    return f"{settings.BASE_URL}/api/{path}"
