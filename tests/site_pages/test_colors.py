"""Readable whatever colour is picked: held over random colours, not over the ones we like."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from site_pages.colors import (
    TEXT_CONTRAST,
    contrast,
    dark_palette,
    dark_track,
    from_oklch,
    light_palette,
    light_track,
    text_on,
    to_oklch,
)

COLORS = st.integers(0, 0xFFFFFF).map(lambda number: f"#{number:06x}")
EDGE_CONTRAST = 3.0


def test_contrast_between_black_and_white_is_the_greatest():
    assert round(contrast("#000000", "#ffffff"), 2) == 21.0
    assert contrast("#777777", "#777777") == 1.0


@given(COLORS)
def test_from_oklch_gives_back_what_to_oklch_was_given(color):
    before = [int(color[at : at + 2], 16) for at in (1, 3, 5)]

    again = from_oklch(*to_oklch(color))

    after = [int(again[at : at + 2], 16) for at in (1, 3, 5)]
    assert max(abs(one - other) for one, other in zip(before, after, strict=True)) <= 1


@given(COLORS)
def test_text_on_any_color_is_readable(color):
    assert contrast(text_on(color), color) >= TEXT_CONTRAST


@pytest.mark.parametrize("palette_of", [light_palette, dark_palette])
@given(accent=COLORS)
def test_palette_of_any_accent_is_readable(palette_of, accent):
    colors = palette_of(accent)
    surfaces = (colors.paper, colors.raised, colors.sunken, colors.wash)
    texts = (colors.ink, colors.ink_soft, colors.accent_ink)
    pairs = [(text, surface) for text in texts for surface in surfaces]
    pairs += [
        (colors.on_accent, colors.accent),
        (colors.on_cover, colors.cover),
        (colors.on_cover_soft, colors.cover),
        # A button's text when it is pointed at.
        (colors.paper, colors.accent_ink),
    ]

    unreadable = [pair for pair in pairs if contrast(*pair) < TEXT_CONTRAST]
    lost_edges = [surface for surface in surfaces if contrast(colors.line_strong, surface) < EDGE_CONTRAST]

    assert unreadable == []
    assert lost_edges == []
    assert contrast(colors.accent, colors.paper) >= EDGE_CONTRAST


@pytest.mark.parametrize(("track_of", "palette_of"), [(light_track, light_palette), (dark_track, dark_palette)])
@given(color=COLORS, accent=COLORS)
def test_track_of_any_color_is_readable_in_any_theme(track_of, palette_of, color, accent):
    colors, page = track_of(color, accent), palette_of(accent)

    for surface in (page.paper, page.raised, page.sunken, colors.wash):
        assert contrast(colors.ink, surface) >= TEXT_CONTRAST
    for surface in (page.paper, page.raised, page.sunken):
        assert contrast(colors.mark, surface) >= EDGE_CONTRAST
    assert contrast(page.ink, colors.wash) >= TEXT_CONTRAST
