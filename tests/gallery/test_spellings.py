"""Tags are spelled once: how they are found, and photos from before."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.apps import apps

from gallery.actions.tags import spell
from gallery.models import GalleryTag, Media
from tests.factories.gallery import gallery_for, guest_of, photo_of
from tests.gallery.api.people import client_of, get

migration = import_module("gallery.migrations.0003_tag_spellings")


pytestmark = pytest.mark.django_db


def test_tags_are_found_in_any_case():
    gallery = gallery_for()
    desk, guest = client_of(gallery, "moderator"), guest_of(gallery)
    photo = photo_of(guest, tags=spell(gallery.pk, ["Dance floor"]))
    again = photo_of(guest, tags=spell(gallery.pk, ["dance FLOOR"]))

    found = get(desk, gallery, "gallery", filter_tag="DANCE floor").json()
    facets = get(desk, gallery, "gallery/facets").json()

    assert [one["media_id"] for one in found["media"]] == [str(again.public_id), str(photo.public_id)]
    assert facets["tags"] == [{"value": "Dance floor", "count": 2}]


def test_photos_of_before_are_written_as_the_first_of_them():
    guest, elsewhere = guest_of(gallery_for()), guest_of(gallery_for())
    for tags in (["Dance", "cake"], ["dance"], [], ["CAKE", "DANCE"]):
        photo_of(guest, tags=tags)
    photo_of(elsewhere, tags=["dance"])

    migration.spell_what_is_there(apps, None)

    tags = list(Media.objects.order_by("pk").values_list("tags", flat=True))
    assert tags == [["Dance", "cake"], ["Dance"], [], ["cake", "Dance"], ["dance"]]
    assert sorted(GalleryTag.objects.values_list("gallery", "folded", "tag")) == sorted(
        [
            (guest.gallery_id, "cake", "cake"),
            (guest.gallery_id, "dance", "Dance"),
            (elsewhere.gallery_id, "dance", "dance"),
        ]
    )
