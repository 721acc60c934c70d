"""Image sizes: made by a worker, never by a reader; a placeholder of the right size until then."""

import json

import pytest
from django.core.cache import cache
from wagtail.images.rect import Rect

from cms.celery import app
from site_pages.models import EventSponsor, SiteRendition
from site_pages.picture_actions import make_event_pictures, make_pictures_of_images, make_plain_pictures
from site_pages.picture_uses import picture_uses
from site_pages.pictures import load_images, picture
from site_pages.renditions import API_SPECS, KINDS, planned_size
from site_pages.versions import stamp_of_event
from tests.factories import EventFactory, ImageFactory, SessionFactory, SpeakerFactory, SponsorFactory

pytestmark = pytest.mark.django_db
PAGE = "/events/harbour-days/"
DETAIL = "/api/events/harbour-days"


@pytest.fixture
def event(db):
    image = ImageFactory()
    body = [
        {"type": "figure", "value": {"image": {"image": ImageFactory().pk, "alt_text": "A crane"}, "width": "wide"}}
    ]
    event = EventFactory(title="Harbour Days", hero_image=image, body=json.dumps(body))
    EventSponsor.objects.create(event=event, sponsor=SponsorFactory(logo=ImageFactory()), tier="gold")
    SessionFactory(event=event, title="Cranes", image=ImageFactory(), speakers=[SpeakerFactory(photo=ImageFactory())])
    return event


@pytest.fixture
def broker():
    """Reads what was put into the queue for workers since: the arguments of one task's calls."""
    with app.connection_for_read() as connection, connection.SimpleQueue(app.conf.task_default_queue) as queue:
        queue.clear()

        def sent(task):
            calls = []
            while queue.qsize():
                message = queue.get(block=False)
                message.ack()
                if message.headers["task"] == task:
                    calls.append(message.payload[0])
            return calls

        yield sent


def test_readers_make_no_rendition(client, event):
    for address in (PAGE, f"{PAGE}sessions/cranes/", f"{PAGE}speakers/", "/", "/events/", DETAIL, "/api/events"):
        assert client.get(address).status_code == 200
    pages = client.get("/api/v2/pages/", {"fields": "*", "type": "site_pages.EventPage"})
    images = client.get("/api/v2/images/", {"fields": "*"})

    assert (pages.status_code, images.status_code) == (200, 200)
    assert SiteRendition.objects.count() == 0


def test_reader_is_shown_a_placeholder_of_the_picture_s_size(client, event):
    page = client.get(PAGE).content.decode()
    image = client.get(DETAIL).json()["hero_image"]

    place = '<img src="/static/img/picture-coming.svg" width="640" height="400" alt="A plain field of colour"'
    assert place in page
    assert image == {
        "src": "http://127.0.0.1:8000/static/img/picture-coming.svg",
        "srcset": "",
        "width": 640,
        "height": 400,
        "alt": "A plain field of colour",
        "credit": "",
    }


def test_placeholder_gives_way_as_soon_as_the_pictures_are_made(client, event):
    before = client.get(PAGE), client.get(DETAIL)
    make_event_pictures(event)
    after = client.get(PAGE), client.get(DETAIL)

    assert [old["ETag"] != new["ETag"] for old, new in zip(before, after, strict=True)] == [True, True]
    assert "picture-coming" not in after[0].content.decode()
    assert "picture-coming" not in after[1].content.decode()


def test_everything_that_is_shown_is_made_in_advance(client, event):
    make_event_pictures(event)
    made = SiteRendition.objects.count()
    addresses = (PAGE, f"{PAGE}sessions/cranes/", f"{PAGE}speakers/", f"{PAGE}sponsors/", "/", "/events/", DETAIL)
    shown = [client.get(address).content.decode() for address in addresses]

    assert [text.count("picture-coming") for text in shown] == [0] * len(shown)
    assert SiteRendition.objects.count() == made == sum(len(specs_of(kinds)) for _image, kinds in picture_uses(event))


def specs_of(kinds):
    return {spec for kind in kinds for spec in KINDS[kind].specs}


def test_making_again_makes_nothing_and_leaves_the_version(event):
    make_event_pictures(event)
    made, stamp = SiteRendition.objects.count(), stamp_of_event("harbour-days")
    make_event_pictures(event)

    assert SiteRendition.objects.count() == made
    assert stamp_of_event("harbour-days") == stamp


def test_broken_image_stays_a_placeholder_and_stops_nothing_else(client, event):
    event.hero_image.file.storage.delete(event.hero_image.file.name)
    make_event_pictures(event)

    assert SiteRendition.objects.filter(image=event.hero_image).count() == 0
    assert client.get(DETAIL).json()["hero_image"]["srcset"] == ""
    assert client.get(DETAIL).json()["sponsors"][0]["sponsors"][0]["logo"]["srcset"].endswith("w")
    assert SiteRendition.objects.filter(filter_spec__in=API_SPECS).count() == 3 * (len(picture_uses(event)) - 1)


def test_single_images_raise_the_version_of_what_shows_them(event):
    stamp = stamp_of_event("harbour-days")
    make_pictures_of_images([event.hero_image_id], "api")

    assert stamp_of_event("harbour-days").number == stamp.number + 1
    assert set(event.hero_image.renditions.values_list("filter_spec", flat=True)) == set(API_SPECS)


def test_plain_pictures_are_those_that_every_reader_needs(client, event):
    make_plain_pictures([event])

    assert "picture-coming" not in client.get(PAGE).content.decode()
    assert not SiteRendition.objects.filter(filter_spec__contains="avif").exists()


def test_moved_focal_point_is_made_anew(event):
    make_event_pictures(event)
    image = event.hero_image
    image.set_focal_point(Rect(10, 10, 50, 50))
    image.save()
    cards = image.renditions.filter(filter_spec=KINDS["card"].plain_specs[0])
    make_event_pictures(event)

    assert cards.count() == 2


def test_pictures_that_are_not_made_cost_no_query_each(event, django_assert_num_queries):
    ids = [ImageFactory().pk for _ in range(5)]
    with django_assert_num_queries(2):
        images = load_images(ids, kinds=("card",))
        shown = [picture(image, "card") for image in images.values()]
    assert [text.count("picture-coming") for text in shown] == [1] * 5


def test_missing_pictures_are_asked_for_once(event, broker):
    image = ImageFactory()
    for _ in range(3):
        picture(image, "card")
    cache.clear()
    picture(image, "card")

    assert broker("site_pages.tasks.make_pictures_of_images") == [[[image.pk], "card"]] * 2


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("width-640", (640, 400)),
        ("width-1760", (1000, 625)),
        ("fill-480x320", (480, 320)),
        ("fill-1200x630", (1000, 525)),
        ("max-240x120", (192, 120)),
        ("max-2000x2000", (1000, 625)),
    ],
)
def test_planned_size_is_the_one_wagtail_makes(rule, expected):
    assert planned_size(1000, 625, rule) == expected
