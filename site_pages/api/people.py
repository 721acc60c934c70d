"""Speakers of an event as JSON."""

from __future__ import annotations

from typing import Any

from site_pages.api.addresses import page_url
from site_pages.api.mini_site import MiniSite
from site_pages.api.read import Row
from site_pages.api.times import iso

Json = dict[str, Any]
LINK_LABELS = {"website": "Website", "github": "GitHub", "linkedin": "LinkedIn", "x": "X", "mastodon": "Mastodon"}


def people(site: MiniSite) -> list[Json]:
    """Everybody on the published sessions, each once, by name."""
    on_sessions: dict[int, list[str]] = {}
    for session in site.sessions:
        for entry in session["speakers"]:
            on_sessions.setdefault(entry["speaker"], []).append(str(session["public_id"]))
    known = [(pk, site.lookups.people[pk]) for pk in on_sessions if pk in site.lookups.people]
    known.sort(key=lambda pair: (pair[1]["name"].casefold(), pair[0]))
    return [person_json(site, pk, row, session_ids=on_sessions[pk]) for pk, row in known]


def person_json(site: MiniSite, pk: int, row: Row, *, session_ids: list[str]) -> Json:
    """One person; the e-mail address is nowhere in the rows."""
    return {
        **site.lookups.speakers[pk],
        "bio": site.writer.rich_text(row["bio"]),
        "links": [{"label": label, "url": row[name]} for name, label in LINK_LABELS.items() if row[name]],
        "session_ids": session_ids,
        "url": f"{page_url(site.event['url_path'])}speakers/{row['slug']}/",
        "updated_at": iso(row["updated_at"]),
    }
