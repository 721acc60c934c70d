"""Sessions as JSON (see write_event.py)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from site_pages.api.addresses import api_url, page_url
from site_pages.api.mini_site import MiniSite
from site_pages.api.read import Row
from site_pages.api.times import iso
from site_pages.states import SessionTiming

Json = dict[str, Any]


def session_json(site: MiniSite, row: Row) -> Json:
    """A session with everything a visitor may see of it."""
    url = page_url(row["url_path"])
    has_recording = bool(row["recording_url"] or row["recording_file"])
    is_cancelled = row["is_cancelled"] or site.event["is_cancelled"]
    timing = SessionTiming(row["starts_at"], row["ends_at"], row["format"], is_cancelled, has_recording)
    return {
        "id": str(row["public_id"]),
        "slug": row["slug"],
        "title": row["title"],
        "subtitle": row["subtitle"],
        "short_description": row["short_description"],
        "body": site.writer.body(row["body"].raw_data),
        "starts_at": iso(row["starts_at"]),
        "ends_at": iso(row["ends_at"]),
        "duration_minutes": minutes(row["starts_at"], row["ends_at"]),
        "state": timing.state(site.now),
        "type": row["session_type"],
        "format": row["format"],
        "stream": row["stream_type"] or None,
        "access": row["access_override"] or site.event["access_mode"],
        "language": row["language"],
        "room": {"id": str(row["room__public_id"]), "name": row["room__name"]} if row["room__public_id"] else None,
        "track": track_json(row),
        "speakers": [{**person, "role": role} for person, role in on_stage(site, row)],
        "image": site.lookups.image(row["image_id"]),
        "documents": documents_json(site, row),
        "links": row["links"],
        "is_featured": row["is_featured"],
        "is_cancelled": is_cancelled,
        "is_recorded": row["is_recorded"],
        "has_recording": has_recording,
        "url": url,
        "api_url": api_url(f"sessions/{row['public_id']}"),
        "calendar_url": f"{url}session.ics",
        "updated_at": iso(changed_at(site, row)),
    }


def on_stage(site: MiniSite, row: Row) -> list[tuple[Json, str]]:
    """The session's people with their roles, in order."""
    known = site.lookups.speakers
    return [(known[one["speaker"]], one["role"]) for one in row["speakers"] if one["speaker"] in known]


def minutes(starts_at: datetime | None, ends_at: datetime | None) -> int | None:
    return int((ends_at - starts_at).total_seconds() // 60) if starts_at and ends_at else None


def track_json(row: Row) -> Json | None:
    if row["track__public_id"] is None:
        return None
    return {"id": str(row["track__public_id"]), "name": row["track__name"], "color": row["track__color"]}


def documents_json(site: MiniSite, row: Row) -> list[Json]:
    """The session's files, under the session's own title for them; those in private collections are left out."""
    found = ((entry, site.lookups.documents.get(entry["document"])) for entry in row["documents"])
    return [{**document, "title": entry["title"] or document["title"]} for entry, document in found if document]


def changed_at(site: MiniSite, row: Row) -> datetime | None:
    """When anything this session's JSON shows was last changed: itself, its event, people, track or room.

    None for a draft of which nothing was ever published.
    """
    moments = [
        row["last_published_at"],
        row["related_changed_at"],
        site.event["last_published_at"],
        *(person["updated_at"] for one in row["speakers"] if (person := site.lookups.people.get(one["speaker"]))),
    ]
    return max((moment for moment in moments if moment), default=None)
