"""The guests' table and the statistics: counts, search, closing a device, numbers that everybody can read."""

from __future__ import annotations

import re
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.models import EventRole
from gallery.choices import MediaStatus
from gallery.models import Gallery, GuestSession
from tests.factories import EventFactory, EventRoleFactory
from tests.factories.gallery import gallery_for, guest_of, photo_of
from tests.factories.sign_in import sign_in_as

pytestmark = pytest.mark.django_db
GUESTS, STATS = "/organizer/events/party/gallery/guests/", "/organizer/events/party/gallery/stats/"
Role = EventRole.Role


@pytest.fixture
def gallery(db: None) -> Gallery:
    return gallery_for(EventFactory(slug="party", timezone="UTC"), name="Harbour party", max_guests=50)


@pytest.fixture
def keeper(client: Client, gallery: Gallery) -> Client:
    """The browser of somebody who may moderate and nothing else."""
    sign_in_as(client, EventRoleFactory(event=gallery.event, role=Role.MODERATOR).user)
    return client


def rows_in(html: str) -> list[str]:
    return re.findall(r'<span class="name">([^<]*)</span>', html)


def test_table_counts_photos_that_are_here(keeper: Client, gallery: Gallery):
    ravi = guest_of(gallery, "Ravi")
    for status in (MediaStatus.UPLOADED, MediaStatus.HIDDEN, MediaStatus.WITHDRAWN):
        photo_of(ravi, status=status)
    guest_of(gallery, "")

    html = keeper.get(GUESTS).content.decode()

    assert (rows_in(html), re.findall(r"\d+ of \d+", html)) == (["no name", "Ravi"], ["2 of 50", "0 of 10", "2 of 10"])


def test_search_by_name(keeper: Client, gallery: Gallery):
    for name in ("Ravi", "Asha"):
        guest_of(gallery, name)

    found = [rows_in(keeper.get(GUESTS, {"q": words}).content.decode()) for words in ("ash", "nobody")]

    assert found == [["Asha"], []]
    assert "No guest has this in their name." in keeper.get(GUESTS, {"q": "nobody"}).content.decode()


def test_closing_a_device_and_opening_it_again(keeper: Client, gallery: Gallery):
    guest = guest_of(gallery, "Ravi")
    address = f"{GUESTS}{guest.public_id}/"

    closed = keeper.post(f"{address}deactivate/", {"back": f"{GUESTS}?q=ra"})
    html = keeper.get(GUESTS).content.decode()
    assert (closed["Location"], "Ravi cannot send photos any more." in html) == (f"{GUESTS}?q=ra", True)
    guest.refresh_from_db()
    assert guest.is_active is False

    keeper.post(f"{address}reactivate/", {"back": "https://elsewhere.example/"})

    guest.refresh_from_db()
    assert (guest.is_active, "may send photos again" in keeper.get(GUESTS).content.decode()) == (True, True)


@pytest.mark.parametrize("back", ["https://elsewhere.example/", "//elsewhere.example/", "/organizer/", ""])
def test_way_back_stays_on_the_list(keeper: Client, gallery: Gallery, back: str):
    guest = guest_of(gallery)

    assert keeper.post(f"{GUESTS}{guest.public_id}/deactivate/", {"back": back})["Location"] == GUESTS


def test_guest_of_another_gallery_is_not_there(keeper: Client, gallery: Gallery):
    other = guest_of(gallery_for(EventFactory(slug="other")))

    assert keeper.post(f"{GUESTS}{other.public_id}/deactivate/").status_code == 404
    assert GuestSession.objects.get().is_active is True


def test_pages_take_the_same_queries_for_one_and_for_many(
    keeper: Client, gallery: Gallery, django_assert_num_queries: Any
):
    for page, number in ((GUESTS, 8), (STATS, 11)):
        keeper.get(page)
        for _guest in range(3):
            photo_of(guest_of(gallery, "Ravi"))
            with django_assert_num_queries(number):
                keeper.get(page)


def test_statistics_say_the_same_in_bars_and_tables(keeper: Client, gallery: Gallery):
    day = clock.now().date()
    gallery.event_date, gallery.end_date = day - timedelta(days=1), day
    gallery.save()
    noon = datetime.combine(day - timedelta(days=1), time(12), UTC)
    ravi, asha = guest_of(gallery, "Ravi"), guest_of(gallery, "Asha")
    for guest, at in ((ravi, noon), (ravi, noon + timedelta(minutes=5)), (asha, noon - timedelta(hours=3))):
        photo_of(guest, at=at, size_bytes=1024)

    html = keeper.get(STATS).content.decode()

    cells = re.findall(r'<td>([^<]*)</td><td class="right amount">(\d+)</td>', html)
    assert cells == [(f"{noon:%-d %b %Y}", "3"), ("09:00", "1"), ("12:00", "2"), ("Ravi", "2"), ("Asha", "1")]
    # One day, and each hour from the first photo to the last.
    assert (html.count("<rect"), "3.0\xa0KB" in html, "48" in html) == (5, True, True)


def test_empty_pages_say_what_will_come(keeper: Client, gallery: Gallery):
    said = [keeper.get(page).content.decode() for page in (GUESTS, STATS)]

    assert ["Nobody has joined yet." in said[0], "There are no photos yet." in said[1]] == [True, True]


@pytest.mark.parametrize("page", [GUESTS, STATS])
def test_page_is_there_for_whom_it_should_be(gallery: Gallery, page: str):
    people = {role: EventRoleFactory(event=gallery.event, role=role).user for role in Role.values}
    found = {}
    for who, user in people.items():
        client = Client()
        sign_in_as(client, user)
        found[who] = client.get(page).status_code

    allowed = {Role.OWNER, Role.COLLABORATOR, Role.MODERATOR}
    assert found == {who: 200 if who in allowed else 404 for who in people}
    assert Client().get(page).status_code == 302
