"""What galleries hold of an organizer: their data export, and what is left when they delete their account."""

import io
import json
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from accounts.data_export import as_zip, export_of
from accounts.models import User
from accounts.signals import account_deleted
from gallery.actions.covers import keep_cover
from gallery.models import GalleryOrder, SentCover, ZipJob
from gallery.own_data import gallery_part
from gallery.pins import pin_hash
from tests.factories.pictures import telling
from tests.gallery.orders.conftest import _sandbox, owner
from tests.gallery.orders.desk import begun, paid_gallery, somebody

__all__ = ["_sandbox", "owner"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def cover(owner: User) -> SentCover:
    return keep_cover(owner, SimpleUploadedFile("us.jpg", telling("image/jpeg")), description="At the sea")


def test_export_has_what_an_organizer_ordered_and_sent(owner, cover, django_assert_num_queries):
    gallery = paid_gallery(owner, pin="2468")
    ZipJob.objects.create(gallery=gallery, requested_by=owner, digest="0" * 64)
    begun(somebody(), name="Somebody else's")

    with django_assert_num_queries(3):
        part = gallery_part(owner)

    assert export_of(owner)["photo_galleries"] == part
    [order] = part["orders"]
    assert (order["gallery"], order["state"], order["currency"]) == ("Asha and Ravi", "applied", "INR")
    assert (order["settings"]["max_guests"], order["settings"]["max_uploads_per_guest"]) == (200, 20)
    assert [one["gallery__name"] for one in part["zip_jobs"]] == ["Asha and Ravi"]
    assert [(one["name"], one["description"]) for one in part["covers"]] == [("us.jpg", "At the sea")]
    assert pin_hash(gallery.public_id, "2468") not in json.dumps(part, default=str)


def test_order_that_is_not_paid_is_there_by_the_name_it_has(owner):
    begun(owner)

    assert [(one["gallery"], one["state"]) for one in gallery_part(owner)["orders"]] == [("Asha and Ravi", "pending")]


def test_archive_has_the_cover_and_forgives_a_lost_file(owner, cover):
    with zipfile.ZipFile(io.BytesIO(as_zip(owner))) as archive:
        name = f"covers/{cover.public_id.hex}.webp"
        assert (name in archive.namelist(), archive.read(name)[8:12]) == (True, b"WEBP")

    cover.file.storage.delete(cover.file.name)
    with zipfile.ZipFile(io.BytesIO(as_zip(owner))) as archive:
        assert archive.namelist() == ["account.json"]


def test_deleted_account_leaves_paid_orders_that_are_nobodys(owner, cover):
    paid_gallery(owner)

    account_deleted.send(sender=User, user=owner)
    owner.delete()

    assert [order.requested_by for order in GalleryOrder.objects.all()] == [None]
    assert SentCover.objects.count() == 0
