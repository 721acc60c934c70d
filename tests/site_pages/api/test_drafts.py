"""Drafts: by the preview panel's token, and by an API key; and that they leak nowhere else."""

import time
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.test import override_settings
from django.utils import timezone as clock
from wagtail.models import PageViewRestriction

from accounts.api_keys import create_api_key
from site_pages.actions import create_session
from site_pages.api.schemas import EventDetail, SectionPreview, SessionDetail
from site_pages.models import EventPage, Organization, SessionPage, SpeakerIndexPage
from tests.factories import EventFactory, EventRoleFactory, SpeakerFactory, UserFactory
from tests.factories.sign_in import sign_in_strongly
from tests.factories.site_pages import START
from tests.site_pages.api.conftest import add_sessions, put_on_stage

pytestmark = pytest.mark.django_db


def preview(get, page):
    token = page.create_page_preview().token
    return get("/preview", content_type=page.get_content_type_str(), token=token)


def draft_of(event):
    event.title = "Harbour Secrets"
    event.save_revision()
    return event


def test_token_shows_the_event_as_the_editor_has_it(get, full_event):
    full_event.title = "Harbour Secrets"
    full_event.faqs = []
    response = preview(get, full_event)
    assert response.status_code == 200
    EventDetail.model_validate_json(response.content)
    content = response.json()
    assert (content["title"], content["faqs"], len(content["sessions"])) == ("Harbour Secrets", [], 3)
    assert response["Cache-Control"] == "private, no-store"
    assert get("/events/harbour-days").json()["title"] == "Harbour Days"


def test_token_shows_a_session_and_a_section(get, full_event):
    session = SessionPage.objects.for_event(full_event).first()
    session.title = "Rewritten"
    shown = preview(get, session)
    SessionDetail.model_validate_json(shown.content)
    assert (shown.json()["title"], shown.json()["event"]["slug"]) == ("Rewritten", "harbour-days")
    section = SpeakerIndexPage.objects.child_of(full_event).get()
    section.title = "Crew"
    shown = preview(get, section)
    SectionPreview.model_validate_json(shown.content)
    assert shown.json()["section"]["title"] == "Crew"


def test_tokens_expire_and_cannot_be_made_up(get, full_event, time_machine_free):
    token = full_event.create_page_preview().token
    with time_machine_free(hours=1, seconds=5):
        old = get("/preview", content_type="site_pages.eventpage", token=token)
    assert (old.status_code, old.json()["error"]) == (401, "SIGN_IN_REQUIRED")
    for content_type, text in (
        ("site_pages.eventpage", token[:-1] + "x"),
        ("site_pages.sessionpage", token),
        ("site_pages.homepage", token),
        ("accounts.user", token),
        ("nonsense", token),
    ):
        assert get("/preview", content_type=content_type, token=text).status_code == 401


@pytest.fixture
def time_machine_free(monkeypatch):
    """Moves the clock that signs and checks tokens."""

    @contextmanager
    def later(**span):
        now = time.time() + timedelta(**span).total_seconds()
        with monkeypatch.context() as patch:
            patch.setattr("django.core.signing.time.time", lambda: now)
            yield

    return later


def key_for(event, *, scopes=("read-draft",), events=()):
    owner = UserFactory()
    EventRoleFactory(user=owner, event=event)
    expires_at = clock.now() + timedelta(days=1)
    return create_api_key(owner, name="front end", scopes=scopes, event_ids=events, expires_at=expires_at).raw


def test_key_with_the_scope_reads_drafts_of_its_event_only(get, full_event):
    draft_of(full_event)
    bearer = {"authorization": f"Bearer {key_for(full_event)}"}
    create_session(
        full_event, SessionPage(title="Hidden", slug="hidden", starts_at=START, ends_at=START + timedelta(hours=1))
    )
    response = get("/events/harbour-days", draft=1, headers=bearer)
    EventDetail.model_validate_json(response.content)
    assert response.json()["title"] == "Harbour Secrets"
    assert "Hidden" in [session["title"] for session in response.json()["sessions"]]
    assert response["Cache-Control"] == "private, no-store"
    EventFactory(title="Foreign", published=False)
    foreign = get("/events/foreign", draft=1, headers=bearer)
    assert foreign.json() == get("/events/nowhere", draft=1, headers=bearer).json()
    assert foreign.status_code == 404


