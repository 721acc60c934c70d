"""`/events/<event>/photos/`: what everybody sees, page by page, and how soon a hidden photo is gone."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.models import User
from cms.middleware import policy_for
from gallery.actions.change import change_gallery
from gallery.actions.lifecycle import archive_gallery
from gallery.choices import MediaStatus
from gallery.models import Gallery, Media
from gallery.public_photos import FRESH, minute_of, photo_sources, public_gallery, public_page
from gallery.signals import photos_changed
from site_pages.freshness import PHOTOS as PLACE
from site_pages.freshness import with_mark
from site_pages.versions import stamp_of_event
from tests.factories import EventFactory, UserFactory
from tests.factories.gallery import gallery_for, guest_of, photo_of

pytestmark = pytest.mark.django_db
PHOTOS = "/events/party/photos/"


@pytest.fixture
def gallery(db: None) -> Gallery:
    return gallery_for(EventFactory(slug="party", title="Harbour party"), show_on_site=True)


def shown_in(html: str) -> list[str]:
    """The ids of the photos on the page, in order."""
    return re.findall(r'src="[^"]*/thumbs/([0-9a-f-]{36})-1\.webp', html)


def read(path: str = PHOTOS) -> str:
    return Client().get(path).content.decode()


def test_page_shows_uploaded_photos_with_first_names(gallery: Gallery):
    guest = guest_of(gallery, "Ravi Shankar <b>")
    photos = [photo_of(guest) for _photo in range(2)]
    photo_of(guest, status=MediaStatus.HIDDEN)
    photo_of(guest, status=MediaStatus.WITHDRAWN)
    photo_of(guest, recipe=0)

    html = read()

    assert shown_in(html) == [str(photo.public_id) for photo in reversed(photos)]
    assert (html.count("Photo by Ravi"), "Shankar" in html) == (4, False)


@pytest.mark.parametrize(
    "change",
    [{"show_on_site": False}, {"archived_at": clock.now()}, {"purged_at": clock.now()}],
    ids=["off", "archived", "purged"],
)
def test_page_shows_none_where_it_should_not(gallery: Gallery, change: dict[str, Any]):
    photo_of(guest_of(gallery))
    Gallery.objects.update(**change)

    html = read()

    assert (shown_in(html), "No pictures yet" in html) == ([], True)


def test_empty_gallery_says_what_will_come(gallery: Gallery):
    assert "What guests take at the event appears here." in read()


def test_pages_follow_each_other_without_gaps(gallery: Gallery):
    guest, moment = guest_of(gallery), clock.now()
    photos = [photo_of(guest, at=moment) for _photo in range(5)]

    found, before = [], None
    for _page in range(3):
        page = public_page(gallery, before=before, most=2)
        found.append([photo.media for photo in page.photos])
        before = page.older

    assert (found, before) == ([photos[4:2:-1], photos[2:0:-1], photos[:1]], None)
    assert public_page(gallery, before=gallery.public_id).is_first


def test_page_has_a_fixed_number_of_queries(gallery: Gallery, django_assert_num_queries: Any):
    for _guest in range(3):
        photo_of(guest_of(gallery))

    with django_assert_num_queries(2):
        page = public_gallery(gallery.event_id)
        assert page is not None
        assert len(public_page(page).photos) == 3


def test_hidden_photo_leaves_kept_pages_at_once(gallery: Gallery):
    photo = photo_of(guest_of(gallery))
    first = Client().get(PHOTOS)
    assert shown_in(first.content.decode()) == [str(photo.public_id)]

    Media.objects.update(status=MediaStatus.HIDDEN)
    photos_changed.send(sender=Media, gallery_id=gallery.pk)

    again = Client().get(PHOTOS, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, shown_in(again.content.decode())) == (200, [])


def test_gallery_that_is_not_on_the_site_raises_no_version(gallery: Gallery):
    Gallery.objects.update(show_on_site=False)
    before = stamp_of_event("party")

    photos_changed.send(sender=Media, gallery_id=gallery.pk)

    assert stamp_of_event("party") == before


@pytest.mark.parametrize("how", ["switched off", "archived"])
def test_ending_it_raises_the_version(gallery: Gallery, how: str):
    Gallery.objects.update(
        event_date=clock.now().date() + timedelta(days=9), end_date=clock.now().date() + timedelta(9)
    )
    before = stamp_of_event("party")
    owner: User = UserFactory()

    if how == "archived":
        archive_gallery(gallery)
    else:
        change_gallery(gallery, {"show_on_site": False}, by=owner)

    after = stamp_of_event("party")
    assert before
    assert after
    assert after.number == before.number + 1


def test_kept_pages_are_made_anew_each_minute(gallery: Gallery):
    minute = datetime(2030, 5, 6, 7, 0, tzinfo=UTC)
    moments = [minute + timedelta(seconds=seconds) for seconds in (0, 59, 60)]
    marks = [minute_of(moment) for moment in moments]
    assert (marks[0] == marks[1], marks[1] == marks[2]) == (True, False)

    stamp = stamp_of_event("party")
    assert stamp
    assert with_mark(stamp, place=PLACE).mark in {minute_of(clock.now()), minute_of(clock.now() - FRESH)}


def test_policy_lets_pictures_of_the_store_in(gallery: Gallery):
    assert Client().get(PHOTOS)["Content-Security-Policy"] == policy_for(PHOTOS, photo_sources())
