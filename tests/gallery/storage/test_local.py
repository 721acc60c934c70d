"""What only the local store does: files that no crash leaves half, many writers at once, addresses of this site."""

from __future__ import annotations

import os
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import pytest

from gallery.storage import stores
from gallery.storage.config import S3Config
from gallery.storage.contract import ObjectMissing, StorageTrouble
from gallery.storage.local import LocalStore
from gallery.storage.local_files import AlreadyThere, Folder
from gallery.storage.s3 import S3Store
from tests.gallery.storage.stores import HOUR, JPEG, PHOTO, Bench, incoming, original, upload

LATER = timedelta(days=1)


@pytest.fixture
def store(disk: Path) -> LocalStore:
    return LocalStore(disk, "media")


@pytest.fixture
def folder(store: LocalStore) -> Folder:
    return store.folder


def put(store: LocalStore, key: str, body: bytes = PHOTO) -> None:
    store.put(key, BytesIO(body), size=len(body), content_type=JPEG)


def files(store: LocalStore) -> list[str]:
    """Everything on the disk, by folder."""
    root = store.folder.objects.parent
    return sorted(path.relative_to(root).parts[0] for path in root.rglob("*") if path.is_file())


def test_object_is_two_files_and_deleting_leaves_none(store: LocalStore):
    put(store, original(), b"old")
    put(store, original(), b"new")
    kept = files(store)
    store.delete([original()])

    assert (kept, files(store)) == (["data", "objects"], [])


def test_copy_costs_no_second_file_of_bytes(store: LocalStore):
    put(store, incoming())
    store.copy(incoming(), original())

    inodes = {path.stat().st_ino for path in store.folder.data.rglob("*") if path.is_file()}
    assert (len(inodes), files(store)) == (1, ["data", "data", "objects", "objects"])


def test_refused_and_broken_writes_leave_nothing(store: LocalStore):
    with pytest.raises(ValueError, match="another size"):
        store.put(original(), BytesIO(b"123"), size=4, content_type=JPEG)
    with store.folder.begin() as fresh:
        fresh.write(b"1")

    assert files(store) == []


def test_only_one_of_many_writers_is_the_first(store: LocalStore, folder: Folder):
    def write(number: int) -> bool:
        with folder.begin() as fresh:
            fresh.write(b"%d" % number)
            try:
                folder.keep_once(incoming(), fresh, content_type=JPEG, sha256=fresh.sha256)
            except AlreadyThere:
                return False
            return True

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(write, range(40)))

    assert won.count(True) == 1
    assert b"".join(store.read(incoming())) == b"%d" % won.index(True)
    assert files(store) == ["data", "objects"]


def test_reader_sees_one_whole_object_while_others_write(store: LocalStore):
    put(store, original(), b"0" * 5000)

    def write(number: int) -> None:
        put(store, original(), b"%d" % (number % 10) * 5000)

    def read(_number: int) -> int:
        return len(set(b"".join(store.read(original()))))

    with ThreadPoolExecutor(4) as pool:
        written = [pool.submit(write, number) for number in range(40)]
        seen = {pool.submit(read, number).result() for number in range(40)}
        assert [work.result() for work in written] == [None] * 40

    assert seen == {1}


def test_crash_before_the_name_leaves_bytes_that_are_tidied_away(store: LocalStore, folder: Folder):
    put(store, original())
    fresh = folder.begin()
    fresh.write(b"half")
    fresh._file.close()
    nameless = folder.data / f"{original(2)}.0123456789abcdef"
    nameless.write_bytes(b"whole, without a name")
    (folder.parts / ("0" * 32)).mkdir(parents=True)
    now = datetime.now(UTC)

    store.tidy(before=now - LATER)
    young = files(store)
    store.tidy(before=now + LATER)

    assert (young, files(store)) == (["data", "data", "incoming", "objects"], ["data", "objects"])
    assert list(folder.parts.iterdir()) == []
    assert [found.key for found in store.list("galleries/")] == [original()]
    with pytest.raises(ObjectMissing):
        store.head(original(2))


def test_tidying_leaves_what_is_in_use(store: LocalStore):
    put(store, original())
    store.copy(original(), original(2))
    upload_id = store.begin_multipart(incoming(), content_type=JPEG)
    store.put_part(incoming(), upload_id=upload_id, number=1, body=b"one")
    before = files(store)

    store.tidy(before=datetime.now(UTC) + LATER)

    assert files(store) == before
    assert list(store.parts(incoming(), upload_id=upload_id)) == [1]


def test_ended_uploads_leave_nothing(store: LocalStore):
    for number in (1, 2):
        upload_id = store.begin_multipart(incoming(number), content_type=JPEG)
        etag = store.put_part(incoming(number), upload_id=upload_id, number=1, body=b"one")
        if number == 1:
            store.complete_multipart(incoming(number), upload_id=upload_id, etags=[f'"{etag}"'])
        else:
            store.abort_multipart(incoming(number), upload_id=upload_id)

    assert files(store) == ["data", "objects"]


def test_disk_that_fails_is_trouble_and_names_no_file(tmp_path: Path):
    (tmp_path / "media").write_text("no folder")
    store = LocalStore(tmp_path, "media")

    with pytest.raises(StorageTrouble) as caught:
        put(store, original())

    assert str(caught.value) == "the disk: Not a directory"


def test_addresses_begin_with_the_sites_own(settings, store: LocalStore):
    settings.BASE_URL = "https://events.example.org"

    signed = store.presign_put(upload(), expires=HOUR)
    assert signed.url.startswith(f"https://events.example.org/gallery-store/media/{incoming()}?expires=")


def test_addresses_of_a_former_secret_key_still_open(local: Bench, settings):
    local.have(original())
    url = local.store.presign_get(original(), filename="a.jpg", content_type=JPEG, expires=HOUR)
    former, settings.SECRET_KEY = settings.SECRET_KEY, "another-secret-key-" * 4
    refused = local.browser.get(url).status_code
    settings.SECRET_KEY_FALLBACKS = [former]

    assert (refused, local.browser.get(url).status_code) == (403, 200)


def test_stores_are_those_of_the_settings(settings, tmp_path: Path):
    settings.PRIVATE_MEDIA_ROOT = str(tmp_path)
    media, zips = stores.media_store(), stores.zip_store()
    put(media, original())

    assert media is stores.media_store()
    assert [found.key for found in zips.list("galleries/")] == []
    assert (tmp_path / "gallery" / "media" / "objects" / original()).is_file()
    assert stores.store_origins() == ()


def test_stores_at_a_service_are_its_buckets(settings):
    settings.GALLERY_STORAGE = S3Config("http://127.0.0.1:9", "key", "secret", "photos", "archives")
    media, zips = stores.media_store(), stores.zip_store()

    assert isinstance(media, S3Store)
    assert isinstance(zips, S3Store)
    assert (media.bucket, zips.bucket) == ("photos", "archives")
    assert media is stores.media_store()
    assert stores.store_origins() == ("http://127.0.0.1:9",)
    stores.tidy_stores(before=datetime.now(UTC))


def test_tidying_reaches_both_stores(settings, tmp_path: Path):
    settings.PRIVATE_MEDIA_ROOT = str(tmp_path)
    for bucket in ("media", "zips"):
        place = tmp_path / "gallery" / bucket / "incoming"
        place.mkdir(parents=True)
        (place / "left").touch()

    stores.tidy_stores(before=datetime.now(UTC) + LATER)

    assert [name for _place, _folders, names in os.walk(tmp_path) for name in names] == []
