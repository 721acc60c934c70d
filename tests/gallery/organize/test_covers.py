"""Covers from an organizer's own device: looked at, made anew, and an image of the event once there is one."""

from __future__ import annotations

import io
import shutil
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone as clock
from PIL import Image

from accounts.models import EventRole, User
from gallery.actions.covers import FOLDER, KEPT, NEWEST, forget_covers
from gallery.covers import check_cover
from gallery.models import Gallery, GalleryOrder, SentCover
from notifications.errors import InvalidInput
from payments.models import Payment
from site_pages.models import EventGroup, SiteImage
from site_pages.models.private_files import private_storage
from tests.factories import EventRoleFactory
from tests.factories.pictures import LATITUDE, PLANTED, bomb, telling
from tests.factories.sign_in import sign_in_as
from tests.gallery.orders.desk import free_gallery, pay, somebody, soon
from tests.gallery.organize.test_create import DEAR, NEW, filled
from tests.gallery.organize.test_settings import path_of, typed

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _no_files_of_others() -> None:
    shutil.rmtree(private_storage().path(FOLDER), ignore_errors=True)


def sent(data: bytes | None = None, *, name: str = "us.jpg", says: str = "Asha and Ravi at the sea") -> dict[str, Any]:
    content = telling("image/jpeg") if data is None else data
    return {"cover_upload": SimpleUploadedFile(name, content), "cover_description": says}


def told_in(data: bytes) -> set[bytes]:
    """What of place and device stands in these bytes."""
    return {told for told in (LATITUDE, *(word.encode() for word in PLANTED)) if told in data}


def cover_of(gallery: Gallery) -> SiteImage:
    gallery.refresh_from_db()
    assert gallery.cover_image is not None
    return gallery.cover_image


def bytes_of(image: SiteImage) -> bytes:
    with image.file.open("rb") as file:
        return bytes(file.read())


def test_cover_of_a_new_event_is_made_anew_and_lies_in_its_collection(browser: Client, asha: User):
    browser.post(NEW, filled(**sent()))

    gallery = Gallery.objects.get()
    image, made = cover_of(gallery), bytes_of(cover_of(gallery))
    collection = EventGroup.objects.get(event=gallery.event).collection
    assert (image.collection, image.uploaded_by_user, gallery.event.hero_image) == (collection, asha, image)
    assert (image.title, image.description) == ("Asha and Ravi at the sea",) * 2
    assert (made[:4], made[8:12], told_in(made)) == (b"RIFF", b"WEBP", set())
    assert Image.open(io.BytesIO(made)).size == (image.width, image.height)
    assert gallery.event.get_latest_revision_as_object().hero_image == image


@pytest.mark.parametrize("kind", ["image/jpeg", "image/png", "image/webp", "image/heic", "image/avif", "image/gif"])
def test_no_place_or_device_stays_in_a_cover(browser: Client, kind: str):
    data = telling(kind)
    assert told_in(data) != set()

    browser.post(NEW, filled(**sent(data)))

    made = bytes_of(cover_of(Gallery.objects.get()))
    assert (told_in(made), Image.open(io.BytesIO(made)).getexif().get_ifd(0x8825)) == (set(), {})


def test_two_clicks_with_one_file_make_one_event(browser: Client):
    for _click in range(2):
        browser.post(NEW, filled(**sent()))

    assert Gallery.objects.count() == 1


def test_price_is_shown_without_losing_the_picture(browser: Client, asha: User):
    asked = browser.post(NEW, filled(**DEAR, **sent()))
    kept = SentCover.objects.get()
    assert (asked.status_code, kept.user) == (422, asha)
    assert f'<option value="{kept.public_id}" selected>Your picture: us.jpg</option>' in asked.content.decode()

    browser.post(NEW, filled(**DEAR, price_seen="400.00 INR", provider="sandbox", cover_image=str(kept.public_id)))
    assert (SiteImage.objects.count(), GalleryOrder.objects.get().proposal["cover_image"]) == (0, str(kept.public_id))
    pay(Payment.objects.get())

    assert cover_of(Gallery.objects.get()).description == "Asha and Ravi at the sea"


def test_unpaid_order_still_has_its_picture(browser: Client):
    browser.post(NEW, filled(**DEAR, price_seen="400.00 INR", provider="sandbox", **sent()))

    html = browser.get(f"{NEW}?again={GalleryOrder.objects.get().public_id}").content.decode()

    assert f'<option value="{SentCover.objects.get().public_id}" selected>' in html


def test_event_comes_into_being_where_its_picture_is_gone(browser: Client):
    browser.post(NEW, filled(**DEAR, price_seen="400.00 INR", provider="sandbox", **sent()))
    SentCover.objects.all().delete()

    pay(Payment.objects.get())

    assert Gallery.objects.get().cover_image is None


