"""The events' feed, sitemap, robots.txt and the rest that machines read about the whole site."""

from datetime import timedelta
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from defusedxml.ElementTree import fromstring
from django.conf import settings
from django.test import Client
from django.utils import timezone as clock
from wagtail.models import PageViewRestriction, Site

from site_pages.actions import publish_page
from site_pages.models import EventPage, PlatformSettings, SpeakerIndexPage
from tests.factories import EventFactory, SessionFactory, SpeakerFactory

pytestmark = pytest.mark.django_db

BASE = settings.BASE_URL
FEED, SITEMAP = "/events/feed.rss", "/sitemap.xml"
SECTIONS = ("sessions", "speakers", "venue", "sponsors", "tickets", "faq", "contact", "archive", "photos")
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture
def event(db: None) -> EventPage:
    return EventFactory(title="Tidewater", slug="tidewater")


def feed_items(client: Client) -> list[Element]:
    return fromstring(client.get(FEED).content).findall("channel/item")


def titles(client: Client) -> list[str | None]:
    return [item.findtext("title") for item in feed_items(client)]


def locations(client: Client) -> list[str]:
    return [found.text or "" for found in fromstring(client.get(SITEMAP).content).iter(f"{NAMESPACE}loc")]


def pages_of(event: EventPage) -> list[str]:
    address = f"{BASE}/events/{event.slug}/"
    return [address, *(f"{address}{section}/" for section in SECTIONS)]


def restrict(page: Any) -> None:
    PageViewRestriction.objects.create(page=page, restriction_type=PageViewRestriction.LOGIN)


def test_feed_tells_the_coming_events_soonest_first(client: Client, event: EventPage):
    later = EventFactory(
        title="Lantern", slug="lantern", starts_at=event.starts_at + timedelta(days=9), is_cancelled=True
    )
    now = clock.now()
    EventFactory(title="Over", starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=1))

    first, second = feed_items(client)

    assert {child.tag: child.text for child in first} == {
        "title": "Tidewater",
        "link": f"{BASE}/events/tidewater/",
        "description": "6–8 May 2030. Berlin. A gathering of people who care.",
        "pubDate": first.findtext("pubDate"),
        "guid": f"urn:uuid:{event.public_id}",
        "category": "conference",
    }
    assert (second.findtext("title"), second.findtext("guid")) == (
        "Cancelled: Lantern",
        f"urn:uuid:{later.public_id}",
    )


def test_feed_names_itself_and_the_platform(client: Client, event: EventPage):
    response = client.get(FEED)

    channel = fromstring(response.content)[0]
    assert response["Content-Type"] == "application/rss+xml; charset=utf-8"
    assert (channel.findtext("title"), channel.findtext("link")) == ("Foyer: upcoming events", f"{BASE}/events/")
    assert [link.get("href") for link in channel.findall("{http://www.w3.org/2005/Atom}link")] == [f"{BASE}{FEED}"]


def test_feed_survives_texts_that_xml_cannot_hold(client: Client, event: EventPage):
    event.title, event.short_description = "Tide\x07water & <b>", "Words\x0b\ufffe here"
    event.save_revision().publish()

    item = feed_items(client)[0]

    assert (item.findtext("title"), item.findtext("description")) == (
        "Tide water & <b>",
        "6–8 May 2030. Berlin. Words here",
    )


def test_feed_and_sitemap_hold_only_what_everybody_may_see(client: Client, event: EventPage):
    SessionFactory(event=event, title="Shown", slug="shown", speakers=[SpeakerFactory(slug="ada")])
    SessionFactory(event=event, published=False, speakers=[SpeakerFactory()])
    private = SessionFactory(event=event, speakers=[SpeakerFactory()])
    restrict(private)
    for hidden in (EventFactory(is_listed=False), EventFactory(), EventFactory(published=False), EventFactory()):
        SessionFactory(event=hidden, speakers=[SpeakerFactory()])
    restricted, gone = EventPage.objects.exclude(slug="tidewater").filter(is_listed=True, live=True)
    restrict(restricted)
    gone.unpublish()

    assert titles(client) == ["Tidewater"]
    assert sorted(locations(client)) == sorted(
        [
            f"{BASE}/",
            f"{BASE}/events/",
            *pages_of(event),
            f"{BASE}/events/tidewater/sessions/shown/",
            f"{BASE}/events/tidewater/speakers/ada/",
        ]
    )


