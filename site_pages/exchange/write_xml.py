"""A schedule as schedule.xml, valid against the field's XSD whatever was imported."""

from datetime import timedelta
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from site_pages.exchange.document import ImportedSession, Reference, ScheduleDocument
from site_pages.exchange.outgoing import (
    Outgoing,
    OutgoingDay,
    OutgoingSession,
    block,
    line,
    number_of,
    plain_track_slug,
    prepare,
)
from site_pages.exchange.values import read_colour, read_url

LONGEST_DURATION = timedelta(hours=99, minutes=59)


def write_xml(document: ScheduleDocument) -> bytes:
    """schedule.xml in UTF-8. The format writes no duration over 99:59; longer ones stop there."""
    outgoing = prepare(document)
    root = Element("schedule")
    name, version = line(document.generator.name), line(document.generator.version)
    SubElement(root, "generator", {"name": name, "version": version})
    add_address(root, "url", document.url)
    add(root, "version", line(document.version))
    add_conference(root, outgoing)
    guids = {room.room.name: str(room.guid) for room in outgoing.rooms}
    for day in outgoing.days:
        add_day(root, day, guids)
    indent(root, space=" ")
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def add(parent: Element, name: str, text: str) -> Element:
    """A child element with a text."""
    element = SubElement(parent, name)
    element.text = text
    return element


def add_address(parent: Element, name: str, address: str) -> None:
    """A child element with a web address, if it is one."""
    url = read_url(address)
    if url:
        add(parent, name, url)


def add_conference(root: Element, outgoing: Outgoing) -> None:
    """The conference and its tracks."""
    document = outgoing.document
    conference = SubElement(root, "conference")
    add(conference, "title", line(document.title))
    add(conference, "acronym", outgoing.acronym)
    add(conference, "start", document.starts_on.isoformat())
    add(conference, "end", document.ends_on.isoformat())
    add(conference, "days", str(len(outgoing.days)))
    timeslot = timedelta(minutes=document.timeslot_minutes)
    add(conference, "timeslot_duration", duration_text(timeslot))
    add_address(conference, "base_url", document.base_url)
    add_address(conference, "url", document.url)
    add(conference, "time_zone_name", document.time_zone_name)
    for track in document.tracks:
        attributes = {"name": line(track.name)}
        if colour := read_colour(track.colour):
            attributes["color"] = colour
        if slug := plain_track_slug(track.slug, track.name):
            attributes["slug"] = slug
        SubElement(conference, "track", attributes)


def add_day(root: Element, day: OutgoingDay, guids: dict[str, str]) -> None:
    """One day with its rooms."""
    attributes = {
        "index": str(day.index),
        "date": day.on.isoformat(),
        "start": day.starts_at.isoformat(),
        "end": day.ends_at.isoformat(),
    }
    element = SubElement(root, "day", attributes)
    for name, sessions in day.rooms.items():
        room = SubElement(element, "room", {"name": name})
        if name in guids:
            room.set("guid", guids[name])
        for session in sessions:
            add_session(room, session)


def duration_text(duration: timedelta) -> str:
    """`HH:MM`, with seconds when there are any."""
    seconds = int(min(duration, LONGEST_DURATION).total_seconds())
    text = f"{seconds // 3600:02d}:{seconds // 60 % 60:02d}"
    return f"{text}:{seconds % 60:02d}" if seconds % 60 else text


def add_session(room: Element, outgoing: OutgoingSession) -> None:
    """One session."""
    session = outgoing.session
    element = SubElement(room, "event", {"guid": str(outgoing.guid), "id": str(outgoing.id)})
    if outgoing.code:
        element.set("code", outgoing.code)
    add(element, "date", outgoing.starts_at.isoformat())
    add(element, "start", outgoing.starts_at.strftime("%H:%M"))
    add(element, "duration", duration_text(session.ends_at - session.starts_at))
    add(element, "room", line(session.room))
    add(element, "slug", outgoing.slug)
    add_address(element, "url", session.url)
    add_recording(element, session)
    add(element, "title", line(session.title))
    add(element, "subtitle", line(session.subtitle))
    add(element, "track", line(session.track))
    add(element, "type", line(session.type))
    add(element, "language", line(session.language))
    add(element, "abstract", block(session.abstract))
    add(element, "description", block(session.description))
    add_address(element, "logo", session.logo_url)
    add_persons(element, session)
    add_references(SubElement(element, "links"), "link", session.links)
    add_references(SubElement(element, "attachments"), "attachment", session.attachments)
    add_address(element, "feedback_url", session.feedback_url)
    add_address(element, "origin_url", session.origin_url)


def add_recording(element: Element, session: ImportedSession) -> None:
    """Licence, consent and address of the recording."""
    recording = SubElement(element, "recording")
    add(recording, "license", line(session.license))
    add(recording, "optout", "true" if session.do_not_record else "false")
    add_address(recording, "url", session.recording_url)


def add_persons(element: Element, session: ImportedSession) -> None:
    """Names only: the format has no place for more, and an e-mail address is never public."""
    persons = SubElement(element, "persons")
    for person in session.persons:
        entry = add(persons, "person", line(person.name))
        if person.guid:
            entry.set("guid", str(person.guid))
        number = number_of(person.id)
        if number is not None:
            entry.set("id", str(number))


def add_references(parent: Element, name: str, references: tuple[Reference, ...]) -> None:
    """Links or attachments that have a web address."""
    for reference in references:
        url = read_url(reference.url)
        if url:
            entry = add(parent, name, line(reference.title))
            entry.set("href", url)
            if reference.kind:
                entry.set("type", reference.kind)
