"""Videos by their address, without asking the video's host while an editor saves."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.html import format_html
from django.utils.translation import gettext as _
from wagtail.embeds.exceptions import EmbedNotFoundException
from wagtail.embeds.finders.base import EmbedFinder

# Provider, address pattern, player address. YouTube's cookie-free host is used on purpose.
PLAYERS = (
    (
        "YouTube",
        re.compile(r"^https://(?:www\.)?youtube\.com/(?:live/|watch\?(?:.*&)?v=)([\w-]{11})"),
        "https://www.youtube-nocookie.com/embed/{}",
    ),
    ("YouTube", re.compile(r"^https://youtu\.be/([\w-]{11})"), "https://www.youtube-nocookie.com/embed/{}"),
    ("Vimeo", re.compile(r"^https://(?:www\.)?vimeo\.com/(\d+)"), "https://player.vimeo.com/video/{}?dnt=1"),
)
FRAME = '<iframe src="{}" title="{}" width="1280" height="720" loading="lazy" allow="fullscreen"></iframe>'


def player_of(url: str) -> str | None:
    """The player's address for a frame; None for an address that no known host has."""
    for _provider, pattern, player in PLAYERS:
        if match := pattern.match(url):
            return player.format(match[1])
    return None


def check_stream_address(url: str) -> None:
    """For the field `stream_url`: what a page can play. Raises ValidationError."""
    parts = urlsplit(url)
    if player_of(url) is None and not (parts.scheme == "https" and parts.path.endswith(".m3u8")):
        raise ValidationError(_("Give an https address that ends in .m3u8, or that of a video on YouTube or Vimeo."))


class OfflineFinder(EmbedFinder):
    """Builds the player from the address alone: saving works offline and no third party is told."""

    def accept(self, url: str) -> bool:
        return True

    def find_embed(self, url: str, max_width: int | None = None, max_height: int | None = None) -> dict[str, Any]:
        """Wagtail's embed data; raises EmbedNotFoundException for an address it does not know."""
        for provider, pattern, player in PLAYERS:
            if match := pattern.match(url):
                return {
                    "title": provider,
                    "provider_name": provider,
                    "type": "video",
                    "width": 1280,
                    "height": 720,
                    "html": format_html(FRAME, player.format(match[1]), provider),
                }
        raise EmbedNotFoundException
