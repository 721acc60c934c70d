"""A new page sent by the first autosave and by Publish at the same moment; and what happens without the guard."""

from uuid import uuid4

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, OperationalError
from django.test import Client, RequestFactory
from django.urls import reverse
from wagtail.admin.views.pages.create import CreateView
from wagtail.models import Page
from wagtail.test.utils.form_data import inline_formset

from site_pages.models import SessionPage
from tests.factories import EventFactory, SpeakerFactory, UserFactory
from tests.factories.sign_in import sign_in_strongly
from tests.races.crowd import all_at_once
from tests.site_pages.admin.test_page_forms import session_data

pytestmark = [pytest.mark.race, pytest.mark.django_db(transaction=True)]
AUTOSAVE = {"accept": "application/json"}


@pytest.fixture
def schedule(event_index):
    return EventFactory(title="Harbour Days").get_children().get(slug="sessions")


@pytest.fixture
def person():
    return UserFactory(is_superuser=True, is_staff=True)


def client_of(person):
    client = Client()
    sign_in_strongly(client, person)
    return client


def address(schedule):
    return reverse("wagtailadmin_pages:add", args=["site_pages", "sessionpage", schedule.pk])


def form(**changed):
    speaker = {"id": "", "speaker": str(SpeakerFactory().pk), "role": "speaker"}
    return session_data(title="Knots", slug="knots", session_speakers=inline_formset([speaker]), **changed)


@pytest.mark.parametrize("turn", range(3))
def test_autosave_and_publication_at_once_make_one_published_page(schedule, person, turn):
    sent = form() | {"new_page_id": str(uuid4())}
    saving, publishing = client_of(person), client_of(person)

    saved, published = all_at_once(
        [
            lambda: saving.post(address(schedule), sent, headers=AUTOSAVE),
            lambda: publishing.post(address(schedule), sent | {"action-publish": "1"}),
        ]
    )

    session = SessionPage.objects.get()
    assert (saved.status_code, saved.json()["pk"], published.status_code) == (200, session.pk, 302)
    assert (session.live, session.slug, session.session_speakers.count()) == (True, "knots", 1)
    assert Page.objects.get(pk=schedule.pk).numchild == 1


def test_without_the_guard_one_of_the_two_fails_or_there_are_two(schedule, person):
    sent = form()

    def add():
        request = RequestFactory().post(address(schedule), sent)
        request.user = person
        request.session, request._messages = {}, NoMessages()
        return CreateView.as_view()(request, "site_pages", "sessionpage", schedule.pk).status_code

    def tried():
        try:
            return add()
        except (IntegrityError, OperationalError, ValidationError):
            return "failed"

    answers = all_at_once([tried] * 4)

    assert answers != [302] * 4
    assert "failed" in answers or SessionPage.objects.count() > 1


class NoMessages:
    """Where a request without a browser leaves what it would say."""

    def add(self, *said: object) -> None:
        """Nobody reads it."""
