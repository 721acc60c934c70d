"""Parts of pages kept in the process: never older than their version, never a draft, never somebody's own."""

import pytest
from django.core.cache import cache
from django.test import RequestFactory, override_settings

from site_pages.kept import Shelf, kept, shelf, stamp_of_request
from site_pages.models import EventIndexPage, EventPage
from tests.factories import EventFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db
PAGE = "/events/harbour-days/"


@pytest.fixture
def event(db):
    return EventFactory(title="Harbour Days", body='[{"type": "text", "value": "<p>Ropes and knots</p>"}]')


def ask(path=PAGE, **values):
    request = RequestFactory().get(path)
    for name, value in values.items():
        setattr(request, name, value)
    return request


def test_part_is_built_once_for_a_version(event):
    built = [kept(ask(), "number", lambda number=number: number) for number in range(3)]
    event.save_revision().publish()

    assert built == [0, 0, 0]
    assert kept(ask(), "number", lambda: 9) == 9


@pytest.mark.parametrize(
    "request_of",
    [
        lambda: ask(is_preview=True),
        lambda: ask("/events/no-such-event/"),
        lambda: ask("/about/"),
        lambda: RequestFactory().post(PAGE),
    ],
)
def test_nothing_is_kept_of_previews_drafts_and_what_is_sent(event, request_of):
    built = [kept(request_of(), "number", lambda number=number: number) for number in range(2)]

    assert built == [0, 1]


def test_what_is_not_worth_keeping_is_built_again(event):
    built = [kept(ask(), "n", lambda number=number: number, worth=lambda part: part > 0) for number in range(3)]

    assert built == [0, 1, 1]


@override_settings(KEPT_PARTS=0)
def test_setting_switches_it_off(event):
    assert [kept(ask(), "number", lambda number=number: number) for number in range(2)] == [0, 1]


def test_shelf_forgets_what_was_not_used_for_longest():
    small = Shelf()
    for name in ("a", "b", "a", "c"):
        small.put(name, name, most=2)

    assert list(small.parts) == ["a", "c"]


def test_event_s_stamp_is_read_once_for_a_request(event, django_assert_num_queries):
    request = ask()
    with django_assert_num_queries(1):
        stamps = {stamp_of_request(request) for _ in range(3)}
    assert len(stamps) == 1


def test_signed_in_visitor_sees_a_change_at_once(client, event):
    client.force_login(UserFactory())
    before = client.get(PAGE).content.decode()
    page = EventPage.objects.get(pk=event.pk)
    page.body = [("text", "<p>Sails and masts</p>")]
    page.save_revision().publish()
    after = client.get(PAGE).content.decode()

    assert ("Ropes and knots" in before, "Ropes and knots" in after, "Sails and masts" in after) == (True, False, True)


def test_unpublished_session_is_gone_for_who_is_signed_in(client, event):
    session = SessionFactory(event=event, title="Knots")
    client.force_login(UserFactory())
    assert client.get(f"{PAGE}sessions/knots/").status_code == 200
    session.unpublish()

    assert client.get(f"{PAGE}sessions/knots/").status_code == 404
    assert "Knots" not in client.get(f"{PAGE}sessions/").content.decode()


def test_kept_pages_name_nobody_who_asked_for_them(client, event):
    person = UserFactory(name="Ada Lovelace", email="ada@example.org")
    client.force_login(person)
    client.get(PAGE)
    client.logout()
    cache.clear()
    page = client.get(PAGE).content.decode()

    assert ("Ada" in page, "ada@example.org" in page, 'href="/account/"' in page) == (False, False, False)
    assert "/auth/login" in page


def test_addresses_that_name_no_page_are_not_kept(client, event):
    client.get(f"{PAGE}sessions/")
    size = len(shelf.parts)
    for number in range(5):
        assert client.get(f"{PAGE}sessions/no-{number}/").status_code == 404
        assert client.get(f"{PAGE}speakers/no-{number}/").status_code == 404

    assert len(shelf.parts) - size <= 2  # the error page's own surroundings


def test_renamed_event_list_shows_on_the_pages_below_it(client, event):
    client.get(PAGE)
    index = EventIndexPage.objects.get()
    index.title = "Gatherings"
    index.save_revision().publish()
    cache.clear()

    assert '"name":"Gatherings"' in client.get(PAGE).content.decode().replace('": "', '":"')
