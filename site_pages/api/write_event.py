"""Events as JSON: dictionaries built by hand, because validating each answer would cost more than reading it.

The shapes are those of site_pages/api/schemas.py; tests validate real answers against them.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from site_pages.api.addresses import api_url, page_url
from site_pages.api.mini_site import MiniSite
from site_pages.api.people import people
from site_pages.api.read import Row
from site_pages.api.times import iso
from site_pages.api.write_session import session_json
from site_pages.choices import AccessMode, SponsorTier
from site_pages.offers import tickets_of
from site_pages.states import EventTiming

Json = dict[str, Any]


def event_summary(row: Row, images: dict[int, Json], now: datetime) -> Json:
    """An event as lists show it."""
    return {
        "id": str(row["public_id"]),
        "slug": row["slug"],
        "title": row["title"],
        "short_description": row["short_description"],
        "status": EventTiming(row["starts_at"], row["ends_at"], row["live"], row["is_cancelled"]).status(now),
        "starts_at": iso(row["starts_at"]),
        "ends_at": iso(row["ends_at"]),
        "timezone": row["timezone"],
        "category": row["category"],
        "format": row["format"],
        "city": row["city"],
        "venue_name": row["venue__name"],
        "access": row["access_mode"],
        "is_free": row["access_mode"] != AccessMode.TICKETED,
        "is_featured": row["is_featured"],
        "is_cancelled": row["is_cancelled"],
        "accent_color": row["accent_color"],
        "hero_image": images.get(row["hero_image_id"]),
        "logo": images.get(row["logo_id"]),
        "url": page_url(row["url_path"]),
        "api_url": api_url(f"events/{row['slug']}"),
        "updated_at": iso(row["last_published_at"]),
    }


def event_detail(site: MiniSite) -> Json:
    """The whole mini-site in one answer (spec 7)."""
    row = site.event
    return {
        **event_summary(row, site.lookups.images, site.now),
        "tickets": [] if row["is_cancelled"] or row["ends_at"] <= site.now else tickets_of(row["pk"]),
        "body": site.writer.body(row["body"].raw_data),
        "sections": [section_json(section) for section in row["sections"]],
        "venue": venue_json(site),
        "tracks": row["tracks"],
        "rooms": all_rooms(site),
        "sessions": [session_json(site, session) for session in site.sessions],
        "speakers": people(site),
        "sponsors": sponsors_by_tier(site),
        "organizations": [organization_json(site, entry) for entry in row["organizations"]],
        "faqs": [{"question": faq["question"], "answer": site.writer.rich_text(faq["answer"])} for faq in row["faqs"]],
        "links": links(row),
    }


def section_json(section: Row) -> Json:
    return {
        "kind": section["kind"].removesuffix("page"),
        "slug": section["slug"],
        "title": section["title"],
        "intro": section["intro"],
        "in_menu": section["in_menu"],
        "url": page_url(section["url_path"]),
    }


def venue_json(site: MiniSite) -> Json | None:
    row = site.event
    if row["venue__public_id"] is None:
        return None
    return {
        "id": str(row["venue__public_id"]),
        "name": row["venue__name"],
        "address": row["venue__address"],
        "city": row["venue__city"],
        "country": row["venue__country"],
        "map_link": row["venue__map_link"],
        "image": site.lookups.image(row["venue__image_id"]),
        "travel": site.writer.rich_text(row["venue__travel"]),
        "accessibility": site.writer.rich_text(row["venue__accessibility"]),
    }


def all_rooms(site: MiniSite) -> list[Json]:
    """The venue's rooms in its order, then rooms elsewhere that sessions use."""
    rooms: dict[str, Json] = {room["id"]: room for room in site.event["rooms"]}
    for session in site.sessions:
        if session["room__public_id"]:
            rooms.setdefault(
                str(session["room__public_id"]),
                {
                    "id": str(session["room__public_id"]),
                    "name": session["room__name"],
                    "capacity": session["room__capacity"],
                    "accessibility": session["room__accessibility_notes"],
                },
            )
    return list(rooms.values())


def organization_json(site: MiniSite, entry: Row) -> Json:
    return {
        "id": entry["id"],
        "name": entry["name"],
        "link": entry["link"],
        "description": site.writer.rich_text(entry["description"]),
        "logo": site.lookups.image(entry["logo"]),
    }


def sponsor_json(site: MiniSite, entry: Row) -> Json:
    return {**organization_json(site, entry), "tier": entry["tier"]}


def sponsors_by_tier(site: MiniSite) -> list[Json]:
    """The tiers that have sponsors, in their order."""
    by_tier: dict[str, list[Json]] = {tier: [] for tier in SponsorTier.values}
    for entry in site.event["sponsors"]:
        by_tier[entry["tier"]].append(sponsor_json(site, entry))
    return [{"tier": tier, "sponsors": found} for tier, found in by_tier.items() if found]


def links(row: Row) -> Json:
    """Where the same content is in other forms."""
    html, api = page_url(row["url_path"]), api_url(f"events/{row['slug']}")
    return {
        "html": html,
        "self": api,
        "sessions": f"{api}/sessions",
        "schedule": f"{api}/schedule",
        "speakers": f"{api}/speakers",
        "sponsors": f"{api}/sponsors",
        "contact": f"{api}/contact",
        "calendar": f"{html}event.ics",
        "schedule_calendar": f"{html}sessions/schedule.ics",
        "schedule_json": f"{html}sessions/schedule.json",
        "schedule_xml": f"{html}sessions/schedule.xml",
    }
