"""The style sheets that carry a colour's palette, an event's tracks, and the accents of other events' cards."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict

from site_pages.colors import TrackColors, dark_palette, dark_track, light_palette, light_track
from site_pages.models import Track

TRACK_PROPERTIES = {"mark": "--track", "wash": "--track-wash", "ink": "--track-ink"}
# What a card of another event takes over from that event's palette.
CARD_PROPERTIES = ("accent", "on_accent", "accent_ink", "wash", "cover", "on_cover", "on_cover_soft")


def palette_rule(accent: str) -> str:
    """The page's own custom properties."""
    return rule(":root", palette_properties(accent))


def card_rule(accent: str) -> str:
    """`.accent-0b6e7f`: the accent of an event that a page of the platform shows."""
    properties = palette_properties(accent)
    kept = {f"--{name.replace('_', '-')}" for name in CARD_PROPERTIES}
    return rule(f".accent-{accent[1:]}", {name: value for name, value in properties.items() if name in kept})


def track_rules(tracks: Iterable[Track], *, accent: str) -> list[str]:
    """`.track-1a2b3c4d`, by the beginning of the public id."""
    return [
        rule(f".track-{str(track.public_id)[:8]}", track_properties(track.color.lower(), accent)) for track in tracks
    ]


def palette_properties(accent: str) -> dict[str, str]:
    light, dark = asdict(light_palette(accent)), asdict(dark_palette(accent))
    return {f"--{name.replace('_', '-')}": f"light-dark({light[name]}, {dark[name]})" for name in light}


def track_properties(color: str, accent: str) -> dict[str, str]:
    light: TrackColors = light_track(color, accent)
    dark: TrackColors = dark_track(color, accent)
    return {
        property_name: f"light-dark({getattr(light, name)}, {getattr(dark, name)})"
        for name, property_name in TRACK_PROPERTIES.items()
    }


def rule(selector: str, properties: dict[str, str]) -> str:
    return f"{selector}{{{';'.join(f'{name}:{value}' for name, value in properties.items())}}}"
