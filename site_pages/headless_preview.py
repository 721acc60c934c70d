"""The editor's draft in another front end, inside Wagtail's preview panel (HEADLESS_PREVIEW_URL)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.utils.translation import gettext_lazy as _
from wagtail_headless_preview.models import HeadlessPreviewMixin

MODE = "headless"
# Long enough to look at a draft; each change of it in the editor makes a new token.
LIFETIME = timedelta(hours=1)


class HeadlessPreview(HeadlessPreviewMixin):
    """For page models: offers the other front end as a way to preview, where one is configured."""

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        modes: list[tuple[str, Any]] = super().preview_modes
        return [(MODE, _("Your front end")), *modes] if settings.HEADLESS_PREVIEW_URL else modes

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponseBase:
        """A frame with the front end and a token for this very draft, or the site's own page."""
        if mode_name == MODE and settings.HEADLESS_PREVIEW_URL:
            response: HttpResponseBase = super().serve_preview(request, mode_name)
            # The package's page is a frame with inline styles; the policy of public pages would show nothing.
            response["Content-Security-Policy"] = (
                f"default-src 'none'; style-src 'unsafe-inline'; frame-src {preview_origin()}; frame-ancestors 'self'"
            )
        else:
            # Past the package's mixin, which would always answer with the front end.
            response = super(HeadlessPreviewMixin, self).serve_preview(request, mode_name)
        return response

    def get_client_root_url(self, request: HttpRequest) -> str:
        return settings.HEADLESS_PREVIEW_URL


def preview_origin() -> str:
    """Scheme and host of the other front end; empty where none is configured."""
    parts = urlsplit(settings.HEADLESS_PREVIEW_URL)
    return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
