"""An editor's body as the page sets it: parts under a heading, and every image in it. Pure; no queries of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from wagtail.blocks import StreamValue
from wagtail.blocks.list_block import ListValue
from wagtail.blocks.struct_block import StructValue

from site_pages.models import SiteImage, Speaker


@dataclass(slots=True)
class BodyPart:
    """A heading with the blocks below it; what comes before the first heading has none."""

    heading: StreamValue.StreamChild | None = None
    blocks: list[StreamValue.StreamChild] = field(default_factory=list)


def body_parts(body: StreamValue) -> list[BodyPart]:
    """The blocks of a body by their headings."""
    parts: list[BodyPart] = []
    for block in body:
        if block.block_type == "heading":
            parts.append(BodyPart(block))
            continue
        if not parts:
            parts.append(BodyPart())
        parts[-1].blocks.append(block)
    return parts


def body_images(value: Any) -> Iterator[SiteImage]:
    """Every image that a body shows, portraits of chosen speakers included."""
    if isinstance(value, SiteImage):
        yield value
    elif isinstance(value, Speaker):
        if value.photo is not None:
            yield value.photo
    elif isinstance(value, StructValue):
        for inner in value.values():
            yield from body_images(inner)
    elif isinstance(value, StreamValue):
        for child in value:
            yield from body_images(child.value)
    elif isinstance(value, ListValue):
        for inner in value:
            yield from body_images(inner)
