"""Every picture of the demo by its name."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from cms.demo.artwork import garland, heroes, patterns, places, scenes, textiles

PICTURES: dict[str, Callable[[], Image.Image]] = {
    "tides": heroes.tides,
    "lanterns": heroes.lanterns,
    "stitches": textiles.stitches,
    "garland": garland.garland,
    "tidewater-shed": places.shed,
    "mending-foundry": places.foundry,
    "fifty-quinta": places.quinta,
    "terminal": scenes.terminal,
    "harbour": scenes.harbour,
    "watch": scenes.watch,
    "letter": scenes.letter,
    "sound": patterns.sound,
    "market": patterns.market,
    "board": patterns.board,
    "doors": patterns.doors,
    "signs": patterns.signs,
    "hands": patterns.hands,
    "loom": textiles.loom,
    "type": textiles.lead_type,
    "switch": textiles.switch,
}
