"""Style sheets made from colours: what they hold, who may keep them, and what is refused."""

import pytest

from site_pages.colors import dark_palette, light_palette, light_track
from tests.factories import EventFactory, TrackFactory

pytestmark = pytest.mark.django_db

IMMUTABLE = "public, max-age=31536000, immutable"


def test_event_theme_holds_the_palette_and_every_track(client):
    event = EventFactory(title="Harbour Days", accent_color="#0b6e7f")
    track = TrackFactory(event=event, color="#A13D2D")
    TrackFactory(event=EventFactory(title="Other"), color="#123456")

    response = client.get("/events/harbour-days/theme.css?v=7")

    css = response.content.decode()
    light, dark = light_palette("#0b6e7f"), dark_palette("#0b6e7f")
    assert response["Content-Type"] == "text/css; charset=utf-8"
    assert f"--accent-ink:light-dark({light.accent_ink}, {dark.accent_ink})" in css
    assert f".track-{str(track.public_id)[:8]}{{--track:light-dark({light_track('#a13d2d', '#0b6e7f').mark}," in css
    assert css.count(".track-") == 1


@pytest.mark.parametrize(("query", "cache_control"), [("?v=7", IMMUTABLE), ("", "public, max-age=0, must-revalidate")])
def test_event_theme_is_kept_for_good_only_under_a_version(client, query, cache_control):
    EventFactory(title="Harbour Days")

    first = client.get(f"/events/harbour-days/theme.css{query}")
    from_cache = client.get(f"/events/harbour-days/theme.css{query}")

    assert first["Cache-Control"] == cache_control
    assert from_cache["Cache-Control"] == cache_control
    assert from_cache.content == first.content


def test_event_theme_of_a_draft_is_not_found(client):
    EventFactory(title="Secret Days", published=False)

    assert client.get("/events/secret-days/theme.css").status_code == 404


def test_color_theme_holds_the_accents_of_cards(client, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get("/theme/14532d.css?cards=0b6e7f-A13D2D")

    css = response.content.decode()
    assert response["Cache-Control"] == IMMUTABLE
    assert css.startswith(":root{--paper:light-dark(")
    assert [line.split("{")[0] for line in css.splitlines()] == [":root", ".accent-0b6e7f", ".accent-a13d2d"]
    assert "--paper" not in css.splitlines()[1]


@pytest.mark.parametrize("address", ["/theme/red.css", "/theme/14532d.css?cards=0b6e7f-x{}", "/theme/12345.css"])
def test_color_theme_of_what_is_no_color_is_not_found(client, event_index, address):
    assert client.get(address).status_code == 404


def test_color_theme_with_too_many_cards_is_not_found(client, event_index):
    cards = "-".join(f"{number:06x}" for number in range(41))

    assert client.get(f"/theme/14532d.css?cards={cards}").status_code == 404


def test_pages_of_an_event_name_their_theme_by_its_version(client):
    event = EventFactory(title="Harbour Days")

    page = client.get("/events/harbour-days/").content.decode()

    event.version.refresh_from_db()
    assert f'href="/events/harbour-days/theme.css?v={event.version.number}"' in page
