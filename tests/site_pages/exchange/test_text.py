"""Imported texts become safe rich text."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from site_pages.exchange.text import plain_text, rich_text


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("", ""),
        ("Just words & signs < here", "<p>Just words &amp; signs &lt; here</p>"),
        ("One\nline\n\nTwo", "<p>One<br>\nline</p>\n<p>Two</p>"),
        ("# Big\n\n* a\n* b", "<h3>Big</h3>\n<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("**b** [x](https://e.org)", '<p><strong>b</strong> <a href="https://e.org">x</a></p>'),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        ("<p onclick='x()'>Hi <b>you</b></p>", "<p>Hi <b>you</b></p>"),
        ("<a href='javascript:x'>y</a>", "<p><a>y</a></p>"),
        ("Hello <script>alert(1)</script>there", "<p>Hello there</p>"),
        ("Use List<String> here", "<p>Use List&lt;String&gt; here</p>"),
        ("[x](/admin/) [y](//evil.example)", "<p><a>x</a> <a>y</a></p>"),
        ("<h1>T</h1><img src=x onerror=y>", "<h3>T</h3>"),
    ],
)
def test_rich_text(text: str, markup: str) -> None:
    assert rich_text(text) == markup


@settings(deadline=None)
@given(st.text(alphabet="<>/ab =\"'&#;:javscriptonehfp\n*_[]()`", max_size=80))
def test_rich_text_any_text_has_no_active_content(text: str) -> None:
    markup = rich_text(text)
    assert "<script" not in markup
    assert "<img" not in markup
    assert 'href="javascript' not in markup.lower()


def test_plain_text_is_one_line_cut_at_a_word() -> None:
    assert plain_text("# Ein\n\n*kurzer* Text &amp; mehr", limit=100) == "Ein kurzer Text & mehr"
    assert plain_text("alpha beta, gamma delta", limit=14) == "alpha beta…"
    assert plain_text("x" * 30, limit=10) == "x" * 9 + "…"
