"""The page behind a gallery's QR code: who may open it, what it may load, and what its service worker keeps."""

from __future__ import annotations

import gzip
import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.contrib.staticfiles import finders
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from cms.middleware import PUBLIC_POLICY
from gallery import guest_shell
from gallery.guest_words import page_words
from gallery.models import Gallery
from gallery.storage.config import S3Config
from gallery.views.guest import dates_of
from site_pages.offline_shell import source_of
from tests.factories import EventFactory
from tests.factories.gallery import gallery_for
from tests.gallery.guests.phone import Phone

STORE = S3Config(
    endpoint="https://store.example.com", access_key="k", secret_key="s", media_bucket="media", zips_bucket="zips"
)
SAID = re.compile(r"""say\(\s*(?:\w+ \? )?"(\w+)"(?: : "(\w+)")?""")
MOST_JAVASCRIPT = 60_000  # spec 8: bytes, compressed


@pytest.fixture
def gallery(db: None) -> Gallery:
    return gallery_for(EventFactory(title="Harbour party", slug="harbour", accent_color="#9a3412"))


def data_block(html: str) -> dict[str, Any]:
    found = re.search(r'<script id="guest-page" type="application/json">(.*?)</script>', html, re.S)
    assert found
    return dict(json.loads(found[1]))


def directive(response: Any, name: str) -> list[str]:
    policy = dict(part.split(" ", 1) for part in response["Content-Security-Policy"].split("; "))
    return list(policy[name].split())


def test_page_of_gallery_has_its_name_colour_and_invitation(client: Client, gallery: Gallery):
    response = client.get("/e/harbour")

    html = response.content.decode()
    assert response.status_code == 200
    assert "<h1>Harbour party</h1>" in html
    assert '<link rel="stylesheet" href="/theme/9a3412.css" data-keep>' in html
    assert '<link rel="manifest" href="/e/harbour/manifest.webmanifest">' in html
    page = data_block(html)
    assert {name: page[name] for name in ("slug", "address", "api", "worker")} == {
        "slug": "harbour",
        "address": "/e/harbour",
        "api": "/api/guest/events/harbour",
        "worker": "/e/worker.js",
    }
    assert (page["invitation"]["status"], page["invitation"]["has_pin"]) == ("active", False)
    assert "<noscript>" in html


@pytest.mark.parametrize("address", ["/e/nothing", "/e/nothing/manifest.webmanifest", "/e/"])
def test_unknown_address_is_not_found(client: Client, gallery: Gallery, address: str):
    assert client.get(address).status_code == 404


def test_page_is_the_same_for_everybody_and_sets_no_cookie(gallery: Gallery):
    guest = Phone(gallery)
    guest.join(display_name="Ada")

    known, stranger = guest.client.get("/e/harbour"), Client().get("/e/harbour")

    assert known.content == stranger.content
    assert (known.cookies, stranger.cookies) == ({}, {})


def test_page_reads_one_row(client: Client, gallery: Gallery, django_assert_num_queries: DjangoAssertNumQueries):
    client.get("/e/harbour")
    with django_assert_num_queries(1):
        client.get("/e/harbour")


def test_page_may_send_to_the_store_and_other_pages_may_not(client: Client, gallery: Gallery, settings: Any):
    settings.GALLERY_STORAGE = STORE

    page, other = client.get("/e/harbour"), client.get("/nothing")

    assert directive(page, "connect-src") == ["'self'", "https://store.example.com"]
    assert directive(page, "img-src") == ["'self'", "data:", "blob:", "https://store.example.com"]
    for name in ("script-src", "style-src"):
        assert directive(page, name) == list(PUBLIC_POLICY[name])
    assert "store.example.com" not in other["Content-Security-Policy"]


def test_page_without_store_of_others_speaks_to_its_own_site_alone(client: Client, gallery: Gallery):
    assert directive(client.get("/e/harbour"), "connect-src") == ["'self'"]


def test_address_of_any_script_opens(client: Client, db: None):
    gallery_for(EventFactory(title="उत्सव", slug="utsav"), slug="उत्सव")

    response = client.get("/e/उत्सव")

    assert response.status_code == 200
    assert data_block(response.content.decode())["api"] == "/api/guest/events/उत्सव"


