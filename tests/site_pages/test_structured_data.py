"""schema.org data: required keys, states, places, offers, escaping."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone as clock

from site_pages import structured_data as data
from site_pages.choices import AccessMode, Format
from site_pages.models import EventOrganization, EventPage, Organization, SessionPage, Speaker, Venue
from site_pages.offers import Offer, offers_of, register_offers, unregister_offers
from site_pages.seo_selectors import event_details, performers_of
from tests.factories import EventFactory, RoomFactory, SessionFactory, SpeakerFactory, VenueFactory

pytestmark = pytest.mark.django_db

BASE = settings.BASE_URL
SCHEMA = "https://schema.org/"


def event_of(**fields: Any) -> EventPage:
    return EventFactory(**{"title": "Tidewater", "slug": "tidewater", **fields})


def node_of(event: EventPage) -> dict[str, Any]:
    return data.event_node(event, event_details(event, image=""))


def graph_in(script: str) -> list[dict[str, Any]]:
    text = script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    return json.loads(text)["@graph"]


def test_event_has_what_search_engines_require():
    event = event_of(access_mode=AccessMode.OPEN)

    assert node_of(event) == {
        "@type": "Event",
        "@id": f"{BASE}/events/tidewater/",
        "name": "Tidewater",
        "description": "A gathering of people who care.",
        "url": f"{BASE}/events/tidewater/",
        "startDate": "2030-05-06T09:00:00+02:00",
        "endDate": "2030-05-08T09:00:00+02:00",
        "eventStatus": f"{SCHEMA}EventScheduled",
        "eventAttendanceMode": f"{SCHEMA}OfflineEventAttendanceMode",
        "location": {"@type": "Place", "name": "Berlin", "address": "Berlin"},
        "isAccessibleForFree": True,
        "offers": [
            {"@type": "Offer", "price": "0", "url": f"{BASE}/events/tidewater/", "availability": f"{SCHEMA}InStock"}
        ],
    }


def test_event_names_its_published_sessions_and_people():
    event = event_of()
    ada = SpeakerFactory(name="Ada", slug="ada")
    SessionFactory(event=event, title="Opening", slug="opening", speakers=[ada])
    SessionFactory(
        event=event, title="Closing", slug="closing", is_cancelled=True, starts_at=event.starts_at + timedelta(hours=3)
    )
    SessionFactory(event=event, title="Not timed yet", starts_at=None, ends_at=None)
    SessionFactory(event=event, title="Draft", published=False, speakers=[SpeakerFactory(name="Secret")])

    node = node_of(event)

    assert [(part["name"], part["url"], part["eventStatus"]) for part in node["subEvent"]] == [
        ("Opening", f"{BASE}/events/tidewater/sessions/opening/", f"{SCHEMA}EventScheduled"),
        ("Closing", f"{BASE}/events/tidewater/sessions/closing/", f"{SCHEMA}EventCancelled"),
    ]
    assert {"startDate", "location"} <= node["subEvent"][0].keys()
    assert node["performer"] == [{"@type": "Person", "name": "Ada", "url": f"{BASE}/events/tidewater/speakers/ada/"}]


def test_details_of_an_event_cost_the_same_whatever_its_length(django_assert_num_queries: Any):
    event = event_of()
    SessionFactory(event=event, speakers=[SpeakerFactory()])
    offers_of(event)  # what is left of tickets is looked up once a second at most
    with django_assert_num_queries(2):
        event_details(event, image="")
    for _number in range(4):
        SessionFactory(event=event, speakers=[SpeakerFactory(), SpeakerFactory()])
    offers_of(event)
    with django_assert_num_queries(2):
        details = event_details(event, image="")
    assert (len(details.parts), len(details.performers)) == (5, 9)


def test_event_cancelled_cancels_its_sessions_and_has_nothing_on_offer():
    event = event_of(is_cancelled=True, access_mode=AccessMode.OPEN)
    session = SessionFactory(event=event)

    node = node_of(event)
    part = data.session_node(session, event, performers=[], image="")

    assert node["eventStatus"] == node["subEvent"][0]["eventStatus"] == f"{SCHEMA}EventCancelled"
    assert part["eventStatus"] == f"{SCHEMA}EventCancelled"
    assert "availability" not in node["offers"][0]
    assert "availability" not in part["offers"][0]


def test_event_that_is_over_offers_nothing_any_more():
    now = clock.now()
    event = event_of(access_mode=AccessMode.OPEN, starts_at=now - timedelta(days=3), ends_at=now - timedelta(days=1))

    assert "availability" not in node_of(event)["offers"][0]


@pytest.mark.parametrize(
    ("mode", "attendance", "kinds"),
    [
        (Format.IN_PERSON, "OfflineEventAttendanceMode", ["Place"]),
        (Format.VIRTUAL, "OnlineEventAttendanceMode", ["VirtualLocation"]),
        (Format.HYBRID, "MixedEventAttendanceMode", ["Place", "VirtualLocation"]),
    ],
)
def test_format_decides_attendance_and_location(mode: str, attendance: str, kinds: list[str]):
    node = node_of(event_of(format=mode, venue=VenueFactory()))

    places = node["location"] if isinstance(node["location"], list) else [node["location"]]
    assert node["eventAttendanceMode"] == f"{SCHEMA}{attendance}"
    assert [place["@type"] for place in places] == kinds


def test_event_in_person_without_place_has_no_location():
    assert "location" not in node_of(event_of(city=""))


def test_session_is_in_its_room_with_the_address_of_the_venue():
    venue: Venue = VenueFactory(name="Dock Shed", address="Pier 4\nGate B", city="Rotterdam", country="Netherlands")
    event = event_of(access_mode=AccessMode.REGISTRATION)
    ada = SpeakerFactory(name="Ada", slug="ada", email="ada@example.org")
    session: SessionPage = SessionFactory(
        event=event,
        title="Opening",
        slug="opening",
        room=RoomFactory(venue=venue, name="Pump Room"),
        language="de",
        speakers=[ada],
    )

    node = data.session_node(session, event, performers=performers_of(session, event), image="")

    assert node["location"] == {
        "@type": "Place",
        "name": "Pump Room, Dock Shed",
        "address": {
            "@type": "PostalAddress",
            "streetAddress": "Pier 4, Gate B",
            "addressLocality": "Rotterdam",
            "addressCountry": "Netherlands",
        },
    }
    assert (node["startDate"], node["inLanguage"], node["isAccessibleForFree"]) == (
        "2030-05-06T10:00:00+02:00",
        "de",
        True,
    )
    assert node["superEvent"]["@id"] == f"{BASE}/events/tidewater/"
    assert node["performer"] == [{"@type": "Person", "name": "Ada", "url": f"{BASE}/events/tidewater/speakers/ada/"}]


def test_times_carry_the_offset_of_the_day():
    event = event_of(
        timezone="America/Los_Angeles",
        starts_at=datetime(2026, 10, 31, 16, tzinfo=UTC),
        ends_at=datetime(2026, 11, 1, 18, tzinfo=UTC),
    )

    node = node_of(event)

    assert (node["startDate"], node["endDate"]) == ("2026-10-31T09:00:00-07:00", "2026-11-01T10:00:00-08:00")


def test_ticketed_event_without_a_shop_names_its_tickets_page_and_no_price():
    node = node_of(event_of(access_mode=AccessMode.TICKETED))

    assert (node["isAccessibleForFree"], node["offers"]) == (
        False,
        [{"@type": "Offer", "url": f"{BASE}/events/tidewater/tickets/"}],
    )


def test_shop_that_is_registered_supplies_the_offers():
    def sell(event: EventPage) -> list[Offer]:
        opens = datetime(2030, 1, 1, tzinfo=UTC)
        return [
            Offer("Standard", "400.00", "INR", is_available=True, valid_from=opens),
            Offer("Early", "300.00", "INR", is_available=False),
        ]

    event = event_of(access_mode=AccessMode.TICKETED)
    register_offers(sell)
    try:
        offers = node_of(event)["offers"]
    finally:
        unregister_offers(sell)

    assert offers == [
        {
            "@type": "Offer",
            "url": f"{BASE}/events/tidewater/tickets/",
            "name": "Standard",
            "price": "400.00",
            "priceCurrency": "INR",
            "availability": f"{SCHEMA}InStock",
            "validFrom": "2030-01-01T01:00:00+01:00",
        },
        {
            "@type": "Offer",
            "url": f"{BASE}/events/tidewater/tickets/",
            "name": "Early",
            "price": "300.00",
            "priceCurrency": "INR",
            "availability": f"{SCHEMA}SoldOut",
        },
    ]
    assert offers_of(event) == []


def test_organizations_are_the_organizers():
    event = event_of()
    EventOrganization.objects.create(
        event=event, organization=Organization.objects.create(name="Harbour Guild", link="https://example.org/")
    )

    assert node_of(event)["organizer"] == [
        {"@type": "Organization", "name": "Harbour Guild", "url": "https://example.org/"}
    ]


def test_speaker_is_a_person_without_an_address_to_write_to():
    event = event_of()
    speaker: Speaker = SpeakerFactory(
        name="Ada",
        slug="ada",
        email="ada@example.org",
        headline="Engineer",
        organization="Port Transit",
        bio="<p>Keeps <b>signs</b> right.</p>",
        website="https://example.org/ada",
    )

    node = data.speaker_node(speaker, event, image="")

    assert node == {
        "@type": "Person",
        "@id": f"{BASE}/events/tidewater/speakers/ada/",
        "name": "Ada",
        "url": f"{BASE}/events/tidewater/speakers/ada/",
        "jobTitle": "Engineer",
        "worksFor": {"@type": "Organization", "name": "Port Transit"},
        "description": "Keeps signs right.",
        "sameAs": ["https://example.org/ada"],
    }


def test_speaker_without_organization_works_for_nobody():
    assert "worksFor" not in data.speaker_node(SpeakerFactory(), event_of(), image="")


@pytest.mark.parametrize(
    "text",
    [
        "</script><script>alert(1)</script>",
        "<!--<script>",
        "a & b",
        "line\u2028break\u2029",
        "\x00\x1f\"'\\",
        "𝒳 مرحبا",
    ],
)
def test_script_survives_every_text_and_gives_it_back(text: str):
    script = data.script([{"@type": "Thing", "name": text}])

    inside = script.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert [character for character in "<>&\u2028\u2029" if character in inside] == []
    assert graph_in(script) == [{"@type": "Thing", "name": text}]


def test_list_and_way_are_numbered():
    first, second = event_of(), EventFactory(title="Lantern", slug="lantern")

    assert data.list_node([first, second]) == {
        "@type": "ItemList",
        "numberOfItems": 2,
        "itemListElement": [
            {"@type": "ListItem", "position": 1, "name": "Tidewater", "url": f"{BASE}/events/tidewater/"},
            {"@type": "ListItem", "position": 2, "name": "Lantern", "url": f"{BASE}/events/lantern/"},
        ],
    }
    assert data.breadcrumb_node([("Foyer", f"{BASE}/")]) == {
        "@type": "BreadcrumbList",
        "itemListElement": [{"@type": "ListItem", "position": 1, "name": "Foyer", "item": f"{BASE}/"}],
    }
