"""The stored recording: who may have it, and in which parts."""

from datetime import timedelta
from http import HTTPStatus
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone as clock
from wagtail.models import PageViewRestriction

from site_pages.access import register_decision, unregister_decision
from site_pages.actions import publish_page
from site_pages.models import EventPage, SessionPage
from tests.factories import EventFactory, EventRoleFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

CONTENT = bytes(range(256)) * 4
ADDRESS = "/events/tidewater/sessions/opening/recording/"


@pytest.fixture
def session(db: None) -> SessionPage:
    """A session that is over, open to everybody, with a stored recording."""
    now = clock.now()
    event = EventFactory(
        slug="tidewater", access_mode="open", starts_at=now - timedelta(days=1), ends_at=now + timedelta(hours=2)
    )
    session = SessionFactory(event=event, slug="opening", starts_at=now - timedelta(hours=3))
    store(session, "talk.mp4")
    return session


def store(session: SessionPage, name: str, content: bytes = CONTENT) -> None:
    session.recording_file.save(name, ContentFile(content), save=False)
    session.save_revision()
    publish_page(session)


def change(page: Any, **fields: Any) -> None:
    """Publish the page with these values."""
    fresh = type(page).objects.get(pk=page.pk)
    for name, value in fields.items():
        setattr(fresh, name, value)
    fresh.save_revision().publish()


def read(response: Any) -> bytes:
    return b"".join(response.streaming_content) if response.streaming else response.content


def status(client: Client) -> int:
    """How the address answers; the answer is read to its end, which closes the file."""
    response = client.get(ADDRESS)
    read(response)
    return response.status_code


def event_of(session: SessionPage) -> EventPage:
    return EventPage.objects.get(path=session.event_path)


def test_recording_of_an_open_session_goes_out_whole(client: Client, session: SessionPage):
    response = client.get(ADDRESS)

    assert (response.status_code, read(response)) == (200, CONTENT)
    assert {name: response[name] for name in ("Content-Type", "Content-Length", "Accept-Ranges")} == {
        "Content-Type": "video/mp4",
        "Content-Length": "1024",
        "Accept-Ranges": "bytes",
    }
    assert (response["Cache-Control"], response["X-Content-Type-Options"], response["Content-Disposition"]) == (
        "private, no-cache",
        "nosniff",
        'inline; filename="recording.mp4"',
    )


@pytest.mark.parametrize(
    ("asked", "first", "last"),
    [
        ("bytes=0-99", 0, 99),
        ("bytes=100-", 100, 1023),
        ("bytes=-24", 1000, 1023),
        ("bytes=-5000", 0, 1023),
        ("bytes=1000-5000", 1000, 1023),
        ("bytes=1023-1023", 1023, 1023),
    ],
)
def test_range_gives_that_part(client: Client, session: SessionPage, asked: str, first: int, last: int):
    response = client.get(ADDRESS, headers={"Range": asked})

    assert (response.status_code, read(response)) == (206, CONTENT[first : last + 1])
    assert (response["Content-Range"], response["Content-Length"]) == (
        f"bytes {first}-{last}/1024",
        str(last - first + 1),
    )


def test_range_behind_the_end_is_refused_with_the_size(client: Client, session: SessionPage):
    answers = [
        client.get(ADDRESS, headers={"Range": asked}) for asked in ("bytes=1024-", "bytes=-0", "bytes=9999-9999")
    ]

    assert [(answer.status_code, answer["Content-Range"]) for answer in answers] == [(416, "bytes */1024")] * 3


def test_range_that_is_none_gives_the_whole(client: Client, session: SessionPage):
    asked = ["bytes=5-2", "bytes=-", "bytes=a-b", "bytes=0-1,5-9", "items=0-1", "bytes=" + "9" * 40 + "-"]

    answers = [client.get(ADDRESS, headers={"Range": one}) for one in asked]

    assert [(answer.status_code, len(read(answer))) for answer in answers] == [(200, 1024)] * len(asked)


def test_range_of_a_file_that_changed_gives_the_whole(client: Client, session: SessionPage):
    whole = client.head(ADDRESS)
    asked = {"Range": "bytes=0-9"}

    same = client.head(ADDRESS, headers={**asked, "If-Range": whole["ETag"]})
    same_day = client.head(ADDRESS, headers={**asked, "If-Range": whole["Last-Modified"]})
    changed = client.head(ADDRESS, headers={**asked, "If-Range": '"other"'})

    assert [answer.status_code for answer in (same, same_day, changed)] == [206, 206, 200]


