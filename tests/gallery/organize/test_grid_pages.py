"""Who opens the grid and the wall, and what their scripts start from."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone as clock

from accounts.models import EventRole
from gallery.choices import ZipState
from gallery.models import Gallery, ZipJob
from gallery.storage.config import S3Config
from tests.factories import EventFactory, EventRoleFactory
from tests.factories.gallery import gallery_for
from tests.factories.sign_in import sign_in_as

pytestmark = pytest.mark.django_db
GRID, WALL = "/organizer/events/party/gallery/", "/organizer/events/party/gallery/wall/"
Role = EventRole.Role
MODERATING = [Role.OWNER, Role.COLLABORATOR, Role.MODERATOR]


@pytest.fixture
def gallery() -> Gallery:
    return gallery_for(EventFactory(slug="party", title="Harbour party"), name="Harbour party")


def enter(client: Client, gallery: Gallery, role: str = Role.OWNER) -> Client:
    sign_in_as(client, EventRoleFactory(event=gallery.event, role=role).user)
    return client


def policy_of(response: Any, directive: str) -> list[str]:
    """The sources of a directive of the page's Content-Security-Policy."""
    parts = response["Content-Security-Policy"].split("; ")
    return next(part.split()[1:] for part in parts if part.startswith(directive))


def data_of(html: str, name: str) -> Any:
    """A data block of the page."""
    found = re.search(rf'<script id="{name}" type="application/json">(.*?)</script>', html, re.DOTALL)
    assert found
    return json.loads(found[1])


@pytest.mark.parametrize("role", MODERATING)
def test_those_who_moderate_open_grid_and_wall(client: Client, gallery: Gallery, role: str):
    enter(client, gallery, role)

    assert [client.get(path).status_code for path in (GRID, WALL)] == [200, 200]


@pytest.mark.parametrize("role", sorted(set(Role.values) - set(MODERATING)))
def test_other_roles_find_nothing(client: Client, gallery: Gallery, role: str):
    enter(client, gallery, role)

    assert [client.get(path).status_code for path in (GRID, WALL)] == [404, 404]


def test_people_of_other_events_find_nothing(client: Client, gallery: Gallery):
    sign_in_as(client, EventRoleFactory(event=EventFactory(slug="other")).user)

    assert [client.get(path).status_code for path in (GRID, WALL)] == [404, 404]


def test_strangers_sign_in_first(client: Client, gallery: Gallery):
    answers = [client.get(path) for path in (GRID, WALL)]

    assert [(one.status_code, one["Location"].split("?")[0]) for one in answers] == [(302, "/auth/login")] * 2


def test_event_without_gallery_says_so(client: Client):
    event = EventFactory(slug="party")
    sign_in_as(client, EventRoleFactory(event=event).user)

    for path in (GRID, WALL):
        assert "This event has no photo gallery." in client.get(path).content.decode()


def test_scripts_start_from_addresses_and_the_newest_zip(client: Client, gallery: Gallery, settings: Any):
    states = (ZipState.COMPLETE, ZipState.PROCESSING, ZipState.EXPIRED)
    _old, newest, _over = [ZipJob.objects.create(gallery=gallery, digest=state, state=state) for state in states]
    html = enter(client, gallery).get(GRID).content.decode()

    assert data_of(html, "gallery-page") == {
        "api": f"/api/organizer/events/{gallery.public_id}/",
        "jobs": "/api/organizer/jobs/",
        "cookie": settings.CSRF_COOKIE_NAME,
        "job": str(newest.public_id),
    }
    assert data_of(html, "live-words")["zone"] == gallery.event.timezone


def test_pictures_come_from_the_store_and_nowhere_else(client: Client, gallery: Gallery, settings: Any):
    enter(client, gallery)
    local = [policy_of(client.get(path), "img-src") for path in (GRID, WALL)]
    settings.GALLERY_STORAGE = S3Config("https://store.example.org", "key", "secret", "media", "zips")
    remote = [policy_of(client.get(path), "img-src") for path in (GRID, WALL)]

    origins = list(settings.GALLERY_STORAGE.origins)
    assert (local, remote) == ([["'self'", "data:"]] * 2, [["'self'", "data:", *origins]] * 2)
    assert origins


def test_purged_gallery_says_so(client: Client, gallery: Gallery):
    Gallery.objects.update(archived_at=clock.now(), purged_at=clock.now())
    html = enter(client, gallery).get(GRID).content.decode()

    assert "The photos of this gallery have been deleted." in html
    assert "qr.svg" not in html


@pytest.mark.parametrize("path", [GRID, WALL])
def test_queries_are_few(client: Client, gallery: Gallery, path: str, django_assert_max_num_queries: Any):
    enter(client, gallery)
    for number in range(3):
        ZipJob.objects.create(gallery=gallery, digest=str(number), state=ZipState.COMPLETE)
    with django_assert_max_num_queries(10):
        client.get(path)
