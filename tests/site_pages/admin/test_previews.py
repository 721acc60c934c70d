"""Editors see what they are writing before anybody else does."""

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset

from site_pages.models import EventIndexPage, Speaker, Sponsor
from tests.factories import SponsorFactory
from tests.site_pages.admin.test_page_forms import event_data, session_data

pytestmark = [
    pytest.mark.django_db,
    # Wagtail leaves the temporary file of a new rendition to the garbage collector (wagtail/images/models.py).
    pytest.mark.filterwarnings(
        "ignore:Exception ignored in.*SpooledTemporaryFile:pytest.PytestUnraisableExceptionWarning"
    ),
    pytest.mark.filterwarnings("ignore:Unclosed file <SpooledTemporaryFile:ResourceWarning"),
]


def shown(client, url, data) -> str:
    assert client.post(url, data).json() == {"is_valid": True, "is_available": True}
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def speakers(*people):
    return inline_formset([{"speaker": str(person.pk), "role": "speaker", "ORDER": "1"} for person in people])


def test_new_session_is_previewed_with_its_speakers(sign_in, two_events):
    schedule = two_events.own.get_children().get(slug="sessions")
    url = reverse("wagtailadmin_pages:preview_on_add", args=["site_pages", "sessionpage", schedule.pk])
    person = Speaker.objects.get(home_event=two_events.own)

    text = shown(sign_in("owner"), url, session_data(session_speakers=speakers(person)))

    assert ("Opening" in text, "Alpine Speaker" in text) == (True, True)


def test_changed_session_is_previewed_with_its_new_speaker(sign_in, two_events):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[two_events.session.pk])
    person = Speaker.objects.get(home_event=two_events.own)

    text = shown(sign_in("owner"), url, session_data(subtitle="Under the ice", session_speakers=speakers(person)))

    assert ("Under the ice" in text, "Alpine Speaker" in text) == (True, True)


def test_new_event_is_previewed(sign_in, two_events):
    url = reverse(
        "wagtailadmin_pages:preview_on_add", args=["site_pages", "eventpage", EventIndexPage.objects.get().pk]
    )

    text = shown(sign_in("superuser"), url, event_data())

    assert ("Harbour Talks" in text, "Welcome aboard." in text) == (True, True)


def test_changed_event_is_previewed_with_its_new_sponsor(sign_in, two_events):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[two_events.own.pk])
    sponsor = inline_formset([{"sponsor": str(SponsorFactory(name="Glacier Water").pk), "tier": "gold", "ORDER": "1"}])

    text = shown(sign_in("owner"), url, event_data(event_sponsors=sponsor))

    assert "Glacier Water" in text


@pytest.mark.parametrize(
    "slug", ["sessions", "speakers", "venue", "sponsors", "tickets", "faq", "contact", "archive", "photos"]
)
def test_every_section_is_previewed_as_a_draft(sign_in, two_events, slug):
    section = two_events.other.get_children().get(slug=slug)

    response = sign_in("other_owner").get(reverse("wagtailadmin_pages:view_draft", args=[section.pk]))

    assert response.status_code == 200


@pytest.mark.parametrize(("model", "name"), [(Speaker, "speaker"), (Sponsor, "sponsor")])
def test_record_is_previewed(sign_in, two_events, model, name):
    url = f"/cms/snippets/site_pages/{name}/preview/"
    data = {"name": "Ines Marchetti", "slug": "ines", "headline": "Bell founder", "bio": "null", "description": "null"}

    text = shown(sign_in("owner"), url, data)

    assert "Ines Marchetti" in text


@pytest.mark.parametrize(
    ("mode", "expected"),
    [
        ("upcoming", {"data-countdown": True, "Live now": False, "<video": False, "is over": False}),
        ("live", {"data-countdown": False, "Live now": True, "<video": False, "is over": False}),
        ("recorded", {"data-countdown": False, "Live now": False, "<video": True, "is over": False}),
        ("ended", {"data-countdown": False, "Live now": False, "<video": False, "is over": True}),
    ],
)
def test_session_is_previewed_in_each_of_its_states(sign_in, two_events, mode, expected):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[two_events.session.pk])
    data = session_data(format="virtual", stream_type="livestream", recording_url="https://example.org/talk.mp4")
    client = sign_in("owner")
    client.post(url, data)
    text = client.get(url, {"mode": mode}).content.decode()

    assert {word: word in text for word in expected} == expected


def test_session_without_a_time_is_previewed_as_it_is(sign_in, two_events):
    url = reverse("wagtailadmin_pages:preview_on_edit", args=[two_events.session.pk])
    client = sign_in("owner")
    client.post(url, session_data(starts_at="", ends_at=""))

    assert "Time to be announced" in client.get(url, {"mode": "live"}).content.decode()
