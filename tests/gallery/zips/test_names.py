"""Names of files, whatever guests call themselves (research/identity-security.md, section 10, attack 15)."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime, timedelta, timezone
from pathlib import PurePosixPath, PureWindowsPath
from types import SimpleNamespace
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from gallery.choices import MediaType
from gallery.names import file_name
from gallery.zips.names import Names, folded

ID = UUID("0b5f1c2d-0000-4000-8000-000000000000")
TAKEN = datetime(2026, 11, 20, 18, 30, 12, 999_999, tzinfo=UTC)
REST = "2026-11-20-183012-0b5f1c2d.jpg"


def named(uploader: str, **more: object) -> str:
    values = {"public_id": ID, "taken_at": TAKEN, "mime_type": "image/jpeg", "uploader": uploader, **more}
    return file_name(SimpleNamespace(**values))


@pytest.mark.parametrize(
    ("uploader", "begins"),
    [
        ("Amit", "Amit"),
        ("", "guest"),
        ("   ", "guest"),
        ("Anna-Lena  Groß", "Anna-Lena-Groß"),
        ("अमित", "अमित"),
        ("דנה", "דנה"),
        ("../../x", "x"),
        ("C:\\x", "C-x"),
        ("a\x00b\nc\x7f", "a-b-c"),
        ("CON", "CON"),
        ("con.txt", "con-txt"),
        ("\u202egpj.exe\u200f\u2066", "gpj-exe"),
        ("-rf ~", "rf"),
        ("...", "guest"),
        ("😀", "guest"),
        ("=cmd|' /C calc'!A0", "cmd-C-calc-A0"),
        ("x" * 300, "x" * 60),
        ("é" * 300, "é" * 30),
        ("ﬁ①", "fi1"),
        ("\ud800", "guest"),
    ],
)
def test_name_keeps_what_every_system_takes(uploader: str, begins: str):
    assert named(uploader) == f"{begins}-{REST}"


def test_time_is_utc_and_the_extension_follows_the_type():
    here = timezone(timedelta(hours=5, minutes=30))

    assert named("a", taken_at=TAKEN.astimezone(here)) == f"a-{REST}"
    assert [named("a", mime_type=kind).rpartition(".")[2] for kind in MediaType.values] == (
        ["jpg", "png", "webp", "heic", "heif", "avif", "gif"]
    )


@given(uploader=some.text(max_size=120))
def test_no_name_of_a_guest_makes_a_name_that_is_unsafe(uploader: str):
    name = named(uploader)

    assert len(name.encode()) <= 100
    assert name == PurePosixPath(name).name == PureWindowsPath(name).name
    assert name.endswith(f"-{REST}")
    assert not PureWindowsPath(name).is_reserved()
    assert name[0] not in "-. "
    assert {unicodedata.category(one)[0] for one in name} <= {"L", "M", "N", "P"}
    assert set(name) & set('/\\:*?"<>|') == set()


def test_names_that_differ_in_case_alone_are_told_apart():
    names = Names()

    found = [names.unique(name) for name in ("Amit.jpg", "amit.JPG", "AMIT.jpg", "STRASSE.jpg", "straße.jpg", "a", "A")]

    assert found == ["Amit.jpg", "amit-2.JPG", "AMIT-3.jpg", "STRASSE.jpg", "straße-2.jpg", "a", "A-2"]


@given(
    wanted=some.lists(some.sampled_from(["a.jpg", "A.jpg", "a-2.jpg", "A-2.JPG", "é.jpg", "e\u0301.jpg"]), max_size=12)
)
def test_all_names_of_a_download_are_different_everywhere(wanted: list[str]):
    names = Names()

    found = [names.unique(name) for name in wanted]

    assert len({folded(name) for name in found}) == len(wanted)
