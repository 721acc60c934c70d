"""The look of a mail: whose it is and in which colours."""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings

PLATFORM_ACCENT = "#14532d"
HEX_COLOR = re.compile(r"#[0-9a-fA-F]{6}")


@dataclass(frozen=True, slots=True)
class MailTheme:
    """Name and address of the event or platform that a mail speaks for, and its accent colour (`#rrggbb`)."""

    name: str = settings.WAGTAIL_SITE_NAME
    url: str = settings.BASE_URL
    accent: str = PLATFORM_ACCENT

    def __post_init__(self) -> None:
        if not HEX_COLOR.fullmatch(self.accent):
            raise ValueError(f"not a colour: {self.accent!r}")

    @property
    def ink(self) -> str:
        """Black or white, whichever is easier to read on the accent (WCAG 2 contrast)."""
        luminance = relative_luminance(self.accent)
        on_white = 1.05 / (luminance + 0.05)
        on_black = (luminance + 0.05) / 0.05
        return "#ffffff" if on_white >= on_black else "#000000"


def relative_luminance(color: str) -> float:
    """0 (black) to 1 (white), as WCAG 2 defines it."""
    channels = (int(color[at : at + 2], 16) / 255 for at in (1, 3, 5))
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
