"""A gallery's tally equals a recount of its photos, whatever happens to them."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from typing import Any

import pytest
from django.apps import apps
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone as clock
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gallery.actions.arrivals import complete_upload
from gallery.actions.derive import refuse_kept
from gallery.actions.moderation import hide, unhide
from gallery.actions.purge import purge_gallery
from gallery.actions.sweeps import give_up
from gallery.actions.tally import recount
from gallery.actions.withdrawals import withdraw_photo
from gallery.choices import MediaStatus
from gallery.errors import UploadRefused
from gallery.filters import Filters
from gallery.listing import Listing, read_page
from gallery.models import Gallery, GalleryTally, Media
from tests.factories import EventFactory
from tests.factories.gallery import gallery_for, guest_of, photo_of
from tests.gallery.guests.conftest import jpeg
from tests.gallery.orders.desk import free_gallery
from tests.gallery.tallies import kept, recounted, sent

migration = import_module("gallery.migrations.0004_gallery_tally")
pytestmark = pytest.mark.django_db
# Every change that there is of one photo; those that do not fit its state leave it alone.
CHANGES: dict[str, Callable[[Media], Any]] = {
    "hide": lambda media: hide(media.gallery, [media.public_id]),
    "unhide": lambda media: unhide(media.gallery, [media.public_id]),
    "withdraw": lambda media: withdraw_photo(media.guest, media.public_id),
    "refuse": lambda media: refuse_kept(media, "DAMAGED"),
    "give up": give_up,
}


@pytest.fixture
def gallery() -> Gallery:
    """Two shown, one hidden, and one of each that does not count; another gallery beside it."""
    photo_of(guest_of(gallery_for()))
    found = gallery_for()
    guest = guest_of(found)
    for status in ("uploaded", "uploaded", "hidden", "pending", "withdrawn", "rejected"):
        photo_of(guest, status=status)
    return found


def photo(gallery: Gallery, status: str) -> Media:
    return Media.objects.filter(gallery=gallery, status=status).latest("pk")


def test_new_gallery_begins_with_nothing():
    EventFactory()  # and with it the list of events
    made = free_gallery()
    assert kept() == {made.pk: (0, 0)}


@pytest.mark.parametrize(
    ("change", "status", "left"),
    [
        ("hide", "uploaded", (1, 2)),
        ("hide", "hidden", (2, 1)),
        ("unhide", "hidden", (3, 0)),
        ("unhide", "uploaded", (2, 1)),
        ("withdraw", "uploaded", (1, 1)),
        ("withdraw", "hidden", (2, 0)),
        ("withdraw", "pending", (2, 1)),
        ("refuse", "uploaded", (1, 1)),
        ("refuse", "hidden", (2, 0)),
        ("refuse", "withdrawn", (2, 1)),
        ("give up", "pending", (2, 1)),
        ("give up", "uploaded", (2, 1)),
    ],
)
def test_one_change_twice(gallery: Gallery, change: str, status: str, left: tuple[int, int]):
    media = photo(gallery, status)
    for _twice in range(2):
        CHANGES[change](media)

    assert kept()[gallery.pk] == left
    assert kept() == recounted()


@pytest.mark.parametrize(("change", "left"), [(hide, (0, 3)), (unhide, (3, 0))])
def test_many_at_once(gallery: Gallery, change: Callable[..., Any], left: tuple[int, int]):
    change(gallery, list(Media.objects.values_list("public_id", flat=True)))

    assert kept()[gallery.pk] == left
    assert kept() == recounted()


def test_photo_that_arrives_counts_once_and_one_that_is_refused_never():
    gallery = gallery_for()
    good, bad = sent(guest_of(gallery), jpeg()), sent(guest_of(gallery), b"no picture")

    for _twice in range(2):
        complete_upload(good.guest, good.public_id)
        with pytest.raises(UploadRefused):
            complete_upload(bad.guest, bad.public_id)

    assert kept() == recounted() == {gallery.pk: (1, 0)}


def test_purge_leaves_nothing_in_chunks_and_again(gallery: Gallery, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gallery.actions.purge.CHUNK", 2)
    Gallery.objects.filter(pk=gallery.pk).update(archived_at=clock.now() - timedelta(days=99))

    for _twice in range(2):
        assert purge_gallery(gallery, until=time.monotonic() + 60) is True

    assert kept()[gallery.pk] == (0, 0)
    assert kept() == recounted()


@given(steps=st.lists(st.tuples(st.sampled_from(sorted(CHANGES)), st.integers(0, 6)), max_size=12))
@settings(
    max_examples=25,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_any_sequence_of_changes(gallery: Gallery, steps: list[tuple[str, int]]):
    with transaction.atomic():
        photos = list(Media.objects.order_by("pk"))
        for change, number in steps:
            CHANGES[change](photos[number])
            assert kept() == recounted()
        transaction.set_rollback(True)


def test_change_that_takes_more_than_there_is_counts_anew(gallery: Gallery):
    GalleryTally.objects.filter(gallery=gallery).update(shown=0)

    hide(gallery, [photo(gallery, "uploaded").public_id])

    assert kept()[gallery.pk] == (1, 2)
    assert kept() == recounted()


def test_change_of_a_gallery_without_a_row_counts_anew(gallery: Gallery):
    GalleryTally.objects.filter(gallery=gallery).delete()

    hide(gallery, [photo(gallery, "uploaded").public_id])

    assert kept()[gallery.pk] == (1, 2)
    assert kept() == recounted()


def test_recount_repairs_what_is_wrong(gallery: Gallery):
    GalleryTally.objects.update(shown=7, hidden=7)
    for pk in (gallery.pk, gallery.pk):
        recount(pk)
    assert kept()[gallery.pk] == (2, 1)


def test_list_takes_its_total_from_the_tally_and_counts_without_one(gallery: Gallery):
    GalleryTally.objects.filter(gallery=gallery).update(shown=40, hidden=2)
    both = (Filters(), Filters(include_hidden=True))

    told = [read_page(Listing(gallery, filters)).total for filters in both]
    GalleryTally.objects.all().delete()

    assert told == [40, 42]
    assert [read_page(Listing(gallery, filters)).total for filters in both] == [2, 3]


def test_change_writes_the_tally_last_and_only_where_it_counts(gallery: Gallery):
    def written(change: str, status: str) -> list[str]:
        media = Media.objects.select_related("gallery", "guest").get(pk=photo(gallery, status).pk)
        with CaptureQueriesContext(connection) as queries:
            CHANGES[change](media)
        return [sql.split('"')[1] for query in queries if (sql := query["sql"]).startswith("UPDATE")]

    assert written("withdraw", "pending") == ["gallery_media", "gallery_guestsession"]
    assert written("withdraw", "uploaded") == ["gallery_media", "gallery_guestsession", "gallery_gallerytally"]
    assert written("hide", "uploaded") == ["gallery_media", "gallery_gallerytally"]
    assert written("hide", "hidden") == []


def test_hiding_many_takes_three_statements(gallery: Gallery, django_assert_num_queries: Any):
    ids = list(Media.objects.values_list("public_id", flat=True))
    with django_assert_num_queries(3 + 2):  # and the transaction's own two
        hide(gallery, ids)


def test_migration_counts_what_is_there(gallery: Gallery):
    gallery_for()
    before = kept()
    GalleryTally.objects.all().delete()

    migration.count_what_is_there(apps, None)

    assert kept() == before == recounted()
    assert sorted(kept().values()) == [(0, 0), (1, 0), (2, 1)]
    assert Media.objects.filter(status=MediaStatus.PENDING).count() == 1
