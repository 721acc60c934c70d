"""StreamField bodies and rich text as JSON for other front ends, without a query per block.

Two passes over the stored form: `References` collects every id that any of the bodies names, one query each
looks them up (site_pages/api/lookups.py), and `BodyWriter` writes the JSON. Blocks need no code of their own
here: their definition says what is inside.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Protocol

import nh3
from django.utils.html import escape
from wagtail import blocks
from wagtail.contrib.table_block.blocks import TableBlock
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.embeds.blocks import EmbedBlock
from wagtail.images.blocks import ImageBlock
from wagtail.rich_text.rewriters import FIND_ATTRS, LinkRewriter
from wagtail.snippets.blocks import SnippetChooserBlock

from site_pages.blocks import BODY_BLOCKS
from site_pages.embeds import PLAYERS

Json = Any
RawBody = Iterable[dict[str, Any]]

BODY = blocks.StreamBlock(BODY_BLOCKS)
LINKED = re.compile(r"<a\b[^>]*\blinktype=[^>]*>")
# What an editor's rich text can contain; anything else (written by a script, say) is taken out.
CLEANER = nh3.Cleaner(
    tags={"a", "b", "strong", "i", "em", "br", "p", "h3", "h4", "ol", "ul", "li", "hr", "code"},
    attributes={"a": {"href"}},
    url_schemes={"http", "https", "mailto", "tel"},
    link_rel=None,
)


class Visitor(Protocol):
    """What is done with the parts of a body that stand for something else."""

    def image(self, pk: int, raw: dict[str, Any]) -> Json: ...
    def page(self, pk: int) -> Json: ...
    def document(self, pk: int) -> Json: ...
    def record(self, pk: int) -> Json: ...
    def rich_text(self, html: str) -> Json: ...


class Lookups(Protocol):
    """What the collected ids stand for, ready to be written; a missing key is something not public."""

    images: dict[int, dict[str, Any]]
    documents: dict[int, dict[str, Any]]
    pages: dict[int, dict[str, Any]]
    speakers: dict[int, dict[str, Any]]


class References:
    """Collects the ids that bodies and texts name."""

    def __init__(self) -> None:
        self.images: set[int] = set()
        self.documents: set[int] = set()
        self.pages: set[int] = set()
        self.speakers: set[int] = set()

    def add_body(self, raw: RawBody) -> None:
        walk_body(raw, self)

    def image(self, pk: int, raw: dict[str, Any]) -> None:
        self.images.add(pk)

    def page(self, pk: int) -> None:
        self.pages.add(pk)

    def document(self, pk: int) -> None:
        self.documents.add(pk)

    def record(self, pk: int) -> None:
        self.speakers.add(pk)

    def rich_text(self, html: str) -> None:
        for tag in LINKED.findall(html):
            attributes = dict(FIND_ATTRS.findall(tag))
            pk = attributes.get("id", "")
            if pk.isdecimal():
                {"page": self.pages, "document": self.documents}.get(attributes["linktype"], set()).add(int(pk))


class BodyWriter:
    """Writes bodies and texts with what the ids stand for."""

    def __init__(self, lookups: Lookups) -> None:
        self.lookups = lookups
        self.rewrite = LinkRewriter({"page": self._page_link, "document": self._document_link})

    def body(self, raw: RawBody) -> list[dict[str, Any]]:
        return walk_body(raw, self)

    def image(self, pk: int, raw: dict[str, Any]) -> Json:
        """The image with the alternative text of this very place."""
        found = self.lookups.images.get(pk)
        if found is None:
            return None
        alt = "" if raw.get("decorative") else raw.get("alt_text") or found["alt"]
        return {**found, "alt": alt}

    def page(self, pk: int) -> Json:
        return self.lookups.pages.get(pk)

    def document(self, pk: int) -> Json:
        return self.lookups.documents.get(pk)

    def record(self, pk: int) -> Json:
        return self.lookups.speakers.get(pk)

    def rich_text(self, html: str) -> str:
        """HTML with working links; a link to something not public keeps its words and loses its target."""
        if not html:
            return ""
        return CLEANER.clean(self.rewrite(html))

    def _page_link(self, attributes: dict[str, str]) -> str:
        return self._link(self.lookups.pages, attributes)

    def _document_link(self, attributes: dict[str, str]) -> str:
        return self._link(self.lookups.documents, attributes)

    @staticmethod
    def _link(found: dict[int, dict[str, Any]], attributes: dict[str, str]) -> str:
        pk = attributes.get("id", "")
        target = found.get(int(pk)) if pk.isdecimal() else None
        return f'<a href="{escape(target["url"])}">' if target else "<a>"


def walk_body(raw: RawBody, visitor: Visitor) -> list[dict[str, Any]]:
    """Every block of a stored body, through the visitor; kinds that no longer exist are left out."""
    return [
        {"id": str(item.get("id") or ""), "type": item["type"], "value": walk(child, item.get("value"), visitor)}
        for item in raw
        if (child := BODY.child_blocks.get(item["type"])) is not None
    ]


def walk(block: blocks.Block, raw: Json, visitor: Visitor) -> Json:
    """One block's stored value, its references handed to the visitor."""
    if isinstance(block, ImageBlock):
        value = raw or {}
        return visitor.image(value["image"], value) if value.get("image") else None
    if isinstance(block, blocks.StructBlock):
        value = raw or {}
        return {name: walk(child, value.get(name), visitor) for name, child in block.child_blocks.items()}
    if isinstance(block, blocks.ListBlock):
        return [walk(block.child_block, list_item(item), visitor) for item in raw or []]
    if isinstance(block, blocks.RichTextBlock):
        return visitor.rich_text(raw or "")
    return walk_leaf(block, raw, visitor)


def walk_leaf(block: blocks.Block, raw: Json, visitor: Visitor) -> Json:
    """A block with nothing inside: a reference, a video, a table, or a plain value."""
    if isinstance(block, blocks.PageChooserBlock):
        return visitor.page(raw) if raw else None
    if isinstance(block, DocumentChooserBlock):
        return visitor.document(raw) if raw else None
    if isinstance(block, SnippetChooserBlock):
        return visitor.record(raw) if raw else None
    if isinstance(block, EmbedBlock):
        return video(raw or "")
    if isinstance(block, TableBlock):
        return table(raw or {})
    return "" if raw is None else raw


def list_item(item: Json) -> Json:
    """The value of a list's entry, in the form of today or the older one without ids."""
    return item["value"] if isinstance(item, dict) and item.get("type") == "item" and "value" in item else item


def video(url: str) -> dict[str, Any]:
    """A video's own address and that of its player."""
    for provider, pattern, player in PLAYERS:
        if match := pattern.match(url):
            return {"url": url, "provider": provider, "player_url": player.format(match[1])}
    return {"url": url, "provider": None, "player_url": None}


def table(raw: dict[str, Any]) -> dict[str, Any]:
    """Rows of plain text and which of them are headings."""
    return {
        "caption": raw.get("table_caption") or "",
        "first_row_is_header": bool(raw.get("first_row_is_table_header")),
        "first_column_is_header": bool(raw.get("first_col_is_header")),
        "rows": [["" if cell is None else str(cell) for cell in row] for row in raw.get("data") or []],
    }
