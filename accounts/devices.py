"""What a person recognises a browser by: "Firefox on Windows". Nothing is decided by it."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext as _

# First match wins: most browsers also name those that they imitate.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox/", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_label(request: HttpRequest) -> str:
    """Browser and system in words; never the raw header, which could carry anything."""
    agent = request.headers.get("User-Agent", "")[:500]
    browser = next((name for mark, name in BROWSERS if mark in agent), _("A browser or program"))
    system = next((name for mark, name in SYSTEMS if mark in agent), "")
    return _("%(browser)s on %(system)s") % {"browser": browser, "system": system} if system else browser
