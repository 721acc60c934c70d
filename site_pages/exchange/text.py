"""Imported Markdown, HTML or plain text to safe rich text, and to a plain summary."""

import html
import re

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "h3", "h4", "b", "strong", "i", "em", "a", "ul", "ol", "li", "hr", "br", "code"}
# Of these the content goes too; of every other tag only the tag.
CONTENT_DROPPED = {"script", "style", "template", "iframe", "object", "noscript"}
SCHEMES = {"http", "https", "mailto"}
BLOCKS = re.compile(r"^\s*<(p|div|h[1-6]|ul|ol|table|blockquote|section|article)\b", re.IGNORECASE)
HTML_TAGS = re.compile(
    r"</?(p|div|br|b|strong|i|em|u|a|ul|ol|li|span|h[1-6]|code|pre|blockquote|img|table|script|style"
    r"|iframe|object|svg|hr)\b[^<>]*>",
    re.IGNORECASE,
)
HEADINGS = {"h1": "h3", "h2": "h3", "h5": "h4", "h6": "h4"}
HEADING_TAG = re.compile(r"<(/?)(h[1256])\b[^>]*>", re.IGNORECASE)

plain_markdown = MarkdownIt("commonmark", {"html": False, "breaks": True})
mixed_markdown = MarkdownIt("commonmark", {"html": True, "breaks": True})


def rich_text(text: str) -> str:
    """Safe HTML for a rich text field: paragraphs, headings 3 and 4, lists, emphasis, web links.

    A text with HTML tags is read as HTML, inside Markdown where it does not begin with a block;
    everything else as Markdown, in which a plain text is itself.
    """
    text = text.strip()
    if not text:
        return ""
    if BLOCKS.match(text):
        markup = text
    elif HTML_TAGS.search(text):
        markup = mixed_markdown.render(text)
    else:
        markup = plain_markdown.render(text)
    markup = HEADING_TAG.sub(lambda match: f"<{match[1]}{HEADINGS[match[2].lower()]}>", markup)
    return nh3.clean(
        markup,
        tags=TAGS,
        clean_content_tags=CONTENT_DROPPED,
        attributes={"a": {"href"}},
        attribute_filter=keep_web_address,
        url_schemes=SCHEMES,
        link_rel=None,
    ).strip()


def keep_web_address(tag: str, name: str, value: str) -> str | None:
    """Only full addresses: a relative one would lead to a page of ours that the author never meant."""
    return value if value.split(":", 1)[0].strip().lower() in SCHEMES and ":" in value else None


def simple_text(text: str) -> str:
    """Safe HTML for a field without headings: paragraphs, lists, emphasis, web links."""
    markup = re.sub(r"<(/?)h[34]>", r"<\1p>", rich_text(text))
    return re.sub(r"<hr>|</?code>", "", markup)


def plain_paragraphs(text: str, *, limit: int) -> str:
    """The words of a text with its paragraphs, links spelled out, cut at a word's end."""
    markup = re.sub(r'<a href="([^"]*)">(.*?)</a>', spelled_out, rich_text(text), flags=re.DOTALL)
    markup = re.sub(r"\s*\n\s*", " ", markup)
    spaced = re.sub(r"</(?:p|h3|h4|ul|ol)>|<hr>", "\n\n", re.sub(r"<br>|</li>", "\n", markup))
    lines = [" ".join(line.split()) for line in html.unescape(nh3.clean(spaced, tags=set())).split("\n")]
    return shorten(re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip(), limit)


def spelled_out(link: re.Match[str]) -> str:
    """A link as its words with the address behind them, unless they are the same."""
    address, words = link[1], link[2]
    bare = address.removeprefix("mailto:")
    return words if bare in words or not bare else f"{words} ({bare})"


def plain_text(text: str, *, limit: int) -> str:
    """The words of a text on one line, cut at a word's end with an ellipsis when longer than `limit`."""
    spaced = re.sub(r"(</(?:p|h3|h4|li)>|<br>|<hr>)", r"\1 ", rich_text(text))
    return shorten(" ".join(html.unescape(nh3.clean(spaced, tags=set())).split()), limit)


def shorten(text: str, limit: int) -> str:
    """The text, cut at a word's end with an ellipsis when longer than `limit`."""
    if len(text) <= limit:
        return text
    cut = text[: limit - 1]
    return (cut.rsplit(" ", 1)[0] if " " in cut else cut).rstrip(" ,;:.\n") + "…"
