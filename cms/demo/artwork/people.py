"""What the parts of a portrait share: the colours of skin and hair, and the measures of a face."""

from __future__ import annotations

from dataclasses import dataclass

INK = "#241b21"
SKINS = {
    1: "#f6d5c0",
    2: "#efc5a2",
    3: "#dcaa82",
    4: "#c48c62",
    5: "#a66f49",
    6: "#825139",
    7: "#5f3b2c",
}
HAIR_COLOURS = {
    "black": "#241d22",
    "brown": "#5c3b28",
    "auburn": "#82401f",
    "blond": "#dcb56c",
    "red": "#b84d2b",
    "grey": "#a3a2a9",
}


@dataclass(frozen=True, slots=True)
class Face:
    """Colours, half the width of the head in pixels, and the width of the jaw as a share of that."""

    skin: str
    hair: str
    half: float
    jaw: float
