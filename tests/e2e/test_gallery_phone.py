"""What a guest's phone does to a photo before it sends it, by the page's own modules in a browser."""

from __future__ import annotations

from base64 import b64encode
from hashlib import sha256
from io import BytesIO
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import Page

pytestmark = pytest.mark.django_db(transaction=True)
ORIENTATION, SUB_FOLDER, DATE, ORIGINAL, OFFSET = 0x0112, 0x8769, 0x0132, 0x9003, 0x9011
# Lengths around the edges of SHA-256's blocks.
LENGTHS = (0, 1, 55, 56, 63, 64, 65, 119, 120, 1000)

READ = """async (encoded) => {
  const load = (name) => import(`/static/js/gallery/guest/${name}.js`);
  const modules = await Promise.all(["hash", "kinds", "exif", "shrink"].map(load));
  const [{ plainSha256 }, { kindOf }, { takenAt }, { shrink }] = modules;
  const photo = new Blob([Uint8Array.from(atob(encoded), (letter) => letter.charCodeAt(0))]);
  const { smaller, thumb } = await shrink(photo, "image/jpeg", { isKept: false });
  const kept = await shrink(photo, "image/jpeg", { isKept: true });
  const sizeOf = async (blob) => { const { width, height } = await createImageBitmap(blob); return [width, height]; };
  const hex = (bytes) => [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return {
    kind: await kindOf(photo),
    moment: await takenAt(photo),
    nothing: [await kindOf(new Blob(["no picture"])), await takenAt(new Blob(["Exif\\0\\0MM\\0*\\0\\0\\xff\\xff"]))],
    smaller: await sizeOf(smaller),
    isSmaller: smaller.size < photo.size,
    thumb: await sizeOf(thumb),
    kept: kept.smaller,
    note: await takenAt(smaller),
    hashes: [LENGTHS].flat().map((length) => hex(plainSha256(Uint8Array.from({ length }, (_none, at) => at % 251)))),
  };
}"""


def photo(*, offset: str = "") -> bytes:
    """A large one on its side, as a phone takes it, with the camera's note."""
    picture = Image.radial_gradient("L").resize((3200, 2400)).convert("RGB")
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif[DATE] = "2026:06:21 09:00:00"
    exif.get_ifd(SUB_FOLDER).update({ORIGINAL: "2026:06:20 21:15:30"} | ({OFFSET: offset} if offset else {}))
    file = BytesIO()
    picture.save(file, "JPEG", quality=97, exif=exif)
    return file.getvalue()


def read_by(page: Page, data: bytes) -> dict[str, Any]:
    script = READ.replace("LENGTHS", str(list(LENGTHS)))
    return dict(page.evaluate(script, b64encode(data).decode()))


def test_photo_is_turned_and_made_smaller_and_its_time_is_read_first(phone: Page, base_url: str):
    phone.goto(f"{base_url}/e/nothing-here")

    found = read_by(phone, photo(offset="+05:30"))

    assert found["kind"] == "image/jpeg"
    assert found["moment"] == "2026-06-20T15:45:30.000Z"
    assert found["nothing"] == ["", None]
    assert (found["smaller"], found["thumb"]) == ([1920, 2560], [270, 360])
    assert (found["isSmaller"], found["kept"], found["note"]) == (True, None, None)
    assert found["hashes"] == [sha256(bytes(at % 251 for at in range(length))).hexdigest() for length in LENGTHS]


def test_time_without_offset_is_the_phones_own(page: Page, base_url: str):
    page.goto(f"{base_url}/e/nothing-here")

    assert read_by(page, photo())["moment"] == "2026-06-20T19:15:30.000Z"  # its zone is Europe/Berlin
