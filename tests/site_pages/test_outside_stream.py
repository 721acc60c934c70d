"""The address of an outside stream: what a page can play, and nothing that an API or a draft gives away."""

import pytest
from django.core.exceptions import ValidationError

from site_pages.embeds import check_stream_address, player_of
from tests.factories import EventFactory, SessionFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "player"),
    [
        ("https://www.youtube.com/live/abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://youtu.be/abcdefghijk", "https://www.youtube-nocookie.com/embed/abcdefghijk"),
        ("https://vimeo.com/12345", "https://player.vimeo.com/video/12345?dnt=1"),
        ("https://cdn.example.org/keynote/index.m3u8", None),
    ],
)
def test_address_that_a_page_can_play_is_taken(address: str, player: str | None) -> None:
    check_stream_address(address)
    assert player_of(address) == player


@pytest.mark.parametrize(
    "address",
    [
        "http://cdn.example.org/index.m3u8",
        "https://example.org/watch",
        "rtmp://example.org/a.m3u8",
        "https://evil.org/?youtu.be",
    ],
)
def test_address_that_no_page_can_play_is_refused(address: str) -> None:
    with pytest.raises(ValidationError):
        check_stream_address(address)


def test_session_in_person_with_a_stream_is_refused() -> None:
    session = SessionFactory.build(format="in-person", stream_type="", stream_url="https://youtu.be/abcdefghijk")
    with pytest.raises(ValidationError) as refusal:
        session.clean()
    assert set(refusal.value.message_dict) == {"stream_url"}


def test_address_is_in_no_public_answer(client) -> None:
    session = SessionFactory(
        event=EventFactory(access_mode="ticketed"), format="virtual", stream_url="https://youtu.be/abcdefghijk"
    )
    addresses = [
        session.get_url(),
        f"/api/v2/pages/{session.pk}/?fields=*",
        f"/api/events/{session.get_parent().get_parent().slug}/sessions",
        f"{session.get_parent().get_url()}schedule.json",
    ]
    for address in addresses:
        answer = client.get(address)
        assert answer.status_code == 200, address
        assert b"abcdefghijk" not in answer.content, address
