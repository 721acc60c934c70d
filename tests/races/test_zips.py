"""Many wishes and many workers at once, and kill -9 of a worker at every step of an archive."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from pathlib import Path

import pytest
from django.db import connection

from gallery.actions import zip_work
from gallery.actions.zip_work import a_place, work_on_next
from gallery.models import Gallery, ZipJob
from gallery.storage.contract import PART_BYTES
from gallery.storage.local import LocalStore
from gallery.storage.stores import zip_store
from gallery.zips.lease import take_next
from tests.gallery.zips.photos import (
    archive_of,
    asked_for,
    expected,
    filling,
    let_lease_end,
    open_gallery,
    photo_with,
    work,
)
from tests.races.crowd import all_at_once
from tests.races.killed import Steps, Tripwire, run_until

pytestmark = pytest.mark.django_db(transaction=True)
CROWD = 8


@pytest.fixture
def gallery(settings, tmp_path: Path) -> Gallery:
    settings.GALLERY_STORAGE, settings.PRIVATE_MEDIA_ROOT = None, str(tmp_path)
    gallery, guest = open_gallery()
    photo_with(guest, b"one")
    filling(guest, 2 * PART_BYTES)
    return gallery


@pytest.mark.race
def test_crowd_with_one_wish_has_one_job(gallery: Gallery):
    jobs = all_at_once([lambda: asked_for(gallery).pk] * CROWD)

    assert (len(set(jobs)), ZipJob.objects.count()) == (1, 1)


@pytest.mark.race
def test_one_worker_of_a_crowd_gets_the_job(gallery: Gallery):
    job = asked_for(gallery)

    held = [found for found in all_at_once([take_next] * CROWD) if found is not None]

    assert [found.job.pk for found in held] == [job.pk]


@pytest.mark.race
def test_no_more_workers_than_there_are_places_make_archives(gallery: Gallery):
    asked_for(gallery)
    with a_place() as first:
        taken = all_at_once([place_while_others_look] * CROWD)

    assert (first, sum(taken)) == (True, zip_work.AT_ONCE - 1)


def place_while_others_look() -> bool:
    with a_place() as is_free:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_sleep(0.2)")
        return is_free


class AtStore(Tripwire):
    """Each call of the store is a step, too."""

    def stretch(self) -> None:
        super().stretch()
        for name in ("read", "list", "parts", "head", "begin_multipart", "put_part", "complete_multipart"):
            setattr(LocalStore, name, self.before(getattr(LocalStore, name)))


@pytest.mark.failure
@pytest.mark.parametrize(
    ("slices", "every"), [(timedelta(minutes=5), 1), (timedelta(0), 3)], ids=["at once", "part by part"]
)
def test_job_of_a_killed_worker_is_finished_by_the_next(gallery: Gallery, slices: timedelta, every: int):
    """With the same bytes as if nobody had been killed."""
    work()
    lives = count(1, every)
    while killed(next(lives), lambda: asked_for(gallery), lambda: work(lasting=slices)):
        job = ZipJob.objects.get()
        let_lease_end(job)
        work()

        job.refresh_from_db()
        [part] = job.parts.all()
        assert (job.state, job.missing, job.bytes_done) == ("complete", [], part.size_bytes)
        assert archive_of(part) == expected(part)
        forget(job)

    assert next(lives) > 20


def killed(at: int, prepare: Callable[[], object], act: Callable[[], object]) -> bool:
    prepare()
    return run_until(AtStore(at, Steps.OUTSIDE_TRANSACTIONS), act)


def forget(job: ZipJob) -> None:
    zip_store().delete([part.key for part in job.parts.all()])
    job.delete()


@pytest.mark.failure
def test_worker_killed_in_the_middle_leaves_its_place_to_others(gallery: Gallery):
    """A place is held by a connection: nothing has to run out."""
    asked_for(gallery)
    killed_at = []
    for at in (6, 8, 10):
        killed_at.append(run_until(AtStore(at, Steps.OUTSIDE_TRANSACTIONS), work_on_next))
        let_lease_end(ZipJob.objects.get())

    assert (killed_at, work_on_next(), ZipJob.objects.get().state) == ([True] * 3, True, "complete")
