"""Palettes computed from one colour, so that text stays readable whatever an organizer picks.

Lightness is moved in OKLCH (Björn Ottosson, 2020), which keeps the hue; contrast is WCAG 2.2's relative
luminance. Pure; no queries.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from math import atan2, cbrt, cos, hypot, sin

TEXT_CONTRAST = 4.5
# Aimed at a little higher, so that rounding to eight bits never falls below.
TEXT_AIM = 4.6
EDGE_AIM = 3.1
WHITE, BLACK = "#ffffff", "#000000"

HEX = re.compile(r"#[0-9a-f]{6}", re.IGNORECASE | re.ASCII)

Oklch = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Palette:
    """The custom properties of one colour scheme, as hex values; names as in static/css/tokens.css."""

    paper: str
    raised: str
    sunken: str
    ink: str
    ink_soft: str
    line: str
    line_strong: str
    accent: str
    on_accent: str
    accent_ink: str
    wash: str
    cover: str
    on_cover: str
    on_cover_soft: str


@dataclass(frozen=True, slots=True)
class TrackColors:
    """A track's mark, its quiet background, and text of its hue on paper and on that background."""

    mark: str
    wash: str
    ink: str


def is_color(text: str) -> bool:
    """Whether it is written as `#rrggbb`."""
    return HEX.fullmatch(text) is not None


