"""Importing again: what the file says anew is taken, what editors added stays, nothing is deleted."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from notifications.errors import Conflict, NotFound
from site_pages.actions import publish_page
from site_pages.exchange.apply import import_schedule
from site_pages.exchange.collect import collect_schedule
from site_pages.exchange.read import read_schedule
from site_pages.exchange.report import ImportReport, Tally
from site_pages.exchange.write_json import write_json
from site_pages.models import EventIndexPage, EventPage, Room, SessionPage, Speaker, Track
from tests.factories import EventFactory, SpeakerFactory

Tree = dict[str, Any]


@pytest.fixture
def tree() -> Tree:
    """Two talks by three people in two rooms."""
    people = [
        {"guid": "0c16ffaa-709d-599f-959f-9a38b911361a", "name": "Mira Kovač", "biography": "Solders *things*."},
        {"id": 7, "name": "Tom Obi"},
        {"code": "ABCDEF", "name": "Lea Roth"},
    ]
    first = {
        "guid": "a0000000-0000-4000-8000-000000000001",
        "title": "Soldering",
        "start": "10:00",
        "duration": "01:00",
        "track": "Making",
        "abstract": "Bring an *iron*.",
        "description": "All about tin.",
        "persons": people[:2],
        "links": [{"url": "https://example.org/tin", "title": "Tin"}],
    }
    second = {"id": 9, "title": "Sewing", "start": "12:00", "duration": 30, "type": "Workshop", "persons": people[2:]}
    days = [{"date": "2031-05-10", "rooms": {"Hall": [first], "Attic": [second]}}]
    return {"conference": {"title": "Makers", "acronym": "make31", "time_zone_name": "Europe/Berlin", "days": days}}


@pytest.fixture
def run(event_index: EventIndexPage) -> Callable[..., ImportReport]:
    def run_import(tree: Tree, **options: Any) -> ImportReport:
        return import_schedule(read_schedule(json.dumps(tree).encode()), **{"publish": True} | options)

    return run_import


def events(tree: Tree, room: str) -> list[Tree]:
    found: list[Tree] = tree["conference"]["days"][0]["rooms"][room]
    return found


def speakers_of(page: SessionPage) -> list[str]:
    return [row.speaker.name for row in page.session_speakers.order_by("sort_order")]


def test_import_schedule_sets_every_field(tree: Tree, run: Callable[..., ImportReport]) -> None:
    event = run(tree).event
    page = SessionPage.objects.get(title="Soldering")
    assert (event.title, event.slug, event.timezone, event.access_mode) == ("Makers", "make31", "Europe/Berlin", "open")
    assert (event.starts_at, event.ends_at) == (page.starts_at, page.starts_at + timedelta(hours=2, minutes=30))
    assert page.get_url_parts()[2] == "/events/make31/sessions/soldering/"
    assert (page.short_description, page.body[0].value.source) == ("Bring an iron.", "<p>All about tin.</p>")
    assert (page.room.name, page.track.name, page.session_type) == ("Hall", "Making", "talk")
    assert SessionPage.objects.get(title="Sewing").session_type == "workshop"
    assert speakers_of(page) == ["Mira Kovač", "Tom Obi"]
    assert Speaker.objects.get(name="Mira Kovač").bio == "<p>Solders <em>things</em>.</p>"
    assert [(link.title, link.url) for link in page.session_links.all()] == [("Tin", "https://example.org/tin")]
    assert set(event.venue.rooms.values_list("name", flat=True)) == {"Hall", "Attic"}


def test_import_schedule_changed_file_updates_in_place(tree: Tree, run: Callable[..., ImportReport]) -> None:
    run(tree)
    before = SessionPage.objects.get(title="Soldering")
    events(tree, "Hall")[0] |= {"title": "Soldering again", "start": "11:00", "description": "More tin."}
    events(tree, "Hall")[0]["persons"] = [{"name": "New Face"}, events(tree, "Hall")[0]["persons"][0]]
    report = run(tree)
    page = SessionPage.objects.get(pk=before.pk)
    assert report.sessions == Tally(updated=1, unchanged=1)
    assert (page.title, page.slug, page.live) == ("Soldering again", "soldering", True)
    assert page.starts_at == before.starts_at + timedelta(hours=1)
    assert [block.value.source for block in page.body] == ["<p>More tin.</p>"]
    assert speakers_of(page) == ["New Face", "Mira Kovač"]
    assert not page.has_unpublished_changes


def test_import_schedule_what_editors_added_stays(tree: Tree, run: Callable[..., ImportReport]) -> None:
    event = run(tree).event
    page = SessionPage.objects.get(title="Soldering")
    guest = SpeakerFactory(name="Guest")
    page.subtitle = "Written by hand"
    page.body = [("heading", {"text": "By hand"}), *[(b.block_type, b.value, b.id) for b in page.body]][:1]
    page.session_speakers.create(speaker=guest, sort_order=9, role="moderator")
    page.session_links.create(url="https://example.org/own", title="Own", sort_order=9)
    page.save_revision().publish()
    event = EventPage.objects.get(pk=event.pk)
    event.short_description = "By hand"
    event.save_revision().publish()
    events(tree, "Hall")[0]["abstract"] = "Bring two irons."
    run(tree)
    page = SessionPage.objects.get(pk=page.pk)
    assert (page.subtitle, page.short_description) == ("Written by hand", "Bring two irons.")
    assert [block.block_type for block in page.body] == ["heading", "text"]
    assert speakers_of(page) == ["Mira Kovač", "Tom Obi", "Guest"]
    assert [link.title for link in page.session_links.all()] == ["Tin", "Own"]
    assert EventPage.objects.get(pk=event.pk).short_description == "By hand"


def test_import_schedule_vanished_session_is_cancelled_and_taken_down(
    tree: Tree, run: Callable[..., ImportReport]
) -> None:
    run(tree)
    sewing = events(tree, "Attic").pop()
    report = run(tree)
    page = SessionPage.objects.get(title="Sewing")
    assert (report.sessions, report.changed) == (Tally(unchanged=1, gone=1), True)
    assert (page.live, page.get_latest_revision_as_object().is_cancelled) == (False, True)
    assert run(tree).changed is False
    events(tree, "Attic").append(sewing)
    report = run(tree)
    page = SessionPage.objects.get(title="Sewing")
    assert report.sessions == Tally(updated=1, unchanged=1)
    assert (page.live, page.is_cancelled) == (True, False)
    assert run(tree).changed is False


def test_import_schedule_session_an_editor_took_down_stays_down(tree: Tree, run: Callable[..., ImportReport]) -> None:
    run(tree)
    SessionPage.objects.get(title="Sewing").unpublish()
    assert run(tree).changed is False
    assert SessionPage.objects.get(title="Sewing").live is False


def test_import_schedule_drafts_are_published_later(tree: Tree, run: Callable[..., ImportReport]) -> None:
    draft = run(tree, publish=False)
    assert (draft.event.live, SessionPage.objects.live().count()) == (False, 0)
    edited = SessionPage.objects.get(title="Sewing")
    edited.subtitle = "By hand"
    edited.save_revision()
    report = run(tree)
    assert (report.event.live, report.changed) == (True, True)
    pages = SessionPage.objects.order_by("title")
    assert [(p.title, p.subtitle, p.live, p.has_unpublished_changes) for p in pages] == [
        ("Sewing", "By hand", True, False),
        ("Soldering", "", True, False),
    ]
    assert all(page.live_revision_id == page.latest_revision_id for page in pages)
    assert run(tree).changed is False


def test_import_schedule_without_publish_leaves_the_public_page(tree: Tree, run: Callable[..., ImportReport]) -> None:
    run(tree)
    events(tree, "Hall")[0]["title"] = "New title"
    report = run(tree, publish=False)
    page = SessionPage.objects.get(slug="soldering")
    assert report.sessions == Tally(updated=1, unchanged=1)
    assert (page.title, page.get_latest_revision_as_object().title) == ("Soldering", "New title")
    assert run(tree, publish=False).changed is False
    assert run(tree).sessions == Tally(updated=1, unchanged=1)
    assert SessionPage.objects.get(slug="soldering").title == "New title"


def test_import_schedule_speaker_is_one_record_across_events(tree: Tree, run: Callable[..., ImportReport]) -> None:
    run(tree)
    first = Speaker.objects.get(name="Mira Kovač")
    events(tree, "Hall")[0]["persons"][0]["biography"] = "Changed elsewhere."
    report = run(tree, event_slug="other")
    assert Speaker.objects.filter(name="Mira Kovač").get().bio == first.bio
    assert Speaker.objects.filter(name="Tom Obi").count() == 2
    assert report.speakers == Tally(created=2, unchanged=1)


def test_import_schedule_named_event_is_used_and_keeps_its_venue(tree: Tree, run: Callable[..., ImportReport]) -> None:
    event = EventFactory(title="Hand made", slug="hand-made")
    report = run(tree, event_slug="hand-made")
    assert report.event.pk == event.pk
    assert SessionPage.objects.for_event(event).count() == 2
    assert run(tree, event_slug="hand-made").changed is False


def test_import_schedule_address_of_a_hand_made_event_is_refused(tree: Tree, run: Callable[..., ImportReport]) -> None:
    EventFactory(title="Make", slug="make31")
    with pytest.raises(Conflict) as caught:
        run(tree)
    assert "--event make31" in caught.value.message
    assert SessionPage.objects.count() == 0


def test_import_schedule_without_site_says_what_to_run(db: None, tree: Tree) -> None:
    with pytest.raises(NotFound) as caught:
        import_schedule(read_schedule(json.dumps(tree).encode()))
    assert "setup_site" in caught.value.message


def test_import_schedule_failing_half_way_changes_nothing(tree: Tree, run: Callable[..., ImportReport]) -> None:
    def stop(what: str, done: int, total: int) -> None:
        raise RuntimeError(what)

    with pytest.raises(RuntimeError):
        run(tree, progress=stop)
    counts = [model.objects.count() for model in (EventPage, SessionPage, Speaker, Room, Track)]
    assert counts == [0, 0, 0, 0, 0]


def test_import_schedule_new_sessions_are_published_into_a_live_event(
    tree: Tree, run: Callable[..., ImportReport]
) -> None:
    number = run(tree).event.version.number
    events(tree, "Attic").append({"id": 10, "title": "Knitting", "start": "14:00", "duration": 30})
    report = run(tree)
    event = EventPage.objects.select_related("version").get(pk=report.event.pk)
    assert SessionPage.objects.get(title="Knitting").live
    assert event.version.number > number
    publish_page(event)
    assert run(tree).changed is False


def test_import_schedule_leaves_the_draft_an_editor_works_on(tree: Tree, run: Callable[..., ImportReport]) -> None:
    run(tree)
    page = SessionPage.objects.get(title="Soldering")
    page.subtitle = "Half written"
    page.save_revision()
    events(tree, "Hall")[0]["start"] = "11:00"
    run(tree)
    page = SessionPage.objects.get(pk=page.pk)
    draft = page.get_latest_revision_as_object()
    assert (page.starts_at.hour, page.subtitle, page.has_unpublished_changes) == (9, "", True)
    assert (draft.starts_at.hour, draft.subtitle) == (9, "Half written")
    assert run(tree).changed is False


def test_import_schedule_talk_held_twice_is_two_pages(tree: Tree, run: Callable[..., ImportReport]) -> None:
    repeated = events(tree, "Hall")[0] | {"start": "15:00"}
    events(tree, "Hall").append(repeated)
    event = run(tree).event
    exported = collect_schedule(EventPage.objects.get(pk=event.pk), version="1")
    assert [page.starts_at.hour for page in SessionPage.objects.filter(title="Soldering").order_by("starts_at")] == [
        8,
        13,
    ]
    assert len({session.guid for session in exported.sessions}) == 3
    again = import_schedule(read_schedule(write_json(exported)), event_slug=event.slug, publish=True)
    assert (again.sessions.created, again.sessions.gone) == (0, 0)
    assert run(tree).sessions.created == 0


def test_import_schedule_changed_records_follow_the_file_when_publishing(
    tree: Tree, run: Callable[..., ImportReport]
) -> None:
    number = run(tree).event.version.number
    mira = Speaker.objects.get(name="Mira Kovač")
    events(tree, "Hall")[0]["persons"][0]["biography"] = "Welds."
    tree["conference"]["tracks"] = [{"name": "Making", "color": "#112233"}]
    tree["conference"]["rooms"] = [{"name": "Hall", "capacity": 80}]
    draft = run(tree, publish=False)
    assert (draft.changed, Speaker.objects.get(pk=mira.pk).bio) == (False, mira.bio)
    report = run(tree)
    assert (report.speakers, report.tracks) == (Tally(updated=1, unchanged=2), Tally(updated=1))
    assert report.rooms == Tally(updated=1, unchanged=1)
    changed = Speaker.objects.get(pk=mira.pk)
    assert (changed.bio, changed.latest_revision.as_object().bio) == ("<p>Welds.</p>", "<p>Welds.</p>")
    assert Track.objects.get().color == "#112233"
    assert Room.objects.get(name="Hall").capacity == 80
    assert report.event.venue.get_latest_revision_as_object().rooms.count() == 2
    assert EventPage.objects.get(pk=report.event.pk).version.number > number
    assert run(tree).changed is False