def test_guest_of_an_address_of_any_script_is_known_again(db: None):
    gallery = gallery_for(EventFactory(title="उत्सव", slug="utsav"), slug="उत्सव")
    phone = Phone(gallery)
    phone.join()

    cookie = phone.client.cookies["gallery_guest"]

    assert cookie["path"] == "/api/guest/events/%E0%A4%89%E0%A4%A4%E0%A5%8D%E0%A4%B8%E0%A4%B5"


def test_manifest_is_the_gallerys_own(client: Client, gallery: Gallery):
    response = client.get("/e/harbour/manifest.webmanifest")

    body = response.json()
    assert response["Content-Type"] == "application/manifest+json"
    assert {name: body[name] for name in ("id", "name", "start_url", "scope", "display", "theme_color")} == {
        "id": "/e/harbour",
        "name": "Harbour party",
        "start_url": "/e/harbour",
        "scope": "/e/harbour",
        "display": "standalone",
        "theme_color": "#9a3412",
    }
    assert [(icon["sizes"], icon["purpose"]) for icon in body["icons"]] == [
        ("192x192", "any"),
        ("512x512", "any"),
        ("512x512", "maskable"),
    ]


def test_worker_names_every_file_of_the_page(client: Client, gallery: Gallery):
    response = client.get("/e/worker.js")
    html = client.get("/e/harbour").content.decode()

    text = response.content.decode()
    shell = json.loads(text.partition("self.SHELL = ")[2].partition(";\n")[0])
    own = [name for name in re.findall(r'(?:src|href)="(/static/[^"]+)"', html) if "icon-192" not in name]
    assert response["Content-Type"] == "text/javascript; charset=utf-8"
    assert set(own) <= set(shell["files"])
    assert shell["version"] == guest_shell.SHELL.version()


def test_worker_changes_with_a_release(client: Client, db: None, settings: Any):
    before = client.get("/e/worker.js").content
    settings.RELEASE = "another"

    assert client.get("/e/worker.js").content != before


def sources() -> dict[str, str]:
    """The scripts that the page loads, by name, as the imports lead to them."""
    found: dict[str, str] = {}
    wanted = ["js/gallery/guest/main.js"]
    while wanted:
        name = wanted.pop()
        path = finders.find(name)
        assert isinstance(path, str), name
        found[name] = Path(path).read_text()
        for other in re.findall(r'^import .*? from "(.+?)";', found[name], re.M):
            folder, parts = name.split("/")[:-1], other.split("/")
            for part in parts:
                folder = folder[:-1] if part == ".." else folder if part == "." else [*folder, part]
            wanted += ["/".join(folder)] if "/".join(folder) not in found else []
    return found


def test_worker_keeps_exactly_the_modules_that_are_imported():
    kept = {name for name in guest_shell.FILES if name.startswith("js/") and "theme" not in name}
    assert set(sources()) == kept


def test_scripts_are_small():
    scripts = [*sources().values(), source_of("js/theme.js").decode()]
    assert sum(len(gzip.compress(text.encode())) for text in scripts) < MOST_JAVASCRIPT


def test_words_that_scripts_say_are_there():
    said = {word for text in sources().values() for pair in SAID.findall(text) for word in pair if word}
    assert said - set(page_words()) == set()


def test_words_of_every_state_and_standing_are_there():
    states = ("waiting", "preparing", "sending", "finishing", "developing", "here", "lost")
    standings = ("full", "stopped", "closed", "gone")
    wanted = (
        {f"state_{state}" for state in states}
        | {f"{kind}{name}" for name in standings for kind in ("stuck_",)}
        | {f"{name}_{kind}" for name in standings for kind in ("title", "hint")}
    )
    assert wanted - set(page_words()) == set()


@pytest.mark.parametrize(
    ("first", "last", "text"),
    [
        (date(2026, 6, 20), date(2026, 6, 20), "Saturday, 20 June 2026"),
        (date(2026, 6, 20), date(2026, 6, 22), "20–22 June 2026"),
        (date(2026, 6, 30), date(2026, 7, 2), "30 June – 2 July 2026"),
        (date(2026, 12, 31), date(2027, 1, 1), "31 December – 1 January 2027"),
    ],
    ids=["day", "days", "months", "years"],
)
def test_dates_are_said_shortly(first: date, last: date, text: str):
    assert dates_of(Gallery(event_date=first, end_date=last)) == text
