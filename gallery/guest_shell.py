"""The files of the guests' page, which its service worker keeps for places without network."""

from __future__ import annotations

from site_pages.offline_shell import OfflineShell

WORKER = "js/gallery/guest/worker.js"
STYLES = (
    *(f"css/{name}.css" for name in ("fonts", "tokens", "base", "layout")),
    *(f"css/components/{name}.css" for name in ("button", "field", "countdown")),
    *(f"css/gallery/{name}.css" for name in ("guest", "roll", "sheets")),
)
MODULES = (
    "arrange",
    "deliver",
    "dialogs",
    "exif",
    "guest",
    "hash",
    "kinds",
    "main",
    "pictures",
    "prepare",
    "queue",
    "roll",
    "runner",
    "scenes",
    "send",
    "server",
    "shrink",
    "store",
    "turn",
    "words",
)
FONTS = (
    "vendor/newsreader/newsreader-latin-opsz-normal.woff2",
    "vendor/hanken-grotesk/hanken-grotesk-latin-wght-normal.woff2",
)
PICTURES = (
    "img/icon.svg",
    *(f"img/gallery/{name}.svg" for name in ("camera", "library", "perforation")),
    *(f"vendor/material-symbols/{name}.svg" for name in ("check", "close", "edit", "schedule", "warning")),
)
FILES = (
    *STYLES,
    *(f"js/gallery/guest/{name}.js" for name in MODULES),
    "js/live/dom.js",
    "js/theme-early.js",
    "js/theme.js",
    *PICTURES,
    *FONTS,
)
SHELL = OfflineShell(WORKER, FILES)
