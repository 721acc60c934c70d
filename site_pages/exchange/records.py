"""Rooms, tracks and speakers of an imported schedule: matched, made or updated, never deleted."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from operator import eq
from typing import Any
from uuid import UUID

from anyascii import anyascii
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Q
from django.utils import timezone as clock
from django.utils.text import slugify
from wagtail.log_actions import log
from wagtail.models import Revision

from accounts.models import User
from site_pages.actions import touch_record
from site_pages.bulk import BATCH, Progress, index_objects
from site_pages.exchange.current import same_markup
from site_pages.exchange.document import ImportedPerson, ImportedRoom, ImportedTrack, ScheduleDocument
from site_pages.exchange.report import Tally
from site_pages.exchange.text import simple_text
from site_pages.exchange.wanted import usable_url
from site_pages.models import EventPage, Room, SessionPage, Speaker, Track, Venue
from site_pages.selectors import event_ids_of_sessions
from site_pages.versions import raise_versions

LONGEST_NAME = 200
SPEAKER_FIELDS = ("name", "bio", "email", "website", "github", "linkedin", "x", "mastodon")
LINK_HOSTS = {
    "github.com": "github",
    "linkedin.com": "linkedin",
    "twitter.com": "x",
    "x.com": "x",
}
# For tracks without a colour in the file: distinct, and white text stays readable on each.
TRACK_COLOURS = (
    "#0f5c55", "#7a3e9d", "#1d5fa8", "#9a3412", "#3f6212", "#a21c5b", "#4338ca", "#7c5300", "#0e6a8a", "#57534e",
)  # fmt: skip


@dataclass(frozen=True)
class RecordImport:
    """What holds for all records of one import.

    Records have no drafts: `may_change` is False where a change would show before its publication.
    """

    event: EventPage
    may_change: bool
    user: User | None
    progress: Progress


def import_rooms(venue: Venue, rooms: Iterable[ImportedRoom], job: RecordImport, tally: Tally) -> dict[str, int]:
    """Primary keys of the venue's rooms by the file's names; missing rooms are added at the end."""
    known = {room.name: room for room in Room.objects.filter(venue=venue)}
    names = {room.name: room.name[:LONGEST_NAME] for room in rooms}
    changed = []
    new = []
    for wanted in rooms:
        room = known.get(names[wanted.name])
        if room is None:
            room = Room(venue=venue, name=names[wanted.name], capacity=wanted.capacity, sort_order=len(known))
            known[room.name] = room
            new.append(room)
        elif job.may_change and wanted.capacity and room.pk and wanted.capacity != room.capacity:
            room.capacity = wanted.capacity
            changed.append(room)
    Room.objects.bulk_create(new)
    Room.objects.bulk_update(changed, ["capacity"])
    if new or changed:
        # The snippet editor opens the latest revision: without this one it would drop the new rooms.
        Venue.objects.get(pk=venue.pk).save_revision(user=job.user)
        touch_record(venue)
    count(tally, total=len(set(names.values())), new=len(new), changed=len(changed))
    tally.gone = len(known) - len(set(names.values()))
    return {name: known[short].pk for name, short in names.items()}


def import_tracks(tracks: Iterable[ImportedTrack], job: RecordImport, tally: Tally) -> dict[str, int]:
    """Primary keys of the event's tracks by the file's names; a colour in the file wins."""
    known = {track.name: track for track in Track.objects.filter(event=job.event)}
    names = {track.name: track.name[:LONGEST_NAME] for track in tracks}
    changed = []
    new = []
    for wanted in tracks:
        track = known.get(names[wanted.name])
        if track is None:
            colour = wanted.colour or TRACK_COLOURS[len(known) % len(TRACK_COLOURS)]
            track = Track(event=job.event, name=names[wanted.name], color=colour, sort_order=len(known))
            known[track.name] = track
            new.append(track)
        elif job.may_change and wanted.colour and track.pk and wanted.colour != track.color.lower():
            track.color, track.updated_at = wanted.colour, clock.now()
            changed.append(track)
    Track.objects.bulk_create(new)
    Track.objects.bulk_update(changed, ["color", "updated_at"])
    if changed:
        touch_record(changed[0])
    count(tally, total=len(set(names.values())), new=len(new), changed=len(changed))
    tally.gone = len(known) - len(set(names.values()))
    return {name: known[short].pk for name, short in names.items()}


def count(tally: Tally, *, total: int, new: int, changed: int) -> None:
    """Note how many of `total` records were made and changed."""
    tally.created, tally.updated, tally.unchanged = new, changed, total - new - changed


def import_speakers(document: ScheduleDocument, job: RecordImport, tally: Tally) -> dict[str, int]:
    """Primary keys of the speakers by the file's keys.

    A person is found by guid on the whole platform, by code or id among those whom this event manages,
    and at last by name there, because the two formats know the same person by different keys. Only
    records that this event manages are updated; the others belong to somebody else.
    """
    event = job.event
    found = match_speakers(event, document.persons)
    new, changed = [], []
    slugs = set(Speaker.objects.values_list("slug", flat=True))
    for person in document.persons:
        speaker = found.get(person.key)
        if speaker is None:
            speaker = Speaker(home_event=event, import_key=person.key, slug=free_slug(person.name, slugs))
            set_values(speaker, person_values(person))
            found[person.key] = speaker
            new.append(speaker)
        elif job.may_change and speaker.home_event_id == event.pk and set_values(speaker, person_values(person)):
            changed.append(speaker)
    Speaker.objects.bulk_create(new, batch_size=BATCH)
    index_objects(Speaker, new, job.progress)
    save_speakers(changed, job)
    count(tally, total=len(document.persons), new=len(new), changed=len(changed))
    here = Speaker.objects.filter(home_event=event).exclude(import_key="")
    tally.gone = here.exclude(pk__in=[speaker.pk for speaker in found.values()]).count()
    return {key: speaker.pk for key, speaker in found.items()}


def save_speakers(speakers: Sequence[Speaker], job: RecordImport) -> None:
    """Save changed speakers with a revision each, and raise the version of their events once."""
    now = clock.now()
    content_type = ContentType.objects.get_for_model(Speaker)
    for speaker in speakers:
        speaker.updated_at = now
    revisions = [
        Revision(
            content_type=content_type,
            base_content_type=content_type,
            object_id=str(speaker.pk),
            content=speaker.serializable_data(),
            object_str=str(speaker),
            user=job.user,
            created_at=now,
        )
        for speaker in speakers
    ]
    Revision.objects.bulk_create(revisions, batch_size=BATCH)
    for speaker, revision in zip(speakers, revisions, strict=True):
        speaker.latest_revision = revision
        log(speaker, "wagtail.edit", user=job.user, revision=revision, content_changed=True)
    Speaker.objects.bulk_update(speakers, ["latest_revision", "updated_at", *SPEAKER_FIELDS], batch_size=BATCH)
    index_objects(Speaker, speakers, job.progress)
    if speakers:
        raise_versions(event_ids_of_sessions(SessionPage.objects.filter(session_speakers__speaker__in=speakers)))


def match_speakers(event: EventPage, persons: Iterable[ImportedPerson]) -> dict[str, Speaker]:
    """The speakers that the file's persons already are, by key. Two queries."""
    guids = [person.guid for person in persons if person.guid]
    everywhere = Q(import_key__in=[f"guid:{guid}" for guid in guids]) | Q(public_id__in=guids)
    managed = Q(home_event=event) & ~Q(import_key="")
    candidates = list(Speaker.objects.filter(everywhere | managed).order_by("pk"))
    by_key: dict[str, Speaker] = {}
    by_name: dict[str, list[Speaker]] = {}
    for speaker in candidates:
        if speaker.home_event_id == event.pk or speaker.import_key.startswith("guid:"):
            by_key.setdefault(speaker.import_key, speaker)
        by_key.setdefault(f"guid:{speaker.public_id}", speaker)
        if speaker.home_event_id == event.pk:
            by_name.setdefault(speaker.name.casefold(), []).append(speaker)
    found = {person.key: by_key[person.key] for person in persons if person.key in by_key}
    taken = {speaker.pk for speaker in found.values()}
    for person in persons:
        names = by_name.get(person.name[:LONGEST_NAME].casefold(), [])
        namesake = next((one for one in names if one.pk not in taken), None)
        if person.key not in found and namesake is not None and fits_guid(namesake, person.guid):
            found[person.key] = namesake
            taken.add(namesake.pk)
    return found


