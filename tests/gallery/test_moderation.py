"""Hiding and showing photos."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import pytest

from gallery.actions.moderation import Changed, hide, unhide
from gallery.models import Gallery, Media
from gallery.signals import photos_changed
from tests.factories.gallery import gallery_for, guest_of, photo_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def gallery() -> Gallery:
    return gallery_for()


@pytest.fixture
def told() -> Iterator[list[int]]:
    """Galleries that were said to have changed."""
    found: list[int] = []

    def listen(sender: object, gallery_id: int, **kwargs: object) -> None:
        found.append(gallery_id)

    photos_changed.connect(listen)
    yield found
    photos_changed.disconnect(listen)


def test_hiding_is_told_once_and_twice_is_once(gallery, told, django_capture_on_commit_callbacks):
    guest = guest_of(gallery)
    first, second = photo_of(guest), photo_of(guest)
    ids = [first.public_id, second.public_id, first.public_id]

    with django_capture_on_commit_callbacks(execute=True):
        results = [hide(gallery, ids[:1]), hide(gallery, ids), hide(gallery, ids)]

    assert results == [Changed(1, 0), Changed(1, 0), Changed(0, 0)]
    assert told == [gallery.pk, gallery.pk]
    assert [(media.status, media.hidden_at is None) for media in Media.objects.all()] == [("hidden", False)] * 2


def test_showing_again_leaves_nothing_behind(gallery, told, django_capture_on_commit_callbacks):
    photo = photo_of(guest_of(gallery))
    hide(gallery, [photo.public_id])

    with django_capture_on_commit_callbacks(execute=True):
        results = [unhide(gallery, [photo.public_id]), unhide(gallery, [photo.public_id])]

    photo.refresh_from_db()
    assert (results, told) == ([Changed(1, 0), Changed(0, 0)], [gallery.pk])
    assert (photo.status, photo.hidden_at) == ("uploaded", None)


@pytest.mark.parametrize("change", [hide, unhide])
def test_what_the_gallery_does_not_have_is_unknown_and_left_alone(gallery, change):
    guest = guest_of(gallery)
    gone = [photo_of(guest, status=status) for status in ("pending", "withdrawn", "rejected", "purged")]
    foreign = photo_of(guest_of(gallery_for()), status="hidden" if change is unhide else "uploaded")
    before = set(Media.objects.values_list("pk", "status"))

    result = change(gallery, [*(photo.public_id for photo in gone), foreign.public_id, uuid4()])

    assert result == Changed(0, 6)
    assert set(Media.objects.values_list("pk", "status")) == before
