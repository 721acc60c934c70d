"""Made-up requests to every operation of galleries, guests' and organizers', those that change something, too.

Each is sent as it was made up, and again to a gallery, photo, guest, job and payment that are there, by somebody who
may. Whatever is asked, no failure is ours, and what is refused says so in the form of every refusal.
"""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import urlencode

import pytest
import schemathesis
from django.test import Client
from hypothesis import HealthCheck, settings
from schemathesis.core import NotSet

from accounts.models import User
from cms.api import api
from gallery.actions.zips import request_zip
from gallery.choices import Compression, MediaStatus
from tests.factories.gallery import photo_of
from tests.gallery.api.desk import gallery_of
from tests.gallery.guests.phone import Phone
from tests.gallery.orders.desk import begun, soon

GUESTS = r"^/api/guest/events/"
OWN = r"^/api/organizer/(jobs|payments)/|^/api/organizer/events(/quote)?$|^/api/organizer/events/\{event_id\}"
PARTS_OF_EVENT = r"($|/(close|archive|gallery|media|guests|download-all|qr|poster))"
LARGE = 20 * 1024 * 1024
description = schemathesis.openapi.from_dict(api.get_openapi_schema())
guests = description.include(path_regex=GUESTS)
organizers = description.include(path_regex=rf"{OWN}{PARTS_OF_EVENT}")
made_up = settings(
    max_examples=15,
    deadline=None,
    database=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.filter_too_much],
)
Known = dict[str, str]


@pytest.fixture(autouse=True)
def _no_limit(settings: Any) -> None:
    settings.API_RATE_LIMIT = 0


@pytest.fixture
def phone(owner: User) -> Phone:
    """A guest of an open gallery for large photos."""
    gallery = gallery_of(owner, event_date=soon(0), max_uploads_per_guest=1000, compression_mode=Compression.RAW)
    phone = Phone(gallery)
    phone.join(display_name="Amit")
    return phone


@pytest.fixture
def known(client: Client, phone: Phone, owner: User) -> Known:
    """Ids of what is there, by the names of the parameters."""
    gallery = phone.gallery
    photo = photo_of(gallery.guests.get(), tags=["dance"])
    return {
        "slug": gallery.slug,
        "event_id": str(gallery.public_id),
        "media_id": str(photo.public_id),
        "guest_id": str(gallery.guests.get().public_id),
        "job_id": str(request_zip(gallery, exclude_hidden=True, by=owner).public_id),
        "payment_id": str(begun(owner).public_id),
    }


def answers(client: Client, case: Any, known: Known) -> list[str]:
    """What is wrong with the answers to this request: as it was made up, and to what is there."""
    found = [fault_in(sent(client, case))]
    case.path_parameters.update({name: value for name, value in known.items() if name in case.path_parameters})
    return [fault for fault in [*found, fault_in(sent(client, case))] if fault]


def body_of(case: Any) -> bytes:
    if isinstance(case.body, NotSet):
        return b""
    return case.body if isinstance(case.body, bytes) else json.dumps(case.body).encode()


def sent(client: Client, case: Any) -> Any:
    query = f"?{urlencode(case.query, doseq=True)}" if case.query else ""
    return client.generic(case.method, case.formatted_path + query, body_of(case), content_type="application/json")


def fault_in(response: Any) -> str:
    """An address or a method that there is not has no form: nobody was asked."""
    status = response.status_code
    if status < 400 or (status in {404, 405} and not response["Content-Type"].startswith("application/json")):
        return ""
    return "" if status < 500 and {"error", "message"} <= set(response.json()) else f"{status}: {response.content!r}"


@guests.parametrize()
@made_up
def test_what_guests_send_never_fails(case: Any, phone: Phone, known: Known):
    assert answers(phone.client, case, known) == []


@guests.include(path_regex="parts$").parametrize()
@made_up
def test_parts_of_a_large_photo_never_fail(case: Any, phone: Phone, known: Known):
    waiting = photo_of(phone.gallery.guests.get(), status=MediaStatus.PENDING, size_bytes=LARGE, recipe=0)

    assert answers(phone.client, case, known | {"media_id": str(waiting.public_id)}) == []


@organizers.parametrize()
@made_up
def test_what_organizers_send_never_fails(case: Any, client: Client, known: Known):
    assert answers(client, case, known) == []


def test_every_operation_of_galleries_is_tried():
    operations = [*guests.get_all_operations(), *organizers.get_all_operations()]
    tried = {(one.ok().method, one.ok().path) for one in operations}
    ours = {
        (method, path)
        for path, methods in api.get_openapi_schema()["paths"].items()
        for method, operation in methods.items()
        if {"Guests' photos", "Photos", "Photo galleries"} & set(operation.get("tags", []))
    }
    assert tried == ours
