"""schedule.xml (pentabarf, frab, pretalx): bytes to the same tree of values as schedule.json."""

import re
from typing import Any
from xml.etree.ElementTree import Element, ParseError, tostring

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from site_pages.exchange.errors import refuse

DECLARED_ENCODING = re.compile(rb"""^\s*<\?xml[^>]{0,200}?encoding\s*=\s*["']([\w.-]{1,40})["']""")
PLAIN_TEXTS = ("abstract", "description", "biography")


def read_xml(data: bytes) -> Any:
    """The schedule in an XML file; `ScheduleRefused` when it is not XML or not a schedule."""
    root = parse(data)
    try:
        if name_of(root) != "schedule":
            raise refuse(f"<{name_of(root)[:60]}>", "expected the root element <schedule>")
        return {"schedule": schedule_tree(root)}
    except RecursionError as error:
        raise refuse("file", "nested too deeply") from error


def parse(data: bytes) -> Element:
    """The root element, without entities, external references or guesses about the encoding."""
    data = data.lstrip(b" \t\r\n")
    try:
        try:
            return fromstring(data)
        except (LookupError, ValueError) as error:
            # Expat knows few encodings; Python's codecs read the others when declared.
            if isinstance(error, DefusedXmlException):
                raise
            return fromstring(decode(data))
    except DefusedXmlException as error:
        raise refuse("file", "XML entities are not allowed") from error
    except ParseError as error:
        line, column = error.position
        place = f"line {line} column {column + 1}"
        reason = str(error).split(":", 1)[0]
        raise refuse(place, f"not XML: {reason}") from error
    except (LookupError, ValueError) as error:
        raise refuse("line 1", "not XML: the declared encoding cannot be read") from error
    except RecursionError as error:
        raise refuse("file", "nested too deeply") from error


def decode(data: bytes) -> str:
    """Text by the declared encoding, for those that expat does not know."""
    declared = DECLARED_ENCODING.match(data[:400])
    encoding = declared[1].decode("ascii") if declared else "utf-8"
    return data.decode(encoding)


def name_of(element: Element) -> str:
    """An element's name without its namespace; comments have none."""
    tag = element.tag
    return tag.rsplit("}", 1)[-1].lower() if isinstance(tag, str) else ""


def children(element: Element | None, *names: str) -> list[Element]:
    """The child elements with one of these names."""
    return [] if element is None else [child for child in element if name_of(child) in names]


def child(element: Element, name: str) -> Element | None:
    """The first child element of that name."""
    return next(iter(children(element, name)), None)


def text_of(element: Element | None) -> str | None:
    """An element's text; markup inside it (old files embed XHTML) is kept as HTML."""
    if element is None:
        return None
    if len(element) == 0:
        return element.text
    inner = [element.text or ""]
    for part in element:
        for descendant in part.iter():
            descendant.tag = name_of(descendant) or "span"
        inner.append(tostring(part, encoding="unicode", method="html"))
    return "".join(inner)


def texts(element: Element) -> dict[str, Any]:
    """The text of every child without children of its own meaning, by name; attributes too."""
    values: dict[str, Any] = dict(element.attrib)
    for part in element:
        name = name_of(part)
        if name and (len(part) == 0 or name in PLAIN_TEXTS):
            values.setdefault(name, text_of(part))
    return values


def schedule_tree(root: Element) -> dict[str, Any]:
    """The whole file as schedule.json would have it."""
    conference = child(root, "conference")
    if conference is None:
        raise refuse("conference", "missing")
    generator = child(root, "generator")
    fields = texts(conference)
    # In XML <days> is their number; the days themselves stand beside the conference.
    fields.pop("days", None)
    fields["tracks"] = [
        {**track.attrib, "name": track.get("name") or text_of(track)} for track in children(conference, "track")
    ]
    fields["days"] = [day_tree(day) for day in children(root, "day")]
    return {
        "version": text_of(child(root, "version")),
        "url": text_of(child(root, "url")),
        "generator": dict(generator.attrib) if generator is not None else None,
        "conference": fields,
    }


def day_tree(day: Element) -> dict[str, Any]:
    """One day with its rooms."""
    rooms = [
        {
            "name": room.get("name"),
            "guid": room.get("guid"),
            "events": [event_tree(event) for event in children(room, "event")],
        }
        for room in children(day, "room")
    ]
    loose = [event_tree(event) for event in children(day, "event")]
    if loose:
        rooms.append({"name": None, "guid": None, "events": loose})
    return {**day.attrib, "rooms": rooms}


def event_tree(event: Element) -> dict[str, Any]:
    """One session."""
    values = texts(event)
    values["persons"] = [person_tree(person) for person in grouped(event, "persons", "person")]
    values["links"] = [reference_tree(link) for link in grouped(event, "links", "link")]
    values["attachments"] = [reference_tree(entry) for entry in grouped(event, "attachments", "attachment")]
    recording = child(event, "recording")
    if recording is not None:
        recorded = texts(recording)
        values["do_not_record"] = recorded.get("optout")
        values["recording_license"] = recorded.get("license")
        values["recording_url"] = recorded.get("url") or recorded.get("link")
    return values


def grouped(event: Element, group: str, entry: str) -> list[Element]:
    """The entries inside a group, such as every person in persons."""
    return [found for holder in children(event, group) for found in children(holder, entry)]


def person_tree(person: Element) -> dict[str, Any]:
    """One person; old files hold only a name."""
    values = texts(person)
    if not values.get("name"):
        values["name"] = values.get("public_name") or person.text
    values["links"] = [reference_tree(link) for link in grouped(person, "links", "link")]
    return values


def reference_tree(element: Element) -> dict[str, Any]:
    """One link or attachment."""
    text = text_of(element)
    href = element.get("href") or element.get("url")
    return {"url": href or text, "title": text if href else "", "type": element.get("type")}