def luminance(color: str) -> float:
    """WCAG's relative luminance of `#rrggbb`."""
    red, green, blue = (linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(first: str, second: str) -> float:
    """WCAG's contrast ratio, 1 to 21."""
    lighter, darker = sorted((luminance(first), luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def encoded(channel: float) -> float:
    return channel * 12.92 if channel <= 0.0031308 else 1.055 * channel ** (1 / 2.4) - 0.055


def to_oklch(color: str) -> Oklch:
    """Lightness 0 to 1, chroma, and hue in radians."""
    red, green, blue = (linear(int(color[at : at + 2], 16) / 255) for at in (1, 3, 5))
    long = cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, hypot(a, b), atan2(b, a)


def from_oklch(lightness: float, chroma: float, hue: float) -> str:
    """The nearest `#rrggbb`: what lies outside sRGB loses chroma, never lightness or hue."""
    lightness = min(max(lightness, 0.0), 1.0)
    for step in range(33):
        channels = linear_rgb(lightness, chroma * (1 - step / 32), hue)
        if all(-0.0005 <= channel <= 1.0005 for channel in channels):
            break
    return "#" + "".join(f"{round(encoded(min(max(channel, 0.0), 1.0)) * 255):02x}" for channel in channels)


def linear_rgb(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def darker_until(color: Oklch, *, against: Iterable[str], ratio: float) -> str:
    """The colour, darkened as little as gives this contrast to each of the light backgrounds."""
    return _moved_until(color, against=tuple(against), ratio=ratio, step=-0.01)


def lighter_until(color: Oklch, *, against: Iterable[str], ratio: float) -> str:
    """The colour, lightened as little as gives this contrast to each of the dark backgrounds."""
    return _moved_until(color, against=tuple(against), ratio=ratio, step=0.01)


def _moved_until(color: Oklch, *, against: tuple[str, ...], ratio: float, step: float) -> str:
    lightness, chroma, hue = color
    while 0 < lightness < 1:
        candidate = from_oklch(lightness, chroma, hue)
        if all(contrast(candidate, background) >= ratio for background in against):
            return candidate
        lightness += step
    return WHITE if step > 0 else BLACK


def text_on(background: str) -> str:
    """White where it is readable, else a near-black of the same hue, else black."""
    if contrast(background, WHITE) >= TEXT_CONTRAST:
        return WHITE
    _, chroma, hue = to_oklch(background)
    tinted = from_oklch(0.2, min(chroma, 0.04), hue)
    return tinted if contrast(background, tinted) >= TEXT_CONTRAST else BLACK


def softer_on(background: str) -> str:
    """Secondary text on a coloured field: as far towards the field as stays readable."""
    lightness, chroma, hue = to_oklch(background)
    tint = min(chroma, 0.05)
    if text_on(background) == WHITE:
        return lighter_until((max(lightness, 0.86), tint, hue), against=(background,), ratio=TEXT_AIM)
    return darker_until((min(lightness, 0.32), tint, hue), against=(background,), ratio=TEXT_AIM)


@lru_cache(maxsize=256)
def light_palette(accent: str) -> Palette:
    """On white paper with a breath of the accent's hue."""
    lightness, chroma, hue = to_oklch(accent)
    tint = min(chroma, 0.012)
    paper, sunken = from_oklch(0.99, tint * 0.25, hue), from_oklch(0.963, tint * 0.7, hue)
    wash = from_oklch(0.952, min(chroma, 0.022), hue)
    surfaces = (paper, WHITE, sunken, wash)
    fill = darker_until((lightness, chroma, hue), against=(paper, sunken), ratio=EDGE_AIM)
    return Palette(
        paper=paper,
        raised=WHITE,
        sunken=sunken,
        ink=from_oklch(0.215, tint * 1.4, hue),
        ink_soft=darker_until((0.47, tint * 1.2, hue), against=surfaces, ratio=TEXT_AIM),
        line=from_oklch(0.895, tint, hue),
        line_strong=darker_until((0.66, tint * 1.2, hue), against=surfaces, ratio=EDGE_AIM),
        accent=fill,
        on_accent=text_on(fill),
        accent_ink=darker_until((lightness, chroma, hue), against=surfaces, ratio=TEXT_AIM),
        wash=wash,
        cover=accent,
        on_cover=text_on(accent),
        on_cover_soft=softer_on(accent),
    )


@lru_cache(maxsize=256)
def dark_palette(accent: str) -> Palette:
    """On near-black paper; the accent is lifted for text and fills, and kept deep where it fills the cover."""
    lightness, chroma, hue = to_oklch(accent)
    tint = min(chroma, 0.012)
    paper, raised = from_oklch(0.185, tint, hue), from_oklch(0.225, tint, hue)
    sunken, wash = from_oklch(0.15, tint, hue), from_oklch(0.275, min(chroma, 0.04), hue)
    surfaces = (paper, raised, sunken, wash)
    cover = from_oklch(min(max(lightness, 0.3), 0.42), chroma * 0.9, hue)
    fill = lighter_until((max(lightness, 0.62), min(chroma, 0.13), hue), against=surfaces, ratio=EDGE_AIM)
    return Palette(
        paper=paper,
        raised=raised,
        sunken=sunken,
        ink=from_oklch(0.94, tint * 0.5, hue),
        ink_soft=lighter_until((0.72, tint, hue), against=surfaces, ratio=TEXT_AIM),
        line=from_oklch(0.31, tint, hue),
        line_strong=lighter_until((0.5, tint, hue), against=surfaces, ratio=EDGE_AIM),
        accent=fill,
        on_accent=text_on(fill),
        accent_ink=lighter_until((max(lightness, 0.74), min(chroma, 0.13), hue), against=surfaces, ratio=TEXT_AIM),
        wash=wash,
        cover=cover,
        on_cover=text_on(cover),
        on_cover_soft=softer_on(cover),
    )


@lru_cache(maxsize=512)
def light_track(color: str, accent: str) -> TrackColors:
    lightness, chroma, hue = to_oklch(color)
    page = light_palette(accent)
    papers = (page.paper, page.raised, page.sunken)
    wash = from_oklch(0.94, min(chroma, 0.045), hue)
    return TrackColors(
        mark=darker_until((lightness, chroma, hue), against=papers, ratio=EDGE_AIM),
        wash=wash,
        ink=darker_until((lightness, chroma, hue), against=(*papers, wash), ratio=TEXT_AIM),
    )


@lru_cache(maxsize=512)
def dark_track(color: str, accent: str) -> TrackColors:
    lightness, chroma, hue = to_oklch(color)
    page = dark_palette(accent)
    papers = (page.paper, page.raised, page.sunken)
    wash = from_oklch(0.29, min(chroma, 0.06), hue)
    return TrackColors(
        mark=lighter_until((lightness, chroma, hue), against=papers, ratio=EDGE_AIM),
        wash=wash,
        ink=lighter_until((max(lightness, 0.72), min(chroma, 0.14), hue), against=(*papers, wash), ratio=TEXT_AIM),
    )
