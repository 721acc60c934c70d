"""A session that is over: captions and poster under the access rule, chapters, and the mail to those who asked."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone as clock

from live_control.actions import kept_recordings, recordings, wishes
from live_control.errors import WrongState
from live_control.models import LiveAction, PollOption, Recording, RecordingWish, Vote
from notifications.models import OutboxMessage
from notifications.tasks import deliver_due
from site_pages.models import SessionPage
from site_pages.validators import validate_captions
from tests.factories import EventRoleFactory
from tests.factories.live import event_around, live_session, somebody

pytestmark = pytest.mark.django_db
VTT = b"WEBVTT\n\n00:00.000 --> 00:01.000\nAhoy\n"


@pytest.fixture
def session(event_index, settings) -> SessionPage:
    settings.DAILY = None
    return over(live_session(is_recorded=True))


def over(session) -> SessionPage:
    """It ended ten minutes ago and is published with its recording."""
    begin = clock.now().replace(microsecond=0) - timedelta(minutes=40)
    session.starts_at, session.ends_at = begin, begin + timedelta(minutes=30)
    session.recording_file.save("a.mp4", ContentFile(b"video"), save=False)
    session.recording_poster.save("a.jpg", ContentFile(b"\xff\xd8poster"), save=False)
    session.recording_captions.save("a.vtt", ContentFile(VTT), save=False)
    session.save_revision().publish()
    for file in (session.recording_file, session.recording_poster, session.recording_captions):
        file.close()
    return SessionPage.objects.get(pk=session.pk)


def body(response) -> bytes:
    return b"".join(response.streaming_content)


def test_poster_and_captions_are_served_with_ranges(session, client):
    poster, captions = client.get(f"{session.url}recording/poster/"), client.get(f"{session.url}recording/captions/")
    part = client.get(f"{session.url}recording/captions/", headers={"Range": "bytes=0-5"})

    assert (poster["Content-Type"], body(poster)) == ("image/jpeg", b"\xff\xd8poster")
    assert (captions["Content-Type"], body(captions)) == ("text/vtt", VTT)
    assert (part.status_code, body(part)) == (206, b"WEBVTT")
    assert poster["Cache-Control"] == "private, no-cache"


def test_poster_and_captions_are_for_those_who_may_watch(event_index, client, settings):
    settings.DAILY = None
    session = over(live_session("ticketed", is_recorded=True))
    files = ("recording/", "recording/poster/", "recording/captions/")

    assert [client.get(session.url + name).status_code for name in files] == [404] * 3
    client.force_login(somebody("stranger@example.org"))
    assert [client.get(session.url + name).status_code for name in files] == [404] * 3


def test_page_plays_it_with_poster_captions_and_chapters(session, client):
    begin = session.starts_at
    Recording.objects.create(
        session=session,
        provider="embedded",
        state="ready",
        started_at=begin + timedelta(minutes=1),
        file=session.recording_file.name,
    )
    poll = action(session, "Which wood?", minutes=6, poll_type="single", show_results="on_release", is_released=True)
    oak = PollOption.objects.create(action=poll, label="Oak")
    PollOption.objects.create(action=poll, label="Steel")
    Vote.objects.create(action=poll, voter="a", choices=[oak.pk])
    hidden = action(session, "How was it?", minutes=9, poll_type="single", show_results="never", is_released=True)
    Vote.objects.create(action=hidden, voter="a", choices=[PollOption.objects.create(action=hidden, label="Bad").pk])
    action(session, "Coffee", minutes=20, kind="announcement", setup={"text": "In the <b>hall</b>."})
    LiveAction.objects.create(session=session, kind="announcement", title="Never shown")

    page = client.get(session.url).content.decode()

    assert f'poster="{session.url}recording/poster/"' in page
    assert f'<track kind="captions" src="{session.url}recording/captions/"' in page
    assert page.index("Which wood?") < page.index("How was it?") < page.index("Coffee")
    assert 'data-seek="300"' in page
    assert "5:00</a>" in page
    assert "100 % · 1 vote<" in page
    assert "Bad" not in page
    assert "In the &lt;b&gt;hall&lt;/b&gt;." in page
    assert "Never shown" not in page


def action(session, title: str, *, minutes: int, kind: str = "poll", **fields) -> LiveAction:
    opened = session.starts_at + timedelta(minutes=minutes)
    return LiveAction.objects.create(
        session=session, kind=kind, title=title, state="closed", opened_at=opened, **fields
    )


def test_page_of_those_who_may_not_watch_has_no_chapters(event_index, client, settings):
    settings.DAILY = None
    session = over(live_session("ticketed", is_recorded=True))
    action(session, "Which wood?", minutes=6, poll_type="single", show_results="always")

    assert "Which wood?" not in client.get(session.url).content.decode()


def test_whoever_may_not_watch_reads_what_to_do(event_index, client, settings):
    settings.DAILY = None
    session = over(live_session("ticketed", is_recorded=True))
    known = Client()
    known.force_login(somebody("bo@example.org"))

    pages = [one.get(session.url).content.decode() for one in (client, known)]
    notices = [
        page.partition("The recording is for those who took part")[2].partition("</section>")[0] for page in pages
    ]

    assert 'href="/auth/login?next=%2Fevents%2Fharbour%2Fsessions%2Fkeels%2F"' in notices[0]
    assert ("Sign in" in notices[1], 'href="/events/harbour/tickets/"' in notices[1]) == (False, True)


def test_captions_must_be_webvtt():
    validate_captions(ContentFile(VTT, name="a.vtt"))
    validate_captions(ContentFile(b"\xef\xbb\xbf" + VTT, name="A.VTT"))
    for content, name in ((VTT, "a.srt"), (b"<script>", "a.vtt"), (b"", "a.vtt")):
        with pytest.raises(ValidationError):
            validate_captions(ContentFile(content, name=name))


def test_those_who_asked_get_one_mail_when_it_can_be_watched(session, django_capture_on_commit_callbacks):
    wishes.wish_for(session, "ada@example.org")
    wishes.wish_for(session, "ada@example.org")

    with django_capture_on_commit_callbacks(execute=True):
        wishes.tell()
        wishes.tell()
    deliver_due()

    assert OutboxMessage.objects.count() == 1
    [message] = mail.outbox
    assert message.to == ["ada@example.org"]
    assert message.subject == "Recording: Keels"
    assert session.full_url in message.body or "/events/harbour/sessions/keels/" in message.body
    assert RecordingWish.objects.get().told_at is not None


def test_nobody_is_told_before_it_can_be_watched(event_index, settings):
    settings.DAILY = None
    session = live_session(is_recorded=True)
    wishes.wish_for(session, "ada@example.org")

    wishes.tell()

    assert OutboxMessage.objects.count() == 0
    assert RecordingWish.objects.get().told_at is None


def test_nobody_wishes_for_what_is_not_recorded(event_index, settings):
    settings.DAILY = None

    with pytest.raises(WrongState):
        wishes.wish_for(live_session(), "ada@example.org")


def test_file_is_kept_only_where_the_page_allows_it(session, client):
    address = f"{session.url}recording/?download=1"
    refused = client.head(address)["Content-Disposition"]
    before = client.get(session.url).content.decode()
    session.is_recording_downloadable = True
    session.save_revision().publish()

    allowed = client.get(address)
    page = client.get(session.url).content.decode()

    assert (refused, allowed["Content-Disposition"]) == (
        'inline; filename="recording.mp4"',
        'attachment; filename="keels.mp4"',
    )
    assert ("nodownload" in before, "?download=1" in before) == (True, False)
    assert ("nodownload" in page, "?download=1" in page) == (False, True)
    assert body(allowed) == b"video"


@pytest.fixture
def ended(event_index, settings) -> SessionPage:
    """It is over, announced as recorded, and has no recording yet."""
    settings.DAILY = None
    begin = clock.now().replace(microsecond=0) - timedelta(minutes=40)
    session = live_session(is_recorded=True)
    session.starts_at, session.ends_at = begin, begin + timedelta(minutes=30)
    session.save_revision().publish()
    return session


def test_page_says_that_the_recording_is_being_prepared(ended, client):
    plain = client.get(ended.url).content.decode()
    Recording.objects.create(session=ended, provider="embedded", state="failed")
    coming = Recording.objects.create(session=ended, provider="embedded", state="copying", received=3)
    cache.clear()

    page = client.get(ended.url).content.decode()
    recordings.fail(coming, "It cannot be read.")
    failed = client.get(ended.url).content.decode()
    kept_recordings.retry(coming)
    again = client.get(ended.url).content.decode()

    assert ["being prepared" in one for one in (page, failed, again)] == [True, False, True]
    assert ("being prepared" in plain, "It was recorded; the recording appears" in plain) == (False, True)
    assert ("being prepared" in page, "It was recorded; the recording appears" in page) == (True, False)
    assert f'data-preparing="/api/sessions/{ended.public_id}/access"' in page


def test_page_says_that_recording_failed_and_shows_organizers_the_way(ended, client):
    Recording.objects.create(session=ended, provider="embedded", state="failed")
    role = EventRoleFactory(event=event_around(ended), role="moderator")
    stranger, organizer = Client(), Client()
    stranger.force_login(somebody("stranger@example.org"))
    organizer.force_login(role.user)

    pages = [one.get(ended.url).content.decode() for one in (client, stranger, organizer)]

    assert ["Recording this session has failed." in page for page in pages] == [True] * 3
    control = "/admin/events/harbour/sessions/keels/live/"
    assert [f'href="{control}"' in page for page in pages] == [False, False, True]


def test_editor_s_own_file_has_chapters_from_the_session_s_beginning(session, client):
    Recording.objects.create(
        session=session, provider="embedded", state="ready", started_at=session.starts_at + timedelta(minutes=1)
    )
    action(session, "Which wood?", minutes=6, poll_type="single", show_results="always")

    assert 'data-seek="360"' in client.get(session.url).content.decode()
