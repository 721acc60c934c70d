"""Pictures are decoded in a process of their own, and whatever happens there, the next picture works."""

from __future__ import annotations

import hashlib
import os
import signal
import time
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from multiprocessing import get_context
from pathlib import Path

import pytest

from gallery.pictures.derive import RECIPE
from gallery.pictures.job import Job, Picture
from gallery.pictures.limits import MIB
from gallery.pictures.refusals import PictureRefused
from gallery.pictures.workshop import Limits, Workshop, WorkshopTrouble
from tests.factories.pictures import PLANTED, bomb, corners, encoded, exif, picture, plain_png, scan_bomb, telling

# Soon over for what never ends; on a busy machine, for other pictures as well.
QUICK = Limits(seconds=0.2)


@pytest.fixture
def shop() -> Iterator[Workshop]:
    workshop = Workshop()
    yield workshop
    workshop.close()


def job(folder: Path, data: bytes, *, name: str = "sent", compression: str = "raw", zone: str = "UTC") -> Job:
    source, results = folder / name, folder / f"{name} results"
    source.write_bytes(data)
    results.mkdir()
    return Job(source, results, compression, zone)


def refusal(shop: Workshop, asked: Job) -> str:
    with pytest.raises(PictureRefused) as refused:
        shop.work(asked)
    return str(refused.value.code)


def works(shop: Workshop, folder: Path) -> bool:
    """The next picture."""
    return shop.work(job(folder, picture(), name="next")).kind == "image/jpeg"


def hanging(folder: Path) -> Job:
    """A source that can be opened and never read to its end: nobody writes into this pipe."""
    asked = job(folder, b"", name="hanging")
    asked.source.unlink()
    os.mkfifo(asked.source)
    return asked


def soon(condition: Callable[[], bool]) -> bool:
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        if condition():
            return True
        time.sleep(0.005)
    return False


def is_gone(pid: int) -> bool:
    """Not even a zombie."""
    return not Path(f"/proc/{pid}").exists()


def test_raw_picture_is_kept_as_it_was_sent(shop: Workshop, tmp_path: Path):
    data = picture("image/heic", exif=exif(orientation=6))
    asked = job(tmp_path, data, zone="Asia/Kolkata")
    made = shop.work(asked)
    assert made == Picture(
        kind="image/heic",
        width=64,
        height=96,
        taken_at=datetime(2026, 11, 20, 13, 0, 5, tzinfo=UTC),
        sha256=hashlib.sha256(data).hexdigest(),
        crc32=zlib.crc32(data),
        size_bytes=len(data),
        placeholder=made.placeholder,
        recipe=RECIPE,
        thumbnail=asked.folder / "thumbnail.webp",
        preview=asked.folder / "preview.webp",
        original=None,
    )
    assert sorted(path.name for path in asked.folder.iterdir()) == ["preview.webp", "thumbnail.webp"]
    assert asked.source.read_bytes() == data


def test_compressed_picture_is_kept_without_place_and_device(shop: Workshop, tmp_path: Path):
    data = telling("image/jpeg")
    made = shop.work(job(tmp_path, data, compression="compressed"))
    assert made.original is not None
    kept = made.original.read_bytes()
    assert [word for word in PLANTED if word.encode() in kept] == []
    assert (made.sha256, made.crc32) == (hashlib.sha256(data).hexdigest(), zlib.crc32(kept))
    assert (made.size_bytes, made.taken_at) == (len(data), datetime(2026, 11, 20, 18, 30, 5, tzinfo=UTC))


def test_compressed_picture_that_tells_nothing_is_not_written_again(shop: Workshop, tmp_path: Path):
    data = picture()
    made = shop.work(job(tmp_path, data, compression="compressed"))
    assert (made.original, made.crc32, made.taken_at) == (None, zlib.crc32(data), None)


def test_one_process_does_many_pictures(tmp_path: Path):
    shop = Workshop(Limits(pictures_per_process=2))
    used = []
    for number in range(4):
        shop.work(job(tmp_path, picture(), name=str(number)))
        used.append(shop.pid)
    assert (used[0] is not None, used[1], used[2] is not None, used[3]) == (True, None, True, None)
    shop.close()


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"hello", "NOT_A_PICTURE"),
        (b"", "NOT_A_PICTURE"),
        (b"<svg ></svg>", "TYPE_NOT_ALLOWED"),
        (bomb(), "TOO_MANY_PIXELS"),
        (picture("image/avif")[:-30], "DAMAGED"),
    ],
    ids=["text", "empty", "svg", "bomb", "cut off"],
)
def test_refused_and_the_next_works(data: bytes, code: str, shop: Workshop, tmp_path: Path):
    assert refusal(shop, job(tmp_path, data)) == code
    assert works(shop, tmp_path)


def test_structure_that_cannot_be_cleaned_is_refused_in_compressed_mode_alone(shop: Workshop, tmp_path: Path):
    """What decodes and cannot be followed might still tell: it is not kept where nothing may be told."""
    data = picture()[:-2] + b"\xff\xe1\xff\xffPlantedModel"
    assert refusal(shop, job(tmp_path, data, compression="compressed")) == "DAMAGED"
    assert shop.work(job(tmp_path, data, name="raw")).original is None


def test_picture_that_needs_too_much_memory_is_refused(tmp_path: Path):
    """50 megapixels that are all there: the limit of the process is what stops it."""
    shop = Workshop(Limits(memory_bytes=160 * MIB))
    assert refusal(shop, job(tmp_path, plain_png(10_000, 5_000))) == "TOO_MANY_PIXELS"
    assert works(shop, tmp_path)
    shop.close()


