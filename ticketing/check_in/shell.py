"""The files of the check-in page, which its service worker keeps for a place without network."""

from __future__ import annotations

from site_pages.offline_shell import OfflineShell

WORKER = "js/check-in/worker.js"
JSQR, NOBLE = "vendor/jsqr/jsQR.js", "vendor/noble-ed25519/index.js"
FILES = (
    "css/organizer/theme.css",
    "css/organizer/check-in.css",
    "img/icon.svg",
    "js/theme-early.js",
    "js/theme.js",
    *(
        f"js/check-in/{name}.js"
        for name in ("bundle", "camera", "codes", "door", "feel", "main", "server", "show", "store", "wedge")
    ),
    JSQR,
    NOBLE,
    "vendor/hanken-grotesk/hanken-grotesk-latin-wght-normal.woff2",
    "vendor/hanken-grotesk/hanken-grotesk-latin-ext-wght-normal.woff2",
)
SHELL = OfflineShell(WORKER, FILES)
