"""HEIC, HEIF and AVIF: items that are no pictures, boxes that nobody knows, and whatever lies between the items.

The orientation is a property of the picture (`irot`, `imir`) and stays, as do its colours.
"""

from __future__ import annotations

from collections.abc import Iterator

from gallery.pictures.blanking.boxes import Box, boxes, inside
from gallery.pictures.blanking.items import IN_FILE, IN_IDAT, PICTURES, Place, item_types, places
from gallery.pictures.blanking.patches import Data, Patch
from gallery.pictures.blanking.tiff import BYTES, minimal_tiff, orientation_of
from gallery.pictures.refusals import damaged

FREE = b"free"
IN_META = frozenset(b"hdlr dinf pitm iinf iref iprp idat iloc grpl".split())
# A sequence's boxes that hold one another, down to where descriptions may lie.
WITHIN = {b"moov": b"trak", b"trak": b"mdia", b"mdia": b"minf"}
DESCRIPTIONS = frozenset(b"udta meta uuid free skip".split())
HANDLER_NAME = 24
NO_XMP = b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>'
Span = tuple[int, int]


def patches(data: Data) -> Iterator[Patch]:
    """What to overwrite. Raises PictureRefused where boxes or items do not hold together."""
    top = list(boxes(data, 0, len(data)))
    metas = [box for box in top if box.name == b"meta"]
    if len(metas) != 1 or top[0].name != b"ftyp":
        raise damaged("not one picture")
    items = list(item_spans(data, metas[0]))
    told = [(name, spans) for name, spans in items if name not in PICTURES]
    check_apart([span for name, spans in items if name in PICTURES for span in spans], told)
    yield from of_meta(data, metas[0])
    for name, spans in told:
        yield from of_item(data, name, spans)
    # The frames of a sequence are no items: what lies between the items may be theirs.
    has_frames = any(box.name == b"moov" for box in top)
    used = sorted(span for _name, spans in items for span in spans)
    for box in top:
        if box.name == b"moov":
            yield from of_movie(data, box)
        elif box.name == b"mdat" and not has_frames:
            yield from of_gaps(box, used)
        elif box.name not in (b"ftyp", b"meta", b"mdat"):
            yield from of_box(box)


def item_spans(data: Data, meta: Box) -> Iterator[tuple[bytes, list[Span]]]:
    """The type of each item and where it starts and ends in the file."""
    info, location = (inside(data, meta, name, version=4) for name in (b"iinf", b"iloc"))
    if info is None or location is None:
        raise damaged("no items")
    idat = inside(data, meta, b"idat", version=4)
    types = item_types(data, info)
    for item, place in places(data, location).items():
        name = types.get(item, b"")
        if place.method in (IN_FILE, IN_IDAT):
            yield name, list(spans_of(place, data, idat))
        elif name not in PICTURES:
            raise damaged("metadata made of other items")


def spans_of(place: Place, data: Data, idat: Box | None) -> Iterator[Span]:
    start, end = (0, len(data)) if place.method == IN_FILE or idat is None else (idat.content, idat.end)
    for offset, length in place.extents:
        first = start + offset
        last = first + length if length else end
        if first > last or last > end:
            raise damaged("an item is not in the file")
        yield first, last


def check_apart(kept: list[Span], told: list[tuple[bytes, list[Span]]]) -> None:
    """Metadata lies over nothing else: blanking it must not touch the picture, nor itself twice."""
    marked = [(*span, False) for span in kept] + [(*span, True) for _name, spans in told for span in spans]
    reach = reach_told = 0
    for first, last, is_told in sorted(marked):
        if first < (reach if is_told else reach_told) and first < last:
            raise damaged("metadata lies over the picture")
        reach = max(reach, last)
        reach_told = max(reach_told, last) if is_told else reach_told


def of_item(data: Data, name: bytes, spans: list[Span]) -> Iterator[Patch]:
    """Something valid that says nothing, and blanks behind it, over all the pieces of an item."""
    length = sum(last - first for first, last in spans)
    lead, fill = b"", b"\0"
    if name == b"Exif" and length >= 4 + BYTES:
        lead = bytes(4) + minimal_tiff(orientation_in(data, spans[0]))
    elif name == b"mime" and length >= len(NO_XMP):
        lead, fill = NO_XMP, b" "
    for first, last in spans:
        here = lead[: last - first]
        yield Patch(first, last - first, here, fill)
        lead = lead[len(here) :]


def orientation_in(data: Data, span: Span) -> int:
    first, last = span
    return orientation_of(data, first + 4 + int.from_bytes(data[first : first + 4], "big"), last)


def of_meta(data: Data, meta: Box) -> Iterator[Patch]:
    for box in boxes(data, meta.content + 4, meta.end):
        if box.name not in IN_META:
            yield from of_box(box)
        elif box.name == b"hdlr" and box.end - box.content > HANDLER_NAME:
            yield Patch(box.content + HANDLER_NAME, box.end - box.content - HANDLER_NAME)
    properties = inside(data, meta, b"iprp", b"ipco", version=4)
    for box in boxes(data, properties.content, properties.end) if properties else ():
        if box.name == b"udes" and box.end - box.content > 4:
            # A description that somebody typed.
            yield Patch(box.content + 4, box.end - box.content - 4)


def of_movie(data: Data, movie: Box) -> Iterator[Patch]:
    for box in boxes(data, movie.content, movie.end):
        if box.name in DESCRIPTIONS:
            yield from of_box(box)
        elif box.name == WITHIN.get(movie.name):
            yield from of_movie(data, box)


def of_box(box: Box) -> Iterator[Patch]:
    """The box becomes one of free space."""
    yield Patch(box.start + 4, 4, FREE)
    yield Patch(box.content, box.end - box.content)


def of_gaps(box: Box, spans: list[Span]) -> Iterator[Patch]:
    """What belongs to no item: the film of a motion photo, for one."""
    at = box.content
    for first, last in spans:
        if first > at and at < box.end:
            yield Patch(at, min(first, box.end) - at)
        at = max(at, last)
    if at < box.end:
        yield Patch(at, box.end - at)