def test_recording_that_the_browser_has_is_not_sent_again(client: Client, session: SessionPage):
    response = client.get(ADDRESS, headers={"If-None-Match": client.head(ADDRESS)["ETag"]})

    assert (response.status_code, response.content, response["Cache-Control"]) == (304, b"", "private, no-cache")


def test_new_upload_has_a_new_tag(client: Client, session: SessionPage):
    before = client.head(ADDRESS)["ETag"]
    store(SessionPage.objects.get(pk=session.pk), "again.mp4")

    assert client.head(ADDRESS)["ETag"] != before


def test_head_tells_the_size_and_sends_nothing(client: Client, session: SessionPage):
    whole = client.head(ADDRESS)
    part = client.head(ADDRESS, headers={"Range": "bytes=0-9"})

    assert (whole.status_code, whole["Content-Length"], read(whole)) == (200, "1024", b"")
    assert (part.status_code, part["Content-Length"], part["Content-Range"]) == (206, "10", "bytes 0-9/1024")


def test_other_methods_are_not_allowed(client: Client, session: SessionPage):
    assert client.put(ADDRESS).status_code == HTTPStatus.METHOD_NOT_ALLOWED


def test_parts_are_never_compressed(client: Client, session: SessionPage):
    response = client.get(ADDRESS, headers={"Range": "bytes=0-511", "Accept-Encoding": "gzip"})

    assert ("Content-Encoding" in response, read(response)) == (False, CONTENT[:512])


def test_file_that_is_no_media_is_only_downloaded(client: Client, session: SessionPage):
    store(SessionPage.objects.get(pk=session.pk), "page.html", b"<script>alert(1)</script>")

    response = client.head(ADDRESS)

    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "application/octet-stream",
        'attachment; filename="recording.html"',
    )


def test_empty_file_goes_out_empty(client: Client, session: SessionPage):
    store(SessionPage.objects.get(pk=session.pk), "empty.mp4", b"")

    assert (client.head(ADDRESS)["Content-Length"], read(client.get(ADDRESS))) == ("0", b"")


@pytest.mark.parametrize(
    "fields",
    [
        {"is_cancelled": True},
        {"recording_file": ""},
        {"starts_at": None, "ends_at": None},
        {"ends_at": clock.now() + timedelta(minutes=30)},
        {"access_override": "registration"},
    ],
)
def test_recording_that_is_not_to_be_seen_is_not_found(client: Client, session: SessionPage, fields: dict[str, Any]):
    change(session, **fields)

    assert status(client) == 404


def test_recording_of_a_cancelled_hidden_or_private_page_is_not_served(client: Client, session: SessionPage):
    event = event_of(session)

    change(event, is_cancelled=True)
    cancelled = status(client)
    change(event, is_cancelled=False)
    event_of(session).unpublish()
    event_hidden = status(client)
    publish_page(event)
    back = status(client)
    restriction = PageViewRestriction.objects.create(page=event, restriction_type=PageViewRestriction.LOGIN)
    private = status(client)
    restriction.delete()
    session.unpublish()

    assert [cancelled, event_hidden, back, private, status(client)] == [404, 404, 200, 302, 404]


def test_file_that_is_missing_is_not_found(client: Client, session: SessionPage):
    session.recording_file.storage.delete(session.recording_file.name)

    assert status(client) == 404


def test_closed_session_is_for_its_own_organizers_and_staff(client: Client, session: SessionPage):
    event = event_of(session)
    change(event, access_mode="ticketed")
    people = {
        "visitor": UserFactory(),
        "owner": EventRoleFactory(event=event).user,
        "collaborator": EventRoleFactory(event=event, role="collaborator").user,
        "reviewer": EventRoleFactory(event=event, role="reviewer").user,
        "other owner": EventRoleFactory(event=EventFactory()).user,
        "staff": UserFactory(is_staff=True),
    }

    answers = {"nobody": status(client)}
    for name, user in people.items():
        client.force_login(user)
        answers[name] = status(client)

    assert answers == {
        "nobody": 404,
        "visitor": 404,
        "owner": 200,
        "collaborator": 200,
        "reviewer": 404,
        "other owner": 404,
        "staff": 200,
    }


def test_decision_that_another_room_registers_counts(client: Client, session: SessionPage):
    asked = []

    def decide(request: HttpRequest, session: SessionPage, event: EventPage) -> bool:
        asked.append((request.user.is_authenticated, session.slug, event.slug))
        return False

    register_decision(decide)
    try:
        refused = status(client)
    finally:
        unregister_decision(decide)

    assert (refused, asked, status(client)) == (404, [(False, "opening", "tidewater")], 200)
