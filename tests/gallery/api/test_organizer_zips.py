"""`download-all` and its job over the API: shapes, links, rights, queries."""

from __future__ import annotations

import zipfile
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone as clock

from accounts.models import EventRole
from gallery.actions import zip_work
from gallery.models import Gallery, Media, ZipJob
from gallery.zips import shown
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.sign_in import sign_in_as
from tests.gallery.zips.photos import open_gallery, photo_with, put, work

pytestmark = pytest.mark.django_db
JSON = "application/json"
MOST_QUERIES = 8


@pytest.fixture
def place(settings, tmp_path) -> Gallery:
    """A gallery of two photos."""
    settings.GALLERY_STORAGE, settings.PRIVATE_MEDIA_ROOT = None, str(tmp_path)
    gallery, guest = open_gallery()
    for content in (b"one", b"two"):
        photo_with(guest, content)
    return gallery


def organizer_of(gallery: Gallery, role: str = EventRole.Role.MODERATOR) -> Client:
    user, client = UserFactory(), Client()
    EventRoleFactory(event=gallery.event, user=user, role=role)
    sign_in_as(client, user)
    return client


def ask(client: Client, gallery: Gallery, **body: Any) -> Any:
    return client.post(f"/api/organizer/events/{gallery.public_id}/download-all", body, content_type=JSON)


def look(client: Client, job_id: str) -> Any:
    return client.get(f"/api/organizer/jobs/{job_id}")


def test_photos_are_asked_for_made_and_fetched(place):
    client = organizer_of(place)
    asked = ask(client, place)
    job_id = asked.json()["job_id"]
    before = look(client, job_id).json()
    work()
    after = look(client, job_id).json()

    fetched = Client().get(after["download_url"].removeprefix("http://localhost:8000"))

    with zipfile.ZipFile(BytesIO(b"".join(fetched.streaming_content))) as opened:
        assert opened.testzip() is None
        assert [opened.read(name) for name in opened.namelist()] == [b"one", b"two"]
    assert (asked.status_code, asked.json()) == (
        202,
        {"job_id": job_id, "status": "processing", "estimated_time_seconds": shown.BEGINNING},
    )
    waiting = ("status", "progress", "downloads", "download_url", "file_size_bytes", "expires_at")
    assert [before[name] for name in waiting] == ["processing", 0, [], None, None, None]
    job = ZipJob.objects.get()
    only = {"download_url": after["download_url"], "file_size_bytes": job.bytes_total}
    assert after == {
        **only,
        "job_id": job_id,
        "status": "complete",
        "progress": 100,
        "estimated_time_seconds": 0,
        "downloads": [{**only, "file_name": f"{place.slug}-photos.zip", "files": 2}],
        "missing": [],
        "missing_count": 0,
        "created_at": job.created_at.isoformat().replace("+00:00", "Z")[:23] + "Z",
        "expires_at": job.expires_at.isoformat().replace("+00:00", "Z")[:23] + "Z",
    }
    assert fetched["Content-Disposition"] == f'attachment; filename="{place.slug}-photos.zip"'
    assert fetched["Content-Type"] == "application/zip"


