"""Who gets which job, and what ends it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone as clock

from gallery.actions import zip_plans
from gallery.actions.zips import (
    MOST_RUNNING,
    NothingToPack,
    expire_if_wrong,
    expire_wrong_zips,
    remove_expired_zips,
    request_zip,
)
from gallery.models import Gallery, GuestSession, Media
from gallery.signals import photos_changed
from gallery.storage.contract import PART_BYTES
from gallery.storage.stores import zip_store
from notifications.errors import TooManyRequests
from tests.gallery.zips.photos import (
    age,
    asked_for,
    contents,
    filling,
    let_lease_end,
    made,
    nothing_is_left,
    one_slice,
    open_gallery,
    photo_with,
    work,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("local_stores")]


# The same wish


def test_same_wish_finds_the_same_job_before_and_after_it_is_made(place):
    gallery, _guest = place
    first = asked_for(gallery)
    second = asked_for(gallery)
    work()

    assert [job.pk for job in (second, asked_for(gallery))] == [first.pk, first.pk]


def test_other_wishes_have_jobs_of_their_own(place):
    gallery, guest = place
    first = made(gallery)
    hidden_too = made(gallery, exclude_hidden=False)
    photo_with(guest, b"two")
    more = made(gallery)
    GuestSession.objects.update(display_name="Ada")
    Media.objects.update(uploader="Ada")
    renamed = made(gallery)

    assert len({first.pk, hidden_too.pk, more.pk, renamed.pk}) == 4
    assert contents(more) == contents(renamed) == [[b"one", b"two"]]


def test_photos_that_arrive_after_the_wish_are_not_part_of_it(place):
    gallery, guest = place
    job = asked_for(gallery)
    photo_with(guest, b"late", at=clock.now() + timedelta(seconds=1))
    work()

    assert contents(job) == [[b"one"]]


def test_job_whose_photos_changed_before_it_was_planned_is_not_found_again(place):
    gallery, guest = place
    other = photo_with(guest, b"two")
    job = asked_for(gallery)
    Media.objects.filter(pk=other.pk).update(status="hidden")
    work()
    Media.objects.filter(pk=other.pk).update(status="uploaded")

    again = made(gallery)

    assert (contents(job), contents(again)) == ([[b"one"]], [[b"one", b"two"]])


def test_job_that_ends_soon_is_not_handed_out_for_a_new_wish(place):
    gallery, _guest = place
    first = made(gallery)
    age(first, expires_at=-timedelta(minutes=59))

    second = made(gallery)

    first.refresh_from_db()
    assert (second.pk != first.pk, first.state, second.state) == (True, "complete", "complete")


def test_gallery_without_photos_has_nothing_to_pack(place):
    gallery, _guest = place
    Media.objects.update(status="hidden")

    with pytest.raises(NothingToPack):
        request_zip(gallery, exclude_hidden=True, by=None)

    assert asked_for(gallery, exclude_hidden=False).state == "processing"


def test_few_jobs_of_a_gallery_run_at_once(place):
    gallery, guest = place
    for number in range(MOST_RUNNING):
        asked_for(gallery)
        photo_with(guest, f"more {number}".encode())

    with pytest.raises(TooManyRequests):
        asked_for(gallery)

    assert asked_for(open_gallery_with_photo()).state == "processing"


def open_gallery_with_photo() -> Gallery:
    gallery, guest = open_gallery()
    photo_with(guest, b"x")
    return gallery


def test_request_wakes_a_worker(place, django_capture_on_commit_callbacks):
    gallery, _guest = place

    with django_capture_on_commit_callbacks() as first:
        asked_for(gallery)
    with django_capture_on_commit_callbacks() as second:
        asked_for(gallery)

    assert ([call.__name__ for call in first], second) == (["wake_worker"], [])


# Photos that are not ready


def test_photos_being_prepared_are_waited_for(place):
    gallery, guest = place
    late = photo_with(guest, b"two", crc32=None)
    job = asked_for(gallery)
    waited = work()
    job.refresh_from_db()
    found = (waited, job.state, job.started_at)
    Media.objects.filter(pk=late.pk).update(crc32=Media.objects.exclude(pk=late.pk).get().crc32)
    let_lease_end(job)

    assert found == (1, "processing", None)
    work()
    job.refresh_from_db()
    assert (job.state, len(job.missing)) == ("partial", 1)  # the checksum was another photo's


def test_photos_that_stay_unprepared_are_named(place):
    gallery, guest = place
    late = photo_with(guest, b"two", crc32=None)
    job = asked_for(gallery)
    age(job, created_at=zip_plans.PREPARING)
    Media.objects.update(uploaded_at=clock.now() - timedelta(hours=1))

    work()

    job.refresh_from_db()
    [missing] = job.missing
    assert (job.state, contents(job)) == ("partial", [[b"one"]])
    assert (missing["media_id"], missing["reason"]) == (str(late.public_id), "preparing")


# Hidden or taken back


@pytest.mark.parametrize("status", ["hidden", "withdrawn", "rejected", "purged"])
def test_photo_that_goes_ends_every_download_that_holds_it(place, status, django_capture_on_commit_callbacks):
    gallery, guest = place
    photo = photo_with(guest, b"two")
    job, untouched = made(gallery), made(open_gallery_with_photo())
    Media.objects.filter(pk=photo.pk).update(status=status)

    with django_capture_on_commit_callbacks() as calls:
        photos_changed.send(Media, gallery_id=gallery.pk)
    remove_expired_zips()

    job.refresh_from_db()
    assert (job.state, [call.__name__ for call in calls]) == ("expired", ["wake_remover"])
    assert not [*zip_store().list(f"galleries/{gallery.public_id}/")]
    assert contents(untouched) == [[b"x"]]


def test_hiding_does_not_end_a_download_that_wanted_hidden_photos(place):
    gallery, _guest = place
    job = made(gallery, exclude_hidden=False)
    Media.objects.update(status="hidden")

    assert (expire_wrong_zips(gallery.pk), contents(job)) == (0, [[b"one"]])


def test_download_ends_before_its_links_are_handed_out_even_if_nobody_told(place):
    gallery, _guest = place
    job = made(gallery)
    Media.objects.update(status="withdrawn")

    assert expire_if_wrong(job).state == "expired"


def test_download_with_a_hidden_photo_is_not_found_by_the_same_wish(place):
    gallery, guest = place
    photo = photo_with(guest, b"two")
    former = made(gallery)
    Media.objects.filter(pk=photo.pk).update(status="hidden")
    Media.objects.filter(pk=photo.pk).update(status="uploaded")
    assert asked_for(gallery).pk == former.pk
    Media.objects.filter(pk=photo.pk).update(status="hidden")

    assert contents(made(gallery)) == [[b"one"]]


def test_photo_that_goes_while_its_archive_is_made_leaves_nothing_of_it(place):
    gallery, guest = place
    filling(guest, 2 * PART_BYTES)
    job = asked_for(gallery)
    one_slice()
    Media.objects.update(status="withdrawn")
    expire_wrong_zips(gallery.pk)

    assert (work(), remove_expired_zips(), nothing_is_left()) == (0, 1, True)
    job.refresh_from_db()
    assert job.state == "expired"


def test_photo_that_goes_untold_while_its_archive_is_made_ends_the_job_when_it_is_finished(place):
    gallery, guest = place
    filling(guest, 2 * PART_BYTES)
    job = asked_for(gallery)
    one_slice()
    Media.objects.update(status="hidden")
    work()

    job.refresh_from_db()
    assert (job.state, remove_expired_zips(), nothing_is_left()) == ("expired", 1, True)
