"""A new page that is sent twice is made once, and the later form is what it holds."""

import re
from uuid import uuid4

import pytest
from django.urls import reverse
from wagtail.test.utils.form_data import inline_formset

from site_pages.models import EventIndexPage, EventPage, SessionPage
from tests.factories import SpeakerFactory
from tests.site_pages.admin.test_page_forms import event_data, session_data

pytestmark = pytest.mark.django_db
AUTOSAVE = {"accept": "application/json"}


@pytest.fixture
def address(two_events, db):
    schedule = two_events.own.get_children().get(slug="sessions")
    return reverse("wagtailadmin_pages:add", args=["site_pages", "sessionpage", schedule.pk])


def form(token, **changed):
    speaker = {"id": "", "speaker": str(SpeakerFactory().pk), "role": "speaker"}
    return session_data(title="Knots", slug="knots", session_speakers=inline_formset([speaker]), **changed) | {
        "new_page_id": token
    }


def test_form_of_a_new_page_carries_an_id_and_keeps_it_when_it_is_refused(sign_in, address):
    client = sign_in("owner")
    found = re.search(r'name="new_page_id" value="([0-9a-f-]{36})"', client.get(address).content.decode())
    refused = client.post(address, form(found[1]) | {"title": ""})

    assert f'name="new_page_id" value="{found[1]}"' in refused.content.decode()


def test_publication_after_the_autosave_publishes_that_page(sign_in, address):
    client, token = sign_in("owner"), str(uuid4())
    saved = client.post(address, form(token), headers=AUTOSAVE).json()
    published = client.post(address, form(token, subtitle="Typed since") | {"action-publish": "1"})

    session = SessionPage.objects.get(slug="knots")
    assert (saved["pk"], published.status_code) == (session.pk, 302)
    assert (session.live, session.subtitle, session.session_speakers.count()) == (True, "Typed since", 1)
    assert str(session.public_id) == token


def test_autosave_after_the_publication_changes_nothing(sign_in, address):
    client, token = sign_in("owner"), str(uuid4())
    client.post(address, form(token, subtitle="Published") | {"action-publish": "1"})
    late = client.post(address, form(token, subtitle="Earlier"), headers=AUTOSAVE)

    session = SessionPage.objects.get(slug="knots")
    assert (late.status_code, late.json()["success"], late.json()["pk"]) == (200, True, session.pk)
    assert (session.subtitle, session.revisions.count()) == ("Published", 1)


def test_event_saved_twice_has_one_set_of_sections(sign_in, two_events):
    index = EventIndexPage.objects.get()
    url = reverse("wagtailadmin_pages:add", args=["site_pages", "eventpage", index.pk])
    client, sent = sign_in("owner"), event_data() | {"new_page_id": str(uuid4())}
    client.post(url, sent, headers=AUTOSAVE)
    client.post(url, sent | {"city": "Lübeck"})

    event = EventPage.objects.get(slug="harbour-talks")
    assert event.get_latest_revision_as_object().city == "Lübeck"
    assert event.get_children().count() == 9


@pytest.mark.parametrize("token", ["", "not an id"])
def test_form_without_an_id_makes_a_page_as_before(sign_in, address, token):
    assert sign_in("owner").post(address, form(token)).status_code == 302
    assert SessionPage.objects.filter(slug="knots").count() == 1


def test_id_of_somebody_else_s_page_leads_nowhere(sign_in, address, two_events):
    token = str(two_events.other_session.public_id)
    sign_in("collaborator").post(address, form(token, subtitle="Mine now"))

    assert SessionPage.objects.get(pk=two_events.other_session.pk).get_latest_revision_as_object().subtitle == ""
