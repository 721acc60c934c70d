"""Guests who send and take back, and organizers who hide and show, all at once: the tally equals a recount."""

from __future__ import annotations

from collections.abc import Callable
from threading import Barrier

import pytest
from django.db import transaction

from gallery.actions.arrivals import complete_upload
from gallery.actions.derive import refuse_kept
from gallery.actions.moderation import hide, unhide
from gallery.actions.purge import mark_purged
from gallery.actions.withdrawals import withdraw_photo
from gallery.models import Gallery, GalleryTally, GuestSession, Media
from tests.factories.gallery import gallery_for, guest_of, photo_of
from tests.gallery.guests.conftest import jpeg
from tests.gallery.tallies import kept, recounted, sent
from tests.races.crowd import all_at_once

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
GUESTS = 6
Act = Callable[[], object]


@pytest.fixture
def gallery() -> Gallery:
    return gallery_for()


def acts_of(guest: GuestSession, data: bytes) -> list[Act]:
    """One photo comes, told twice; two go, of which one is hidden."""
    coming, shown, hidden = sent(guest, data), photo_of(guest), photo_of(guest, status="hidden")
    return [
        lambda: complete_upload(guest, coming.public_id),
        lambda: complete_upload(guest, coming.public_id),
        lambda: withdraw_photo(guest, shown.public_id),
        lambda: withdraw_photo(guest, hidden.public_id),
    ]


def crowd(gallery: Gallery) -> list[Act]:
    """All guests at once, and organizers who move everything to and fro; one photo turns out to be none."""
    damaged = photo_of(guest_of(gallery))
    acts = [act for _number in range(GUESTS) for act in acts_of(guest_of(gallery), jpeg())]
    ids = list(Media.objects.values_list("public_id", flat=True))
    moves: list[Act] = [lambda: hide(gallery, ids), lambda: unhide(gallery, ids[::-1])]
    return [*acts, *moves, *moves, lambda: refuse_kept(damaged, "DAMAGED")]


@pytest.mark.parametrize("has_row", [True, False], ids=["kept", "begun in the middle"])
def test_everything_at_once(gallery: Gallery, has_row: bool):
    acts = crowd(gallery)
    if not has_row:
        GalleryTally.objects.all().delete()

    all_at_once(acts)

    assert kept() == recounted()
    assert sum(kept()[gallery.pk]) == GUESTS


def test_purge_in_the_middle_of_everything_leaves_nothing(gallery: Gallery):
    acts = crowd(gallery)

    all_at_once([*acts[2::4], lambda: mark_purged(gallery), lambda: mark_purged(gallery)])
    mark_purged(gallery)

    assert kept() == recounted() == {gallery.pk: (0, 0)}


def test_control_reading_the_tally_before_writing_it_drifts(gallery: Gallery):
    """Two who read how many there are, then write one less: the second knows nothing of the first."""
    guest = guest_of(gallery)
    photos = [photo_of(guest), photo_of(guest)]
    everybody_has_read = Barrier(2)

    def read_then_write(media: Media) -> None:
        with transaction.atomic():
            Media.objects.filter(pk=media.pk).update(status="hidden")
            tally = GalleryTally.objects.get(gallery=gallery)
            everybody_has_read.wait(timeout=20)
            tally.shown, tally.hidden = tally.shown - 1, tally.hidden + 1
            tally.save(update_fields=["shown", "hidden"])

    all_at_once([lambda media=media: read_then_write(media) for media in photos])

    assert recounted() == {gallery.pk: (0, 2)}
    assert kept() == {gallery.pk: (1, 1)}
