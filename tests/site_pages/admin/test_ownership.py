"""Whose a new record or file is: it belongs to the event that its maker organizes."""

import pytest
from django.urls import reverse
from wagtail.models import Page

from accounts.models import EventRole
from site_pages.models import EventGroup, EventPage, SiteImage, Track
from tests.factories import EventRoleFactory, ImageFactory

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a new rendition to the garbage collector (wagtail/images/models.py).
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.filterwarnings("ignore:Unclosed file <SpooledTemporaryFile:ResourceWarning"),
]


def body(response) -> str:
    """What a person reads."""
    return response.content.decode()


def test_record_made_by_an_organizer_belongs_to_their_event(sign_in, two_events):
    data = {"name": "Grünwald Track", "color": "#123456", "sort_order": "0"}

    sign_in("collaborator").post("/cms/snippets/site_pages/track/add/", data)

    assert Track.objects.get(name="Grünwald Track").event_id == two_events.own.pk


def test_organizer_of_two_events_chooses_between_both(sign_in, two_events):
    both = two_events.people["owner"]
    EventRoleFactory(event=two_events.other, user=both, role=EventRole.Role.COLLABORATOR)
    data = {"name": "Shared Track", "color": "#123456", "sort_order": "0"}
    client = sign_in("owner")

    client.post("/cms/snippets/site_pages/track/add/", data)
    unset = Track.objects.filter(name="Shared Track").exists()
    client.post("/cms/snippets/site_pages/track/add/", data | {"event": str(two_events.other.pk)})

    assert unset is False
    assert Track.objects.get(name="Shared Track").event_id == two_events.other.pk


def test_organizer_of_two_events_does_not_see_a_third_between_them(sign_in, two_events):
    third = two_events.people["other_owner"]
    EventRoleFactory(event=two_events.own, user=third, role=EventRole.Role.COLLABORATOR)
    events = Page.objects.get(slug="events")
    hidden = EventPage(
        title="Hidden Third", slug="third", starts_at=two_events.own.starts_at, ends_at=two_events.own.ends_at
    )
    events.add_child(instance=hidden)
    client = sign_in("other_owner")

    urls = [
        reverse("wagtailadmin_explore", args=[events.pk]),
        reverse("wagtailadmin_explore", args=[hidden.pk]),
        reverse("wagtailadmin_choose_page_child", args=[events.pk]),
        reverse("wagtailadmin_choose_page_child", args=[hidden.pk]),
    ]

    assert [url for url in urls if "Hidden Third" in body(client.get(url, follow=True))] == []


def test_image_uploaded_by_an_organizer_goes_to_their_collection(sign_in, two_events):
    collection = EventGroup.objects.get(event=two_events.own).collection
    picture = ImageFactory.build().file
    data = {"title": "From the terrace", "file": picture, "collection": ""}

    sign_in("collaborator").post("/cms/images/add/", data)
    sign_in("collaborator").post("/cms/images/multiple/add/", {"title": "x", "files[]": ImageFactory.build().file})

    assert set(SiteImage.objects.exclude(title__endswith="Image").values_list("collection", flat=True)) == {
        collection.pk
    }