def test_picture_needs_words_and_waits_for_them(browser: Client):
    asked = browser.post(NEW, filled(**sent(says=" ")))
    kept = SentCover.objects.get()
    assert (asked.status_code, Gallery.objects.count()) == (422, 0)
    assert 'id="id_cover_description_error">Say in a few words' in asked.content.decode()

    browser.post(NEW, filled(cover_image=str(kept.public_id), cover_description="Us two"))

    assert cover_of(Gallery.objects.get()).description == "Us two"


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "This file is empty."),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "This is no picture"),
        (b"<!doctype html><script>alert(1)</script>", "This is no picture"),
        (b"MZ" + b"\0" * 500, "This is no picture"),
        (bomb(), "This is no picture"),
        (b"\xff\xd8\xff" + b"\0" * (20 * 1024 * 1024), "A picture may have 20 MB."),
    ],
    ids=["nothing", "svg", "page", "program", "bomb", "too large"],
)
def test_what_is_no_picture_is_refused_beside_its_field(browser: Client, data: bytes, said: str):
    answer = browser.post(NEW, filled(**sent(data, name="cover.jpg")))

    html = answer.content.decode()
    assert (answer.status_code, Gallery.objects.count(), SentCover.objects.count()) == (422, 0, 0)
    assert f'id="id_cover_upload_error">{said}' in html
    assert 'value="Asha and Ravi"' in html


def test_file_is_named_by_us(browser: Client):
    browser.post(NEW, filled(**sent(name="../../<b>x</b>\u202egpj.php")))

    gallery = Gallery.objects.get()
    assert cover_of(gallery).file.name.startswith(f"original_images/{gallery.event.slug}-cover")
    assert SentCover.objects.get().file.name == f"covers/{SentCover.objects.get().public_id.hex}.webp"


def test_cover_is_changed_in_the_settings_until_it_opens(browser: Client, asha: User):
    gallery = free_gallery(asha)
    answer = browser.post(path_of(gallery), typed(gallery, **sent()))
    assert (answer.status_code, cover_of(gallery).description) == (302, "Asha and Ravi at the sea")

    Gallery.objects.update(event_date=soon(0), end_date=soon(0))
    gallery.refresh_from_db()
    before = cover_of(gallery)
    html = browser.get(path_of(gallery)).content.decode()
    browser.post(path_of(gallery), typed(gallery, **sent(says="Another one")))

    assert ('name="cover_upload"' in html, cover_of(gallery), SentCover.objects.count()) == (False, before, 1)


def test_collaborator_sets_a_cover_and_others_find_nothing(client: Client, asha: User):
    gallery = free_gallery(asha)
    statuses = {}
    for role in EventRole.Role.values:
        user = EventRoleFactory(event=gallery.event, role=role).user
        sign_in_as(client, user)
        statuses[role] = client.post(path_of(gallery), typed(gallery, **sent(says=role))).status_code

    allowed = {role for role, status in statuses.items() if status == 302}
    assert allowed == {"owner", "collaborator"}
    assert set(statuses.values()) == {302, 404}
    assert {one.user_id for one in SentCover.objects.all()} == set(
        gallery.event.roles.filter(role__in=allowed).exclude(user=asha).values_list("user_id", flat=True)
    )


def test_picture_of_somebody_else_is_not_there(browser: Client):
    other = somebody()
    theirs = SentCover.objects.create(user=other, name="x.jpg", description="x", sha256="0" * 64)

    answer = browser.post(NEW, filled(cover_image=str(theirs.public_id)))

    assert (answer.status_code, Gallery.objects.count(), SiteImage.objects.count()) == (302, 1, 0)
    with pytest.raises(InvalidInput):
        check_cover(somebody(), theirs.public_id)


def test_pictures_go_when_no_event_came_for_them(browser: Client):
    browser.post(NEW, filled(**sent(says="")))
    cover = SentCover.objects.get()
    storage, name = cover.file.storage, cover.file.name
    assert (forget_covers(), storage.exists(name)) == (0, True)

    later = clock.now() + KEPT + timedelta(seconds=1)

    assert (forget_covers(now=later), storage.exists(name), SentCover.objects.count()) == (1, False, 0)


def test_file_of_a_deleted_account_goes_too(browser: Client):
    browser.post(NEW, filled(**sent(says="")))
    cover = SentCover.objects.get()
    storage, name = cover.file.storage, cover.file.name
    SentCover.objects.all().delete()
    assert (forget_covers(), storage.exists(name)) == (0, True)

    later = clock.now() + NEWEST

    assert (forget_covers(now=later), storage.exists(name)) == (1, False)
