"""Orders, filters and cursors of the list."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import signing
from django.db import connection
from django.test.utils import CaptureQueriesContext

from gallery.cursors import SALT
from gallery.filters import MOST_CHOICES, Filters, read_file_types, read_tags, read_uploaders
from gallery.listing import FEW, Listing, read_page
from gallery.models import Gallery, Media
from gallery.sorting import Sort
from notifications.errors import InvalidInput
from tests.factories import EventFactory
from tests.factories.gallery import gallery_for, guest_of, photo_of

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def gallery() -> Gallery:
    return gallery_for(EventFactory(timezone="Asia/Kolkata"))


def pages(gallery: Gallery, filters: Filters | None = None, sort: Sort | None = None, **options: Any) -> list[Media]:
    """Every page, one after the other."""
    listing = Listing(gallery, filters or Filters(), sort or Sort())
    page = read_page(listing, **options)
    found = page.media
    while page.next_cursor:
        page = read_page(listing, cursor=page.next_cursor, **options)
        found = found + page.media
    return found


@pytest.mark.parametrize("few", [0, FEW], ids=["walked", "gathered"])
@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort("uploaded_at", True), "cba"),
        (Sort("uploaded_at", False), "abc"),
        (Sort("taken_at", True), "acb"),
        (Sort("taken_at", False), "bca"),
        (Sort("size", True), "bac"),
        (Sort("size", False), "cab"),
        (Sort("uploader", False), "cba"),
        (Sort("uploader", True), "abc"),
    ],
    ids=lambda value: value if isinstance(value, str) else f"{value.by} {'falling' if value.is_falling else 'rising'}",
)
def test_orders(gallery, sort, order, few):
    amit, nobody = guest_of(gallery, "Amit"), guest_of(gallery)
    photos = {
        "a": photo_of(amit, at=NOON, taken_at=NOON, size_bytes=2),
        "b": photo_of(amit, at=NOON + MINUTE, taken_at=NOON - 2 * MINUTE, size_bytes=3),
        "c": photo_of(nobody, at=NOON + 2 * MINUTE, taken_at=NOON - MINUTE, size_bytes=1),
    }
    expected = [photos[name] for name in order]
    assert pages(gallery, sort=sort, few=few) == expected
    assert pages(gallery, sort=sort, few=few, limit=1) == expected


def test_default_list_has_what_is_shown_and_hidden_ones_come_when_asked_for(gallery):
    guest = guest_of(gallery)
    shown, hidden = photo_of(guest), photo_of(guest, status="hidden")
    for status in ("pending", "withdrawn", "rejected", "purged"):
        photo_of(guest, status=status)
    photo_of(guest_of(gallery_for()))

    assert pages(gallery) == [shown]
    assert pages(gallery, Filters(include_hidden=True)) == [hidden, shown]


def test_day_is_one_of_the_events_time_zone(gallery):
    guest = guest_of(gallery)
    midnight = datetime(2026, 11, 19, 18, 30, tzinfo=UTC)  # in Kolkata
    _before = photo_of(guest, at=midnight - timedelta(microseconds=1))
    first = photo_of(guest, at=midnight)
    last = photo_of(guest, at=midnight + timedelta(days=1, microseconds=-1))
    _after = photo_of(guest, at=midnight + timedelta(days=1))

    assert pages(gallery, Filters(day=date(2026, 11, 20))) == [last, first]


@pytest.mark.parametrize("few", [0, FEW], ids=["walked", "gathered"])
def test_groups_are_or_inside_and_and_between(gallery, few):
    amit, zoe, nobody = guest_of(gallery, "Amit"), guest_of(gallery, "Zoe"), guest_of(gallery)
    one = photo_of(amit, tags=["cake", "Dance"])
    two = photo_of(zoe, tags=["dance"], mime_type="image/heic")
    three = photo_of(nobody, tags=["cake"])
    four = photo_of(amit)

    def found(**groups: Any) -> list[Media]:
        return pages(gallery, Filters(**groups), few=few)[::-1]

    assert found(uploaders=("Amit", "")) == [one, three, four]
    assert found(tags=("cake", "dance")) == [one, two, three]
    assert found(tags=("Dance",)) == [one]
    assert found(uploaders=("Amit", "Zoe"), tags=("cake", "dance")) == [one, two]
    assert found(file_types=("image/heic", "image/png")) == [two]
    assert found(guest=amit.public_id) == [one, four]
    assert found(guest=amit.public_id, uploaders=("Zoe",)) == []
    assert found(guest=uuid4()) == []


@pytest.mark.parametrize("is_falling", [False, True], ids=["rising", "falling"])
@pytest.mark.parametrize("few", [0, FEW], ids=["walked", "gathered"])
def test_names_among_others_in_the_order_of_names(gallery, few, is_falling):
    """Each of the names is entered by itself (listing.py, walked_by_name)."""
    guests = {name: guest_of(gallery, name) for name in ("", "Amit", "Bea", "Cleo", "Zoe")}
    photos = [photo_of(guests[name], tags=["cake"]) for name in ("Zoe", "", "Amit", "", "Cleo", "Zoe", "Amit")]
    photo_of(guests["Zoe"])
    photo_of(guests["Bea"], tags=["cake"])
    photo_of(guest_of(gallery_for(), "Amit"), tags=["cake"])
    hidden = photo_of(guests["Cleo"], tags=["cake"], status="hidden")
    order = [photos[number] for number in (3, 1, 6, 2, 4, 5, 0)]

    def found(limit: int, *, include_hidden: bool = False) -> list[Media]:
        filters = Filters(uploaders=("", "Amit", "Cleo", "Zoe"), tags=("cake",), include_hidden=include_hidden)
        return pages(gallery, filters, Sort("uploader", is_falling), few=few, limit=limit)

    assert [found(limit) for limit in (1, 2, 3, 50)] == [order[::-1] if is_falling else order] * 4
    with_hidden = [*order[:4], hidden, *order[4:]]
    assert found(2, include_hidden=True) == (with_hidden[::-1] if is_falling else with_hidden)


@pytest.mark.parametrize("few", [0, FEW], ids=["walked", "gathered"])
@pytest.mark.parametrize(
    "filters",
    [
        Filters(),
        Filters(tags=("cake",)),
        Filters(uploaders=("Amit", "Zoe")),
        Filters(uploaders=("Amit", "Zoe"), tags=("cake",), include_hidden=True),
        Filters(tags=("cake",), file_types=("image/jpeg",)),
    ],
    ids=["everything", "tag", "names", "names and tag", "tag and type"],
)
def test_page_takes_four_queries_at_most(gallery, filters, few):
    for name in ("Amit", "Zoe", "Amit", "Zoe"):
        photo_of(guest_of(gallery, name), tags=["cake"])
    for sort in (Sort("uploader", False), Sort("size", True)):
        listing = Listing(gallery, filters, sort)
        with CaptureQueriesContext(connection) as first:
            page = read_page(listing, limit=2, few=few)
        with CaptureQueriesContext(connection) as second:
            read_page(listing, cursor=page.next_cursor, limit=2, few=few)

        assert len(first) == 3
        assert len(second) in (3, 4)


def test_tag_that_looks_like_the_gallerys_key_finds_no_more(gallery):
    """The keys of the index name both (models/media.py, TAG_KEYS)."""
    guest = guest_of(gallery, "Amit")
    key = str(gallery.pk)
    tagged, _other = photo_of(guest, tags=[key]), photo_of(guest, tags=["cake"])
    elsewhere = gallery_for()
    photo_of(guest_of(elsewhere, "Amit"), tags=[key])

    for filters in (Filters(tags=(key,)), Filters(tags=(key,), uploaders=("Amit",))):
        page = read_page(Listing(gallery, filters))
        assert (page.media, page.total) == ([tagged], 1)


def test_total_is_counted_once_and_carried_on(gallery):
    guest = guest_of(gallery)
    for _ in range(3):
        photo_of(guest)
    listing = Listing(gallery)
    first = read_page(listing, limit=2)
    photo_of(guest)

    second = read_page(listing, cursor=first.next_cursor, limit=2)

    assert (first.total, second.total, second.next_cursor) == (3, 3, None)
    assert (len(first.media), len(second.media), read_page(listing).total) == (2, 1, 4)


def test_last_full_page_has_no_cursor(gallery):
    guest = guest_of(gallery)
    for _ in range(2):
        photo_of(guest)
    assert read_page(Listing(gallery), limit=2).next_cursor is None
    assert read_page(Listing(gallery_for())).media == []


def test_cursor_of_another_list_is_refused(gallery):
    guest, other = guest_of(gallery), gallery_for()
    for _ in range(2):
        photo_of(guest)
    cursor = read_page(Listing(gallery), limit=1).next_cursor
    others = [
        Listing(gallery, Filters(tags=("cake",))),
        Listing(gallery, Filters(include_hidden=True)),
        Listing(gallery, sort=Sort(is_falling=False)),
        Listing(gallery, sort=Sort("taken_at")),
        Listing(other),
    ]

    for listing in others:
        with pytest.raises(InvalidInput, match="another list") as caught:
            read_page(listing, cursor=cursor, limit=1)
        assert list(caught.value.fields) == ["cursor"]
    assert len(read_page(Listing(gallery), cursor=cursor, limit=100).media) == 1


def test_cursor_that_nobody_wrote_is_refused(gallery):
    photo_of(guest_of(gallery))
    listing = Listing(gallery)
    gone = signing.dumps([listing.digest, 1, uuid4().hex, 0], salt=SALT)
    for cursor in ("x", signing.dumps([1], salt="other"), signing.dumps([1], salt=SALT), gone):
        with pytest.raises(InvalidInput, match="Not a cursor") as caught:
            read_page(listing, cursor=cursor)
        assert list(caught.value.fields) == ["cursor"]


def test_choices_are_read_from_lists_with_commas():
    assert read_uploaders("Amit, -,Jose\u0301,, Amit") == ("", "Amit", "José")
    assert read_tags("") == ()
    assert read_file_types("HEIC,image/jpeg,jpeg") == ("image/heic", "image/jpeg")


def test_type_that_no_photo_has_and_lists_without_end_are_refused():
    with pytest.raises(InvalidInput) as caught:
        read_file_types("jpeg,mp4")
    assert "“mp4”" in caught.value.fields["filter_file_type"]
    with pytest.raises(InvalidInput) as caught:
        read_tags(",".join(f"tag {number}" for number in range(MOST_CHOICES + 1)))
    assert list(caught.value.fields) == ["filter_tag"]
