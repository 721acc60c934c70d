"""Jobs in wrong hands, jobs short of time, and what is left of them in the store."""

from __future__ import annotations

from datetime import timedelta
from io import BytesIO

import pytest
from django.utils import timezone as clock

from gallery.actions import zip_work
from gallery.actions.zip_work import work_on_next
from gallery.actions.zips import (
    expire_wrong_zips,
    remove_expired_zips,
)
from gallery.models import Gallery, Media, ZipJob
from gallery.storage.contract import PART_BYTES
from gallery.storage.stores import zip_store
from gallery.zips.lease import LEASE, LeaseLost, take_next
from tests.gallery.zips.photos import (
    age,
    archive_of,
    asked_for,
    contents,
    expected,
    filling,
    let_lease_end,
    made,
    nothing_is_left,
    one_slice,
    work,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("local_stores")]


# Leases


def test_job_that_is_held_is_skipped_until_its_lease_ends(place):
    gallery, _guest = place
    job = asked_for(gallery)
    held = take_next()

    assert (held.job.pk, held.until - clock.now() <= LEASE, take_next()) == (job.pk, True, None)
    let_lease_end(job)
    assert take_next().job.pk == job.pk


def test_slow_worker_that_lost_its_job_writes_nothing_and_does_no_harm(place):
    gallery, guest = place
    filling(guest, 2 * PART_BYTES)
    job = asked_for(gallery)
    one_slice()
    slow = take_next()
    let_lease_end(job)
    work()
    before = ZipJob.objects.values().get()

    for write in (slow.renew, slow.let_go):
        with pytest.raises(LeaseLost):
            write(bytes_done=0)
    zip_work.clear_away(slow.job)

    [part] = job.parts.all()
    assert ZipJob.objects.values().get() == before
    assert archive_of(part) == expected(part)


def test_worker_whose_job_ends_under_its_hands_clears_away_what_it_sent(place):
    gallery, guest = place
    filling(guest, 2 * PART_BYTES)
    job = asked_for(gallery)
    one_slice()
    held = take_next()
    Media.objects.update(status="withdrawn")
    expire_wrong_zips(gallery.pk)
    remove_expired_zips()
    [part] = job.parts.all()
    zip_store().put(part.key, BytesIO(b"late"), size=4, content_type="application/zip")

    with pytest.raises(LeaseLost):
        zip_work.work_on(zip_work.Work(held, clock.now()))
    zip_work.clear_away(held.job)

    assert nothing_is_left()


def test_two_places_are_all_that_workers_take(place):
    asked_for(place[0])
    with zip_work.a_place() as first, zip_work.a_place() as second:
        # The same connection may have a lock twice, another one may not: tests/races/test_zips.py.
        assert (first, second) == (True, True)
    assert work_on_next() is True


# Ten minutes


@pytest.fixture
def two_archives(place, monkeypatch: pytest.MonkeyPatch) -> Gallery:
    """Each photo has an archive of its own."""
    gallery, guest = place
    monkeypatch.setattr("gallery.zips.plan.MOST_FILES", 1)
    filling(guest, 2 * PART_BYTES)
    return gallery


def test_when_time_runs_out_complete_archives_are_delivered(two_archives):
    job = asked_for(two_archives)
    one_slice()
    one_slice()
    age(job, started_at=zip_work.LIMIT)

    work()

    job.refresh_from_db()
    assert (job.state, contents(job), job.lease_until) == ("partial", [[b"one"]], None)
    assert job.expires_at - job.finished_at == timedelta(hours=24)


def test_asking_again_goes_on_where_time_ran_out(two_archives):
    job = asked_for(two_archives)
    one_slice()
    one_slice()
    age(job, started_at=zip_work.LIMIT)
    work()

    again = asked_for(two_archives)
    slices = work(lasting=timedelta(0))

    again.refresh_from_db()
    assert (again.pk, slices, again.state, len(contents(again))) == (job.pk, 1, "complete", 2)


def test_job_without_a_complete_archive_has_failed_and_can_go_on(place):
    gallery, guest = place
    filling(guest, 2 * PART_BYTES)
    job = asked_for(gallery)
    one_slice()
    age(job, started_at=zip_work.LIMIT)
    work()
    job.refresh_from_db()
    failed = job.state

    again = made(gallery)

    assert (failed, again.pk, again.state) == ("failed", job.pk, "complete")


def test_failed_job_leaves_nothing_after_its_day(place):
    gallery, guest = place
    filling(guest, 2 * PART_BYTES)
    job = asked_for(gallery)
    one_slice()
    age(job, started_at=zip_work.LIMIT)
    work()
    kept = remove_expired_zips()
    age(job, expires_at=timedelta(0))

    assert (kept, remove_expired_zips(), nothing_is_left()) == (0, 1, True)


# Removal


def test_archives_are_removed_when_their_links_have_expired(place):
    gallery, _guest = place
    job = made(gallery)
    kept = remove_expired_zips()
    age(job, expires_at=timedelta(0))

    removed = [remove_expired_zips() for _ in range(2)]

    job.refresh_from_db()
    assert (kept, removed, job.state, nothing_is_left()) == (0, [1, 0], "expired", True)
