"""The speakers of an event, together and one by one."""

from datetime import timedelta

import pytest

from site_pages.models import SessionSpeaker
from site_pages.page_contexts.speakers import by_letter, first_letter
from tests.factories import EventFactory, ImageFactory, SessionFactory, SpeakerFactory
from tests.factories.site_pages import START

pytestmark = pytest.mark.django_db


def names(client, event) -> list[str]:
    letters = client.get(f"/events/{event.slug}/speakers/").context_data["letters"]
    return [person.name for group in letters for person in group.speakers]


def test_speakers_are_those_of_the_events_published_sessions_each_once(client):
    event, other = EventFactory(), EventFactory()
    ada, bo, cy, dee = (SpeakerFactory(name=name) for name in ("Ada", "bo", "Cy", "Dee"))
    SessionFactory(event=event, speakers=[bo, ada])
    SessionFactory(event=event, speakers=[ada])
    SessionFactory(event=event, speakers=[cy], published=False)
    SessionFactory(event=other, speakers=[dee])

    assert names(client, event) == ["Ada", "bo"]


def test_speakers_page_without_anybody_says_so(client):
    event = EventFactory()

    assert "Nobody is announced yet" in client.get(f"/events/{event.slug}/speakers/").content.decode()


def test_speaker_without_photo_is_shown_by_initials(client):
    event = EventFactory()
    SessionFactory(event=event, speakers=[SpeakerFactory(name="Ada van der Reed")])

    assert (
        '<span class="avatar-initials" aria-hidden="true">AR</span>'
        in client.get(f"/events/{event.slug}/speakers/").content.decode()
    )


def test_by_letter_groups_names_and_what_is_no_letter():
    people = [SpeakerFactory.build(name=name) for name in ("3Eleven", "Ada", "Åsa", "Žofie")]

    assert [(group.letter, [person.name for person in group.speakers]) for group in by_letter(people)] == [
        ("#", ["3Eleven"]),
        ("A", ["Ada"]),
        ("Å", ["Åsa"]),
        ("Ž", ["Žofie"]),
    ]


def test_first_letter_of_an_empty_name_is_the_sign_for_others():
    assert first_letter("  ") == "#"


def test_speakers_cost_the_same_queries_whatever_their_number(client, django_assert_max_num_queries):
    event = EventFactory()
    SessionFactory(event=event, speakers=[SpeakerFactory(photo=ImageFactory()) for _ in range(8)])
    address = f"/events/{event.slug}/speakers/"
    client.get(address)
    client.cookies["sessionid"] = "anything-but-anonymous"

    with django_assert_max_num_queries(12):
        client.get(address)


def test_speaker_is_shown_with_this_events_sessions_only(client):
    event, other = EventFactory(), EventFactory()
    ada = SpeakerFactory(name="Ada")
    SessionFactory(event=event, title="Keels", speakers=[ada], starts_at=START + timedelta(hours=3))
    SessionFactory(event=event, title="Ropes", speakers=[SpeakerFactory(), ada], starts_at=START + timedelta(hours=1))
    SessionFactory(event=event, title="Draft", speakers=[ada], published=False)
    SessionFactory(event=other, title="Elsewhere", speakers=[ada])

    response = client.get(f"/events/{event.slug}/speakers/ada/")

    assert response.status_code == 200
    assert [(entry.slot.title, entry.role) for entry in response.context_data["appearances"]] == [
        ("Ropes", ""),
        ("Keels", ""),
    ]


def test_speakers_role_is_told_where_it_is_not_the_usual_one(client):
    event = EventFactory()
    ada = SpeakerFactory(name="Ada")
    session = SessionFactory(event=event, speakers=[ada])
    SessionSpeaker.objects.filter(session=session).update(role="panelist")

    appearances = client.get(f"/events/{event.slug}/speakers/ada/").context_data["appearances"]

    assert [entry.role for entry in appearances] == ["Panelist"]


def test_speaker_of_another_event_is_not_found(client):
    event, other = EventFactory(), EventFactory()
    SessionFactory(event=other, speakers=[SpeakerFactory(name="Ada")])

    assert client.get(f"/events/{event.slug}/speakers/ada/").status_code == 404


def test_speaker_only_on_drafts_is_not_found(client):
    event = EventFactory()
    SessionFactory(event=event, speakers=[SpeakerFactory(name="Ada")], published=False)

    assert client.get(f"/events/{event.slug}/speakers/ada/").status_code == 404


def test_speakers_address_is_never_shown(client):
    event = EventFactory()
    SessionFactory(event=event, speakers=[SpeakerFactory(name="Ada", email="ada@example.org")])

    assert "ada@example.org" not in client.get(f"/events/{event.slug}/speakers/ada/").content.decode()
