"""Attacks 12 to 15, 17 and 27 on photo galleries, from a guest's phone to whatever is handed out (docs/attacks.md)."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings as django_settings
from django.test import Client
from PIL import Image

from gallery.actions import derive
from gallery.actions.zips import request_zip
from gallery.addresses import download_url, preview_url, thumb_url
from gallery.guest_cookie import new_token
from gallery.models import Gallery, Media, ZipPart
from gallery.pictures.workshop import shared
from gallery.storage.stores import media_store
from tests.factories.gallery import gallery_for
from tests.factories.pictures import LATITUDE, PLANTED, WITH_EXIF, animated, bomb, telling
from tests.gallery.guests.phone import Phone
from tests.gallery.zips.photos import key_of, unpacked, work

pytestmark = pytest.mark.django_db
TOLD = (LATITUDE, *(word.encode() for word in PLANTED))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"><script>alert(1)</script></svg>'
PAGE = b"<!doctype html><script>alert(1)</script>"
NAMES = ("../../x", "C:\\x", "CON", "a\u0301" * 30, "=1+1", "<b>x</b>")


@pytest.fixture(scope="module", autouse=True)
def _no_process_left() -> Iterator[None]:
    yield
    shared.close()


@pytest.fixture
def phone() -> Phone:
    found = Phone(gallery_for(max_uploads_per_guest=50))
    found.join()
    return found


def answer_to(address: str) -> Any:
    """Of the store, to somebody without any cookie."""
    parts = urlsplit(address)
    return Client().get(f"{parts.path}?{parts.query}")


def status_of(address: str) -> int:
    answer = answer_to(address)
    answer.close()
    return int(answer.status_code)


def fetched(address: str | None) -> bytes:
    assert address is not None
    return b"".join(answer_to(address).streaming_content)


def zipped(gallery: Gallery) -> dict[str, bytes]:
    request_zip(gallery, exclude_hidden=True, by=None)
    work()
    return unpacked(ZipPart.objects.get())


@pytest.mark.parametrize(
    "data", [SVG, PAGE, b"\xff\xd8\xff\xe0" + PAGE], ids=["svg", "page", "page that begins as jpeg"]
)
def test_12_what_browsers_would_run_is_never_handed_out(phone: Phone, data: bytes):
    phone.declare(data, expect=400, mime_type="image/svg+xml")
    permission = phone.declare(data)
    phone.send(permission, data)
    phone.client.post(
        f"/api/guest/events/{phone.gallery.slug}/uploads/{permission['media_id']}/complete",
        {},
        content_type="application/json",
    )
    derive.derive_due()

    assert Media.objects.get().status == "rejected"
    assert phone.mine()["media"][0]["thumb_url"] is None


def test_12_originals_are_attachments_of_a_fixed_type(phone: Phone):
    media = phone.take(telling("image/png"), mime_type="image/jpeg")
    derive.derive_due()
    media.refresh_from_db()

    answer = answer_to(download_url(media))
    answer.close()

    assert (answer["Content-Type"], answer["X-Content-Type-Options"]) == ("image/png", "nosniff")
    assert answer["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer["Content-Security-Policy"]


@pytest.mark.parametrize("kind", WITH_EXIF)
def test_13_no_place_leaves_a_compressed_gallery(phone: Phone, kind: str):
    data = telling(kind)
    assert any(told in data for told in TOLD)
    media = phone.take(data, mime_type=kind)
    derive.derive_due()
    media.refresh_from_db()

    handed_out = {
        "original": fetched(download_url(media)),
        "thumbnail": fetched(thumb_url(media)),
        "preview": fetched(preview_url(media)),
        "zip": next(iter(zipped(phone.gallery).values())),
    }

    assert {name for name, found in handed_out.items() for told in TOLD if told in found} == set()
    for found in handed_out.values():
        assert Image.open(io.BytesIO(found)).getexif().get_ifd(0x8825) == {}


@pytest.mark.parametrize("kind", WITH_EXIF)
def test_13_in_a_raw_gallery_only_organizers_get_the_place(kind: str):
    phone = Phone(gallery_for(compression_mode="raw"))
    phone.join()
    data = telling(kind)
    media = phone.take(data, mime_type=kind)
    derive.derive_due()
    media.refresh_from_db()

    own = phone.mine()["media"][0]
    shown = [fetched(own["thumb_url"]), fetched(own["preview_url"])]

    assert fetched(download_url(media)) == data
    assert [told for told in TOLD for found in shown if told in found] == []
    assert set(own) & {"download_url", "original_url"} == set()


# In a process of its own, as the peak of all children is counted there.
TRIED = """
import resource, sys, tempfile
from pathlib import Path
from gallery.pictures.job import Job
from gallery.pictures.refusals import PictureRefused
from gallery.pictures.workshop import Workshop