def fits_guid(speaker: Speaker, guid: UUID | None) -> bool:
    """Whether a speaker of that name may be the person: two different guids are two people."""
    return guid is None or not speaker.import_key.startswith("guid:")


def person_values(person: ImportedPerson) -> dict[str, Any]:
    """What the file says of a person; nothing of what it leaves empty."""
    values: dict[str, Any] = {"name": person.name[:LONGEST_NAME], "bio": simple_text(person.biography)}
    values["email"] = usable_email(person.email)
    for link in person.links:
        address = usable_url(link.url, 200)
        host = address.split("/")[2].removeprefix("www.") if address else ""
        site = "mastodon" if "/@" in address else LINK_HOSTS.get(host, "website")
        if address:
            values.setdefault(site, address)
    return {name: value for name, value in values.items() if value}


def set_values(speaker: Speaker, values: dict[str, Any]) -> bool:
    """Set what differs; tells whether anything did."""
    same = {"bio": same_markup}
    differing = {name: value for name, value in values.items() if not same.get(name, eq)(getattr(speaker, name), value)}
    for name, value in differing.items():
        setattr(speaker, name, value)
    return bool(differing)


def usable_email(address: str) -> str:
    """The address if it is one."""
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address


def free_slug(name: str, taken: set[str]) -> str:
    """A slug that no speaker has yet; noted as taken."""
    base = slugify(anyascii(name))[:100].strip("-") or "speaker"
    slug, number = base, 1
    while slug in taken:
        number += 1
        slug = f"{base}-{number}"
    taken.add(slug)
    return slug
