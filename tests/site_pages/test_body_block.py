"""Bodies are validated one after the other: the blocks belong to all threads, and drafts let them require less."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from threading import Event
from typing import Any

import pytest
from wagtail import blocks
from wagtail.blocks.stream_block import StreamBlockValidationError

from site_pages.blocks import BodyBlock

SECONDS = 10
A_WHILE = 0.3


class SlowBlock(blocks.CharBlock):
    """Its first validation goes on until it is let go."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.is_in, self.may_go_on = Event(), Event()

    def clean(self, value: str) -> str:
        if not self.is_in.is_set():
            self.is_in.set()
            assert self.may_go_on.wait(SECONDS)
        return str(super().clean(value))


def validated_beside_a_draft(kind: type[blocks.StreamBlock]) -> Future[Any]:
    """A body without what it needs, published while somebody else's draft is being saved."""
    slow = SlowBlock()
    body = kind([("slow", slow)])
    with ThreadPoolExecutor(2) as pool:
        draft = pool.submit(body.clean_deferred, body.to_python([{"type": "slow", "value": "one"}]))
        assert slow.is_in.wait(SECONDS)
        published = pool.submit(body.clean, body.to_python([{"type": "slow", "value": ""}]))
        with suppress(TimeoutError, StreamBlockValidationError):
            published.result(A_WHILE)
        slow.may_go_on.set()
        draft.result(SECONDS)
    return published


def test_what_is_published_beside_a_draft_needs_everything():
    with pytest.raises(StreamBlockValidationError):
        validated_beside_a_draft(BodyBlock).result()


def test_without_the_guard_it_needs_as_little_as_the_draft():
    assert [one.value for one in validated_beside_a_draft(blocks.StreamBlock).result()] == [""]