def test_key_reads_a_drafted_session(get, full_event):
    bearer = {"authorization": f"Bearer {key_for(full_event)}"}
    session = create_session(full_event, SessionPage(title="Hidden", slug="hidden"))
    assert get(f"/sessions/{session.public_id}").status_code == 404
    response = get(f"/sessions/{session.public_id}", draft=1, headers=bearer)
    SessionDetail.model_validate_json(response.content)
    assert response.json()["title"] == "Hidden"


def test_other_keys_read_no_draft(get, full_event):
    live_only = {"authorization": f"Bearer {key_for(full_event, scopes=('read-live',))}"}
    assert get("/events/harbour-days", draft=1, headers=live_only).status_code == 404
    assert get("/events/harbour-days", draft=1).status_code == 401
    assert get("/events/harbour-days", draft=1, headers={"authorization": "Bearer foyer_x"}).status_code == 401


HIDDEN_WORD = "Zzsecretzz"


@pytest.fixture
def secrets(full_event):
    """A secret word in everything that the public must not see."""
    EventFactory(title=f"{HIDDEN_WORD} draft event", slug="secret-draft", published=False)
    create_session(full_event, SessionPage(title=f"{HIDDEN_WORD} draft session", slug="secret-session"))
    restricted = EventFactory(title=f"{HIDDEN_WORD} private event", slug="secret-private")
    PageViewRestriction.objects.create(page=restricted, restriction_type=PageViewRestriction.LOGIN)
    SpeakerFactory(name=f"{HIDDEN_WORD} unused speaker")
    Organization.objects.create(name=f"{HIDDEN_WORD} unused organization")
    speaker = full_event.tracks.get().sessions.first().session_speakers.get().speaker
    speaker.email = f"{HIDDEN_WORD}@example.org".lower()
    speaker.import_key = HIDDEN_WORD
    speaker.save()
    draft = EventPage.objects.get(pk=full_event.pk)
    draft.short_description = f"{HIDDEN_WORD} new text"
    draft.save_revision()
    return full_event


V2_LISTS = ("pages", "images", "documents", "redirects", "speakers", "sponsors", "organizations", "venues", "tracks")


def test_nothing_hidden_leaks_from_any_door(get, secrets, client):
    events = [
        "/events",
        "/events?q=Zzsecretzz",
        "/events/harbour-days",
        "/events/secret-draft",
        "/events/secret-private",
    ]
    parts = [f"/events/harbour-days/{part}" for part in ("sessions", "speakers", "sponsors", "schedule")]
    lists = [f"/v2/{name}/?fields=*&limit=100" for name in V2_LISTS]
    types = [f"/v2/pages/?type=site_pages.{kind}&fields=*" for kind in ("EventPage", "SessionPage")]
    pages = [f"/v2/pages/{pk}/" for pk in EventPage.objects.values_list("pk", flat=True)]
    for path in [*events, *parts, *lists, *types, *pages, "/v3-preview/pages/", "/openapi.json"]:
        response = client.get(f"/api{path}")
        assert response.status_code in {200, 401, 404}, (path, response.content)
        assert HIDDEN_WORD.lower() not in response.content.decode().lower(), path


def test_unlisted_event_is_reached_by_name_and_never_listed(get, client):
    event = EventFactory(title="Quiet Party", slug="quiet-party", is_listed=False)
    put_on_stage(add_sessions(event, 1), [SpeakerFactory(name="Quiet Guest")])
    assert get("/events/quiet-party").json()["title"] == "Quiet Party"
    assert get("/events", q="quiet").json()["items"] == []
    assert "quiet-party" not in client.get("/api/v2/pages/", {"limit": 100}).content.decode()
    assert "Quiet" not in client.get("/api/v2/speakers/", {"limit": 100}).content.decode()
    assert get("/events/quiet-party").json()["speakers"][0]["name"] == "Quiet Guest"
    assert client.get(f"/api/v2/pages/{event.pk}/").json()["title"] == "Quiet Party"


@override_settings(HEADLESS_PREVIEW_URL="https://front.example/preview")
def test_preview_panel_offers_the_front_end_where_one_is_configured(full_event, client):
    assert full_event.preview_modes[0][0] == "headless"
    sign_in_strongly(client, UserFactory(is_superuser=True))
    response = client.get(f"/cms/pages/{full_event.pk}/view_draft/", {"mode": "headless"})
    assert "https://front.example/preview?content_type=site_pages.eventpage" in response.content.decode()
    assert "frame-src https://front.example;" in response["Content-Security-Policy"]


def test_preview_panel_shows_the_site_itself_without_one(full_event):
    assert [mode for mode, _ in full_event.preview_modes] == [""]
