"""Turns the demo's Markdown into rich text, and its blocks into the values of a StreamField."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping

from markdown_it import MarkdownIt
from wagtail.models import Page

from cms.demo.texts import BlockText
from site_pages.models import SiteImage

Block = dict[str, object]

_markdown = MarkdownIt("zero").enable(["paragraph", "emphasis", "list", "link", "newline", "escape"])


def rich_text(text: str) -> str:
    """Markdown as the HTML that Wagtail's rich text keeps."""
    html: str = _markdown.render(text.strip())
    return html.replace("<strong>", "<b>").replace("</strong>", "</b>").replace("<em>", "<i>").replace("</em>", "</i>")


def text_body(text: str) -> str:
    """A body of running text alone."""
    return json.dumps([{"type": "text", "value": rich_text(text)}] if text else [])


def stream_body(blocks: Iterable[BlockText], *, images: Mapping[str, SiteImage], pages: Mapping[str, Page]) -> str:
    """A body of several blocks; `images` and `pages` are what they name."""
    values: list[Block] = []
    for block in blocks:
        if block.heading and block.kind == "text":
            values.append({"type": "heading", "value": {"text": block.heading}})
        values.append(_picture(block, images) if block.kind == "image" else _BLOCKS[block.kind](block, pages))
    return json.dumps(values)


def _text(block: BlockText, pages: Mapping[str, Page]) -> Block:
    return {"type": "text", "value": rich_text(block.text)}


def _quote(block: BlockText, pages: Mapping[str, Page]) -> Block:
    return {"type": "quote", "value": {"text": block.text, "name": block.by, "role": block.role}}


def _numbers(block: BlockText, pages: Mapping[str, Page]) -> Block:
    items = [{"number": item["value"], "label": item["label"]} for item in block.items]
    return {"type": "numbers", "value": {"items": items}}


def _points(block: BlockText, pages: Mapping[str, Page]) -> Block:
    return {"type": "features", "value": {"items": list(block.items)}}


def _details(block: BlockText, pages: Mapping[str, Page]) -> Block:
    items = [{"title": item["title"], "text": rich_text(item["text"])} for item in block.items]
    return {"type": "accordion", "value": {"items": items}}


def _call(block: BlockText, pages: Mapping[str, Page]) -> Block:
    link = {"label": block.label, "page": pages[block.page].pk, "url": ""}
    return {"type": "call_to_action", "value": {"title": block.heading, "text": block.text, "link": link}}


def _picture(block: BlockText, images: Mapping[str, SiteImage]) -> Block:
    image = {"image": images[block.picture].pk, "decorative": False, "alt_text": block.description}
    return {"type": "figure", "value": {"image": image, "caption": block.caption, "width": "wide"}}


_BLOCKS: dict[str, Callable[[BlockText, Mapping[str, Page]], Block]] = {
    "text": _text,
    "quote": _quote,
    "facts": _numbers,
    "points": _points,
    "details": _details,
    "callout": _call,
}