def test_picture_that_takes_too_much_processor_time_is_refused(tmp_path: Path):
    """Nothing is left above the second that rounding gives; this picture of 110 kB takes several."""
    shop = Workshop(Limits(processor_seconds=0))
    assert refusal(shop, job(tmp_path, scan_bomb())) == "TOO_SLOW"
    assert works(shop, tmp_path)
    shop.close()


def test_picture_that_never_ends_is_refused(shop: Workshop, tmp_path: Path):
    shop.work(job(tmp_path, picture()))
    first = shop.pid or 0
    shop.limits = QUICK
    assert refusal(shop, hanging(tmp_path)) == "TOO_SLOW"
    assert (shop.pid, is_gone(first)) == (None, True)
    shop.limits = Limits()
    assert works(shop, tmp_path)


def opened_by_us(fifo: Path) -> int:
    """The end of the pipe to write to. It can be opened as soon as the child waits at the other, and says nothing."""
    writers: list[int] = []

    def is_waited_for() -> bool:
        with suppress(OSError):
            writers.append(os.open(fifo, os.O_WRONLY | os.O_NONBLOCK))
        return bool(writers)

    assert soon(is_waited_for)
    return writers[0]


def test_killed_once_the_picture_gets_another_process(shop: Workshop, tmp_path: Path):
    asked = hanging(tmp_path)
    with ThreadPoolExecutor(1) as pool:
        made = pool.submit(shop.work, asked)
        writer = opened_by_us(asked.source)
        first = shop.pid or 0
        (tmp_path / "real").write_bytes(picture())
        (tmp_path / "real").replace(asked.source)
        os.kill(first, signal.SIGKILL)
        assert made.result(20).kind == "image/jpeg"
        os.close(writer)
    assert (shop.pid != first, is_gone(first)) == (True, True)


def test_killed_twice_the_picture_is_refused(shop: Workshop, tmp_path: Path):
    killed: list[int] = []

    def kill_each() -> None:
        while len(killed) < 2:
            assert soon(lambda: shop.pid is not None and shop.pid not in killed)
            killed.append(shop.pid or 0)
            os.kill(killed[-1], signal.SIGKILL)

    with ThreadPoolExecutor(1) as pool:
        killing = pool.submit(kill_each)
        assert refusal(shop, hanging(tmp_path)) == "DAMAGED"
        killing.result(20)
    assert [is_gone(pid) for pid in killed] == [True, True]
    assert works(shop, tmp_path)


def test_process_that_died_between_two_pictures_is_replaced(shop: Workshop, tmp_path: Path):
    shop.work(job(tmp_path, picture()))
    first = shop.pid or 0
    os.kill(first, signal.SIGKILL)
    assert works(shop, tmp_path)
    assert (shop.pid != first, is_gone(first)) == (True, True)


@pytest.mark.parametrize("missing", ["source", "folder"])
def test_what_is_our_own_fault_is_no_refusal(missing: str, shop: Workshop, tmp_path: Path):
    asked = job(tmp_path, picture())
    getattr(asked, missing).rename(tmp_path / "elsewhere")
    with pytest.raises(WorkshopTrouble, match="FileNotFoundError"):
        shop.work(asked)
    assert works(shop, tmp_path)


def test_threads_share_one_process(shop: Workshop, tmp_path: Path):
    jobs = [job(tmp_path, encoded(corners((16 + number, 12)), "image/jpeg"), name=str(number)) for number in range(6)]
    with ThreadPoolExecutor(3) as pool:
        made = list(pool.map(shop.work, jobs))
    assert [found.width for found in made] == [16 + number for number in range(6)]
    assert [found.thumbnail.parent for found in made] == [asked.folder for asked in jobs]


def test_forked_process_has_a_child_of_its_own(shop: Workshop, tmp_path: Path):
    """As Celery's workers are forked from one that may have used it."""
    shop.work(job(tmp_path, picture()))
    context = get_context("fork")
    answers = context.Queue()

    def use() -> None:
        answers.put((works(shop, tmp_path), shop.pid))
        shop.close()

    other = context.Process(target=use)
    other.start()
    worked, pid = answers.get(timeout=20)
    other.join()
    assert (worked, pid != shop.pid, is_gone(pid)) == (True, True, True)
    assert shop.work(job(tmp_path, picture(), name="again")).kind == "image/jpeg"


def test_closing_ends_the_process(shop: Workshop, tmp_path: Path):
    shop.work(job(tmp_path, picture()))
    pid = shop.pid or 0
    shop.close()
    shop.close()
    assert (shop.pid, is_gone(pid)) == (None, True)


def test_child_ends_when_nobody_asks_any_more(shop: Workshop, tmp_path: Path):
    """The server was killed: its pipe closes, and nothing of it goes on."""
    shop.work(job(tmp_path, picture()))
    child = shop._child
    assert child is not None
    assert child.process.stdin is not None
    child.process.stdin.close()
    assert child.process.wait(10) == 0


def test_child_knows_neither_django_nor_our_secrets(shop: Workshop, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SECRET_KEY", "hidden")
    shop.work(job(tmp_path, picture()))
    there = Path(f"/proc/{shop.pid}/environ").read_bytes()
    loaded = Path(f"/proc/{shop.pid}/maps").read_text()
    assert (b"SECRET_KEY" in there, b"DJANGO" in there, "psycopg" in loaded) == (False, False, False)
