"""The persons of a schedule: read wherever they are mentioned, merged into one record each."""

from dataclasses import replace
from typing import Any

from site_pages.exchange.document import ImportedPerson, Reference
from site_pages.exchange.values import (
    Findings,
    bounded_key,
    read_guid,
    read_key,
    read_line,
    read_list,
    read_references,
    read_text,
    read_url,
    shown,
)

NAME_KEYS = ("name", "public_name", "full_public_name", "display_name", "full_name")


class People:
    """Collects mentions of persons and says at the end who is the same (`merged`).

    Two mentions are one person when they share a guid, else a code, else an id; a mention without
    any of these is known by its name alone. Mentions with different guids never are one person,
    because files merged from several tools reuse their numbers.
    """

    def __init__(self) -> None:
        self.records: list[ImportedPerson] = []
        self.places: list[str] = []
        self.by_alias: dict[str, int] = {}

    def mention(self, person: ImportedPerson, place: str) -> int:
        """Note a mention; the number stands for the person until `merged`."""
        aliases = aliases_of(person)
        for alias in aliases:
            index = self.by_alias.get(alias)
            if index is not None and fits(self.records[index], person):
                self.records[index] = fill_gaps(self.records[index], person)
                break
        else:
            index = len(self.records)
            self.records.append(person)
            self.places.append(place)
        for alias in aliases:
            self.by_alias.setdefault(alias, index)
        return index

    def merged(self, findings: Findings) -> list[ImportedPerson | None]:
        """The person of each number; None for somebody who has no name anywhere in the file."""
        people: list[ImportedPerson | None] = []
        for person, place in zip(self.records, self.places, strict=True):
            if person.name:
                people.append(replace(person, key=aliases_of(person)[0], role=""))
            else:
                findings.note(place, "a person without a name was left out")
                people.append(None)
        return people


def aliases_of(person: ImportedPerson) -> list[str]:
    """What a person may be known by, strongest first."""
    aliases = []
    if person.guid:
        aliases.append(f"guid:{person.guid}")
    if person.code:
        aliases.append(f"code:{person.code}")
    if person.id:
        aliases.append(f"id:{person.id}")
    return aliases or [bounded_key("name", person.name.casefold())]


def fits(known: ImportedPerson, other: ImportedPerson) -> bool:
    """Whether two mentions may be one person: nobody has two guids, or two codes without a guid."""
    if known.guid and other.guid:
        return known.guid == other.guid
    return not known.code or not other.code or known.code == other.code


def fill_gaps(known: ImportedPerson, other: ImportedPerson) -> ImportedPerson:
    """`known` with what only `other` tells."""
    fields = ("name", "guid", "id", "code", "biography", "avatar_url", "url", "email", "links")
    gaps = {name: getattr(other, name) for name in fields if not getattr(known, name)}
    return replace(known, **gaps) if gaps else known


def read_person(value: Any, place: str, findings: Findings, *, base_url: str) -> ImportedPerson | None:
    """One person in any of the shapes: an object, a name, or nothing."""
    if value is None:
        findings.note(place, "a person without a name was left out")
        return None
    if isinstance(value, str):
        value = {"name": value}
    if not isinstance(value, dict):
        findings.refuse(place, f"expected a person, found {shown(value)}")
        return None

    def line(key: str) -> str:
        return read_line(value.get(key), f"{place}.{key}", findings)

    names = [line(key) for key in NAME_KEYS]
    guid = read_key(value.get("guid"), f"{place}.guid", findings)
    code = read_key(value.get("code"), f"{place}.code", findings)
    links = read_references(value.get("links"), f"{place}.links", findings, base_url=base_url)
    return ImportedPerson(
        key="",
        name=next((name for name in names if name), ""),
        guid=read_guid(guid),
        # A guid of another shape still tells persons apart, like a code.
        code=code or ("" if read_guid(guid) else guid),
        id=read_key(value.get("id"), f"{place}.id", findings),
        biography=read_biography(value, place, findings),
        avatar_url=read_url(value.get("avatar") or value.get("avatar_url"), base_url),
        url=read_url(value.get("url"), base_url),
        email=line("email"),
        links=tuple(Reference(link.url, link.title) for link in links),
        role=line("role"),
    )


def read_biography(value: dict[str, Any], place: str, findings: Findings) -> str:
    """The person's text, under whichever name the tool gave it."""
    for key in ("biography", "description", "abstract"):
        text = read_text(value.get(key), f"{place}.{key}", findings)
        if text:
            return text
    return ""


def read_people(value: Any, place: str, findings: Findings, *, base_url: str) -> list[ImportedPerson]:
    """The persons of one session, in the file's order."""
    if isinstance(value, dict) and any(key in value for key in NAME_KEYS):
        value = [value]
    entries = read_list(value, place, findings)
    people = [
        read_person(entry, f"{place}[{index}]", findings, base_url=base_url) for index, entry in enumerate(entries)
    ]
    return [person for person in people if person is not None]