def test_several_archives_are_numbered_and_have_no_single_link(place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gallery.zips.plan.MOST_FILES", 1)
    client = organizer_of(place)
    job_id = ask(client, place).json()["job_id"]
    work()

    found = look(client, job_id).json()

    names = [one["file_name"] for one in found["downloads"]]
    assert names == [f"{place.slug}-photos-1-of-2.zip", f"{place.slug}-photos-2-of-2.zip"]
    assert (found["download_url"], found["file_size_bytes"], found["status"]) == (None, None, "complete")


def test_hidden_photos_come_only_where_they_are_asked_for(place):
    client = organizer_of(place)
    Media.objects.filter(pk=Media.objects.first().pk).update(status="hidden")
    ids = [ask(client, place, exclude_hidden=wish).json()["job_id"] for wish in (True, False)]
    work()

    assert [look(client, job_id).json()["downloads"][0]["files"] for job_id in ids] == [1, 2]


def test_missing_photos_are_named(place):
    client = organizer_of(place)
    photo = Media.objects.order_by("taken_at").first()
    put(photo, b"other bytes")
    job_id = ask(client, place).json()["job_id"]
    work()

    found = look(client, job_id).json()

    [missing] = found["missing"]
    assert (found["status"], found["missing_count"], found["downloads"][0]["files"]) == ("partial", 1, 1)
    assert (missing["media_id"], missing["reason"]) == (str(photo.public_id), "unreadable")
    assert missing["name"].endswith(".jpg")


def test_archives_that_nobody_got_to_are_counted_and_their_photos_named(place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gallery.zips.plan.MOST_FILES", 1)
    client = organizer_of(place)
    job_id = ask(client, place).json()["job_id"]
    zip_work.work_on_next(lasting=timedelta(0))
    ZipJob.objects.update(started_at=clock.now() - zip_work.LIMIT)
    work()

    found = look(client, job_id).json()

    assert (found["status"], len(found["downloads"]), found["missing_count"], found["progress"]) == (
        "partial",
        1,
        1,
        50,
    )
    assert [one["reason"] for one in found["missing"]] == ["out_of_time"]


def test_hiding_a_photo_ends_the_download(place):
    client = organizer_of(place)
    job_id = ask(client, place).json()["job_id"]
    work()
    Media.objects.filter(pk=Media.objects.first().pk).update(status="hidden")

    found = look(client, job_id).json()

    assert (found["status"], found["downloads"], found["download_url"]) == ("expired", [], None)


def test_download_expires_by_the_clock_not_by_the_task_that_removes_it(place):
    client = organizer_of(place)
    job_id = ask(client, place).json()["job_id"]
    work()
    ZipJob.objects.update(expires_at=clock.now())

    found = look(client, job_id).json()

    assert (found["status"], found["downloads"], ZipJob.objects.get().state) == ("expired", [], "complete")


def test_gallery_without_photos_has_nothing_to_download(place):
    Media.objects.update(status="hidden")

    answer = ask(organizer_of(place), place)

    assert (answer.status_code, answer.json()["error"]) == (409, "NOTHING_TO_DOWNLOAD")


@pytest.mark.parametrize("role", EventRole.Role.values)
def test_rights(place, role):
    client = organizer_of(place, role)
    asked = ask(client, place)
    job = ZipJob.objects.first() or ZipJob.objects.create(gallery=place, digest="0")

    seen = (asked.status_code, look(client, str(job.public_id)).status_code)

    assert seen == ((202, 200) if role in {"owner", "collaborator", "moderator"} else (404, 404))


def test_strangers_and_other_events_people_find_nothing(place):
    job = ZipJob.objects.create(gallery=place, digest="0" * 64)
    other, nobody = Client(), Client()
    user = UserFactory()
    EventRoleFactory(event=EventFactory(title="Other"), user=user)
    sign_in_as(other, user)
    owner = organizer_of(place, EventRole.Role.OWNER)

    seen = [(ask(one, place).status_code, look(one, str(job.public_id)).status_code) for one in (other, nobody)]

    assert seen == [(404, 404), (401, 401)]
    assert look(owner, str(uuid4())).status_code == 404
    assert ZipJob.objects.count() == 1


def test_unknown_fields_are_refused(place):
    answer = ask(organizer_of(place), place, filter_tag="x")

    assert (answer.status_code, answer.json()["error"]) == (400, "INVALID_INPUT")


def test_queries_do_not_grow_with_photos_or_archives(place, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("gallery.zips.plan.MOST_FILES", 1)
    client = organizer_of(place)
    guest = place.guests.get()
    counts = []
    for more in (0, 5):
        for number in range(more):
            photo_with(guest, f"more {number}".encode())
        with CaptureQueriesContext(connection) as asking:
            job_id = ask(client, place).json()["job_id"]
        work()
        with CaptureQueriesContext(connection) as looking:
            assert look(client, job_id).json()["status"] == "complete"
        counts.append((len(asking), len(looking)))

    assert counts[0] == counts[1]
    assert counts[0][1] <= MOST_QUERIES
