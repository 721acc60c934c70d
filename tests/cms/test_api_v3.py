"""The v3 preview: API keys instead of Wagtail's tokens."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.utils import timezone as clock
from wagtail.models import APIToken

from accounts.api_keys import create_api_key, revoke_api_key
from accounts.models import User
from site_pages.models import EventPage, SessionPage
from tests.factories import EventFactory, EventRoleFactory, SessionFactory, UserFactory

pytestmark = pytest.mark.django_db

PAGES = "/api/v3-preview/pages/"


@pytest.fixture
def event(db: None) -> EventPage:
    return EventFactory(title="Tidewater")


@pytest.fixture
def owner(event: EventPage) -> User:
    user = UserFactory()
    EventRoleFactory(event=event, user=user)
    return user


def with_key(owner: User, *scopes: str, event_ids: tuple[int, ...] = ()) -> dict[str, str]:
    expires_at = clock.now() + timedelta(days=1)
    new = create_api_key(owner, name="Bot", scopes=scopes, event_ids=event_ids, expires_at=expires_at)
    return {"Authorization": f"Bearer {new.raw}"}


def test_without_a_key_nothing_answers(client: Client, event: EventPage):
    addresses = [PAGES, f"{PAGES}{event.pk}/", "/api/v3-preview/schema/", "/api/v3-preview/sites/"]

    assert {client.get(address).status_code for address in addresses} == {401}


def test_wagtails_own_tokens_are_not_taken(client: Client, owner: User):
    raw = APIToken.generate_token()
    APIToken.objects.create(user=owner, name="Endless", prefix=raw[:12], key_hash=APIToken.hash_token(raw))

    assert client.get(PAGES, headers={"Authorization": f"Bearer {raw}"}).status_code == 401


def test_session_of_a_signed_in_person_is_not_taken(client: Client, owner: User):
    client.force_login(owner)

    assert client.get(PAGES).status_code == 401


def test_key_acts_as_its_maker_and_no_further(client: Client, event: EventPage, owner: User):
    foreign = EventFactory()
    session, other = SessionFactory(event=event), SessionFactory(event=foreign)
    headers = with_key(owner, "read-draft", "write")

    changed = [
        client.patch(
            f"{PAGES}{page.pk}/",
            {"type": "site_pages.SessionPage", "subtitle": "Changed"},
            content_type="application/json",
            headers=headers,
        ).status_code
        for page in (session, other)
    ]

    assert changed == [200, 403]
    drafts = [SessionPage.objects.get(pk=page.pk).get_latest_revision_as_object().subtitle for page in (session, other)]
    assert drafts == ["Changed", ""]


def test_times_sent_in_utc_are_kept_and_those_not_sent_stay(client: Client, event: EventPage, owner: User):
    session = SessionFactory(event=event)
    headers = with_key(owner, "write")

    answers = [
        client.patch(f"{PAGES}{page.pk}/", body, content_type="application/json", headers=headers)
        for page, body in (
            (session, {"type": "site_pages.SessionPage", "ends_at": "2030-05-06T09:30:00Z"}),
            (event, {"type": "site_pages.EventPage", "city": "Husum"}),
        )
    ]

    assert [answer.status_code for answer in answers] == [200, 200], [answer.content for answer in answers]
    draft = SessionPage.objects.get(pk=session.pk).get_latest_revision_as_object()
    assert (draft.starts_at, draft.ends_at) == (session.starts_at, datetime(2030, 5, 6, 9, 30, tzinfo=UTC))
    changed = EventPage.objects.get(pk=event.pk).get_latest_revision_as_object()
    assert (changed.city, changed.starts_at) == ("Husum", event.starts_at)


def test_key_without_the_scope_is_refused(client: Client, event: EventPage, owner: User):
    reading, writing = with_key(owner, "read-draft"), with_key(owner, "write")

    answers = [
        client.get(PAGES, headers=reading).status_code,
        client.patch(f"{PAGES}{event.pk}/", {}, content_type="application/json", headers=reading).status_code,
        client.get(PAGES, headers=writing).status_code,
    ]

    assert answers == [200, 403, 403]


def test_key_limited_to_events_is_refused(client: Client, event: EventPage, owner: User):
    headers = with_key(owner, "read-draft", event_ids=(event.pk,))

    assert client.get(PAGES, headers=headers).status_code == 403


def test_revoked_key_is_refused(client: Client, owner: User):
    headers = with_key(owner, "read-draft")
    revoke_api_key(owner.api_keys.get())

    assert client.get(PAGES, headers=headers).status_code == 401
