"""What guests may call themselves and their photos: lists of filters with commas have to hold all of it."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gallery.names import LONGEST_NAME, LONGEST_TAG, MOST_TAGS, NO_NAME, clean_name, clean_tag, clean_tags
from notifications.errors import InvalidInput


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Amit \t Rao\n", "Amit Rao"),
        ("", ""),
        (" \u200d ", ""),
        ("Jose\u0301", "José"),
        ("क्\u200dष", "क्\u200dष"),
        ("👩\u200d🚀", "👩\u200d🚀"),
        ("x" * LONGEST_NAME, "x" * LONGEST_NAME),
    ],
    ids=["spaces", "none", "invisible", "composed", "script", "emoji", "longest"],
)
def test_name_is_kept_in_one_form(typed: str, kept: str):
    assert clean_name(typed) == kept


@pytest.mark.parametrize(
    "typed",
    ["Smith, John", "a\u202eb", "a\u2066b", "a\x00b", "a\x7fb", "\ufeffa", "\ud800", NO_NAME, "x" * (LONGEST_NAME + 1)],
    ids=["comma", "override", "isolate", "null", "delete", "mark", "surrogate", "no name", "long"],
)
def test_name_that_cannot_be_listed_is_refused(typed: str):
    with pytest.raises(InvalidInput) as caught:
        clean_name(typed)
    assert set(caught.value.fields) == {"display_name"}


@pytest.mark.parametrize("typed", ["", " ", "a,b", "x" * (LONGEST_TAG + 1)], ids=["empty", "blank", "comma", "long"])
def test_tag_that_cannot_be_listed_is_refused(typed: str):
    with pytest.raises(InvalidInput) as caught:
        clean_tag(typed)
    assert set(caught.value.fields) == {"tags"}


def test_tags_of_a_photo_differ_in_more_than_case():
    assert clean_tags(["Dance", "dance ", "cake", "CAKE", "Straße", "strasse"]) == ["Dance", "cake", "Straße"]


def test_photo_has_five_tags_at_most():
    tags = [f"tag {number}" for number in range(MOST_TAGS)]
    assert clean_tags([*tags, "TAG 0"]) == tags
    with pytest.raises(InvalidInput) as caught:
        clean_tags([*tags, "one more"])
    assert caught.value.fields == {"tags": "A photo has at most 5 tags."}


@given(st.text(max_size=30))
def test_what_is_kept_is_kept_again(text: str):
    """Whatever is let in fits into a filter's list, and cleaning it changes it no more."""
    try:
        kept = clean_name(text)
    except InvalidInput:
        return
    assert (clean_name(kept), kept.split(","), unicodedata.normalize("NFC", kept)) == (kept, [kept], kept)