def test_sitemap_tells_when_a_page_last_changed(client: Client, event: EventPage):
    found = {
        url.findtext(f"{NAMESPACE}loc"): url.findtext(f"{NAMESPACE}lastmod")
        for url in fromstring(client.get(SITEMAP).content)
    }

    assert found[f"{BASE}/events/tidewater/"] == event.last_published_at.date().isoformat()


def test_sitemap_has_no_speakers_without_a_page_of_speakers(client: Client, event: EventPage):
    SessionFactory(event=event, speakers=[SpeakerFactory(slug="ada")])
    SpeakerIndexPage.objects.child_of(event).get().unpublish()

    assert [address for address in locations(client) if "/speakers/" in address] == []


def test_sitemap_and_feed_cost_the_same_whatever_their_length(
    client: Client, event: EventPage, django_assert_max_num_queries: Any
):
    client.get(FEED)  # makes the platform's settings, once
    with django_assert_max_num_queries(5):
        client.get(SITEMAP)
    with django_assert_max_num_queries(4):
        client.get(FEED)
    for _number in range(2):
        SessionFactory(event=EventFactory(), speakers=[SpeakerFactory()])
    with django_assert_max_num_queries(5):
        client.get(SITEMAP)
    with django_assert_max_num_queries(4):
        client.get(FEED)


@pytest.mark.parametrize("address", [FEED, SITEMAP])
def test_answer_that_is_current_is_not_written_again(
    client: Client, event: EventPage, django_assert_max_num_queries: Any, address: str
):
    etag = client.get(address)["ETag"]
    with django_assert_max_num_queries(1):
        again = client.get(address, headers={"If-None-Match": etag})
    event.unpublish()
    changed = client.get(address, headers={"If-None-Match": etag})
    publish_page(event)

    assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
    assert (changed.status_code, b"tidewater" in changed.content) == (200, False)
    assert b"tidewater" in client.get(address).content


@pytest.mark.parametrize("address", [FEED, SITEMAP, "/robots.txt", "/events/tidewater/event.ics"])
def test_no_address_is_made_from_the_host_of_the_request(client: Client, event: EventPage, address: str):
    Site.objects.update(hostname="elsewhere.example")

    content = client.get(address, headers={"Host": "localhost"}).content.decode()

    assert BASE in content
    assert ("//localhost" in content, "elsewhere.example" in content) == (False, False)


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Host": "evil.example", "X-Forwarded-Host": "localhost"}]
)
def test_forged_host_is_refused(client: Client, event_index: Any, headers: dict[str, str]):
    assert client.get(FEED, headers=headers).status_code == 400


def test_robots_are_told_where_the_sitemap_is(client: Client):
    response = client.get("/robots.txt")

    assert (response["Content-Type"], response.content.decode()) == (
        "text/plain; charset=utf-8",
        f"User-agent: *\nDisallow: /cms/\nDisallow: /api/\n\nSitemap: {BASE}/sitemap.xml\n",
    )


def test_manifest_has_the_platforms_name_and_colour(client: Client, event_index: Any):
    PlatformSettings.objects.update_or_create(
        site=Site.objects.get(), defaults={"name": "Harbour Nights", "accent_color": "#0b6e7f"}
    )

    response = client.get("/manifest.webmanifest")

    assert response["Content-Type"] == "application/manifest+json"
    body = response.json()
    assert (body["name"], body["theme_color"]) == ("Harbour Nights", "#0b6e7f")
    assert [icon["src"] for icon in body["icons"]] == [
        "/static/img/icon.svg",
        "/static/img/icon-192.png",
        "/static/img/icon-512.png",
    ]


def test_favicon_is_found_where_old_browsers_look(client: Client):
    assert client.get("/favicon.ico")["Location"] == "/static/img/icon.svg"


def test_security_contact_is_told_while_there_is_one(client: Client, event_index: Any):
    assert client.get("/.well-known/security.txt").status_code == 404
    PlatformSettings.objects.update_or_create(site=Site.objects.get(), defaults={"contact_email": "house@example.org"})

    lines = dict(row.split(": ", 1) for row in client.get("/.well-known/security.txt").content.decode().splitlines())

    day = (clock.now() + timedelta(days=180)).date()
    assert lines == {
        "Contact": "mailto:house@example.org",
        "Expires": f"{day.isoformat()}T00:00:00Z",
        "Canonical": f"{BASE}/.well-known/security.txt",
    }