folder, shop = Path(tempfile.mkdtemp()), Workshop()
for name in sys.argv[1:]:
    (folder / f"{Path(name).name} made").mkdir()
    try:
        made = shop.work(Job(Path(name), folder / f"{Path(name).name} made", "compressed"))
        print(made.kind, made.width, made.height)
    except PictureRefused as refused:
        print(refused.code)
shop.close()
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024)
"""


def test_14_bombs_are_refused_in_little_memory(tmp_path: Path):
    frames = [Image.new("P", (8, 8), number % 250) for number in range(2, 10_002)]
    film = io.BytesIO()
    frames[0].save(film, "GIF", save_all=True, append_images=frames[1:], duration=10)
    bombs = {"wide.png": bomb(50_000, 50_000), "inflated.png": bomb(), "film.gif": film.getvalue()}
    for name, data in bombs.items():
        (tmp_path / name).write_bytes(data)

    paths = [str(tmp_path / name) for name in bombs]
    done = subprocess.run(
        [sys.executable, "-c", TRIED, *paths], cwd=django_settings.BASE_DIR, capture_output=True, text=True, check=True
    )

    *said, peak = done.stdout.splitlines()
    assert said == ["TOO_MANY_PIXELS", "TOO_MANY_PIXELS", "image/gif 8 8"]
    assert int(peak) < 512


def test_14_a_bomb_gives_its_shot_back_and_the_next_photo_comes(phone: Phone):
    phone.take(bomb(), mime_type="image/png")
    phone.take(animated("image/gif"), mime_type="image/gif")
    derive.derive_due()

    assert list(Media.objects.order_by("pk").values_list("status", "reason")) == [
        ("rejected", "TOO_MANY_PIXELS"),
        ("uploaded", ""),
    ]
    assert phone.mine()["shots_left"] == 49


def test_15_no_name_leaves_the_folder_it_is_unpacked_in():
    gallery = gallery_for()
    for number, name in enumerate((*NAMES, NAMES[0])):
        phone = Phone(gallery)
        phone.join(display_name=name)
        phone.take(telling("image/jpeg") + bytes(number))
    for refused in ("nul\0", "\u202egpj", "a,b", "x" * 61):
        Phone(gallery).join(display_name=refused, expect=400)
    derive.derive_due()

    names = list(zipped(gallery))

    assert len({name.casefold() for name in names}) == len(NAMES) + 1
    assert [name for name in names if not re.fullmatch(r"[^/\\:*?\"<>|.\x00-\x1f]{1,95}\.jpg", name)] == []


def test_17_pins_and_cookies_are_not_guessed():
    """A PIN by counting, in `tests/gallery/guests/test_join.py`; a cookie by its length."""
    tokens = {new_token() for _number in range(200)}

    assert len(tokens) == 200
    assert min(len(token.partition(".")[0]) for token in tokens) >= 32  # 192 bits
    assert len({token[:4] for token in tokens}) > 150


def test_27_addresses_end_and_open_nothing_else(phone: Phone):
    one, other = (phone.take(telling("image/jpeg") + bytes(number)) for number in (1, 2))
    derive.derive_due()
    for media in (one, other):
        media.refresh_from_db()
    address, foreign = download_url(one), download_url(other)
    key, other_key = urlsplit(address).path, urlsplit(foreign).path
    thumb = thumb_url(one) or ""

    statuses = {
        "as signed": status_of(address),
        "unsigned": status_of(key),
        "another photo": status_of(address.replace(key, other_key)),
        "original by the thumbnail's": status_of(thumb.replace(urlsplit(thumb).path, key)),
        "guessed rendition": status_of(thumb.replace("thumbs", "previews")),
    }
    short = {"filename": "x.jpg", "content_type": "image/jpeg", "expires": timedelta(seconds=1)}
    ends = media_store().presign_get(key_of(one), **short)
    time.sleep(1.1)
    statuses["after its end"] = status_of(ends)

    assert statuses == {name: 200 if name == "as signed" else 403 for name in statuses}
