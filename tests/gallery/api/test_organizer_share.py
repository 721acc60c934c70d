"""QR codes and posters: readable by a decoder, saying the right address, open to whoever moderates."""

from __future__ import annotations

import io

import pytest
from django.test import Client
from PIL import Image

from accounts.models import EventRole
from gallery.links import guest_url
from gallery.models import Gallery
from gallery.poster import CARDS, poster_pdf
from site_pages.printing.qr import qr_path
from tests.factories.accounts import EventRoleFactory
from tests.factories.gallery import gallery_for

pytestmark = pytest.mark.django_db
FILES = {"qr.png": "image/png", "qr.svg": "image/svg+xml", "poster.pdf": "application/pdf"}


@pytest.fixture
def gallery() -> Gallery:
    return gallery_for(name="Harbour party", slug="harbour-party")


def as_role(gallery: Gallery, role: str) -> Client:
    client = Client()
    client.force_login(EventRoleFactory(event=gallery.event, role=role).user)
    return client


def address(gallery: Gallery, name: str) -> str:
    return f"/api/organizer/events/{gallery.public_id}/{name}"


def test_picture_holds_the_modules_of_the_guests_address(gallery: Gallery):
    answer = as_role(gallery, "owner").get(address(gallery, "qr.png"), {"pixels": 200})
    image = Image.open(io.BytesIO(answer.content)).convert("L")
    picture = qr_path(guest_url(gallery))
    step = image.width // picture.size
    dark = {(x + one, y) for x, y, length in picture.runs for one in range(length)}

    assert guest_url(gallery).endswith("/e/harbour-party")
    assert (image.width >= 200, image.width == image.height == picture.size * step) == (True, True)
    assert {
        (x, y)
        for x in range(picture.size)
        for y in range(picture.size)
        if image.getpixel((x * step + step // 2, y * step + step // 2)) == 0
    } == dark


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("role", EventRole.Role.values)
def test_whoever_moderates_gets_them_and_nobody_else(gallery: Gallery, name: str, role: str):
    answer = as_role(gallery, role).get(address(gallery, name))
    may = role in {"owner", "collaborator", "moderator"}

    assert answer.status_code == (200 if may else 404)
    assert not may or answer["Content-Type"] == FILES[name]


def test_other_events_people_and_strangers_get_nothing(gallery: Gallery):
    stranger = Client()
    other = as_role(gallery_for(slug="other", name="Other"), "owner")

    assert [client.get(address(gallery, "qr.svg")).status_code for client in (stranger, other)] == [401, 404]


@pytest.mark.parametrize("pixels", ["0", "100000", "x"])
def test_size_that_will_not_do_is_refused(gallery: Gallery, pixels: str):
    answer = as_role(gallery, "owner").get(address(gallery, "qr.png"), {"pixels": pixels})

    assert (answer.status_code, set(answer.json()["fields"])) == (400, {"pixels"})


def test_poster_is_a_page_and_the_same_for_the_same_gallery(gallery: Gallery):
    poster, cards = poster_pdf(gallery), poster_pdf(gallery, sheets=CARDS)

    assert poster[:5] == cards[:5] == b"%PDF-"
    assert (poster_pdf(gallery) == poster, poster == cards) == (True, False)
