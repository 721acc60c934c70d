"""Reading single values of a schedule file: what is understood is cleaned, the rest is a finding."""

import hashlib
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urljoin, urlsplit
from uuid import UUID

from site_pages.exchange.document import Note, Reference
from site_pages.exchange.errors import Problem, ScheduleRefused

MAX_URL_LENGTH = 2000
MAX_KEY_LENGTH = 200
KNOWN_KINDS = frozenset({"slides", "paper", "web", "blog", "article", "media", "related", "activitypub"})

# What XML 1.0 and PostgreSQL cannot hold, besides NUL, which is reported: control characters other
# than tab and newline, lone surrogates, non-characters.
UNPRINTABLE = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
HEX_COLOUR = re.compile(r"#?([0-9a-fA-F]{6}|[0-9a-fA-F]{3})")
# A name with a dot, a local machine, or an IPv6 address: what forms of ours take as an address too.
HOST = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)+\.?|localhost|[0-9A-Fa-f]*:[0-9A-Fa-f:.]+")
URL_SAFE = ":/?#[]@!$&'()*+,;=%~-._"


@dataclass
class Findings:
    """What a reader came across: `problems` refuse the file, `notes` are only told."""

    problems: list[Problem] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)

    def refuse(self, place: str, reason: str) -> None:
        self.problems.append(Problem(place, reason))

    def note(self, place: str, text: str) -> None:
        self.notes.append(Note(place, text))

    def raise_if_refused(self) -> None:
        if self.problems:
            raise ScheduleRefused(self.problems)


def shown(value: object) -> str:
    """A value for an error message: short, on one line."""
    text = UNPRINTABLE.sub("?", repr(value))
    return text if len(text) <= 60 else text[:57] + "..."


def clean_text(text: str) -> str:
    """Text as the platform can keep it: newlines as `\\n`, no unprintable characters, trimmed."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return UNPRINTABLE.sub("", text).strip()


def read_text(value: Any, place: str, findings: Findings) -> str:
    """Text of a value; translations are reduced to English, else the first language."""
    if isinstance(value, str):
        if "\x00" in value:
            findings.refuse(place, "contains a NUL character")
        return clean_text(value.replace("\x00", ""))
    if value is None or isinstance(value, bool | int | float):
        return "" if value is None or isinstance(value, bool) else str(value)
    if isinstance(value, dict):
        return read_translation(value, place, findings)
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        return "\n\n".join(read_text(part, place, findings) for part in value)
    findings.refuse(place, f"expected text, found {shown(value)}")
    return ""


def read_translation(value: dict[str, Any], place: str, findings: Findings) -> str:
    """One text of `{"en": …, "de": …}` or `{"name": …}`."""
    for key in ("name", "en", "title", *value):
        if isinstance(value.get(key), str) and value[key].strip():
            return read_text(value[key], place, findings)
    return ""


def read_line(value: Any, place: str, findings: Findings) -> str:
    """Text on one line: a title, a name."""
    return " ".join(read_text(value, place, findings).split())


def read_key(value: Any, place: str, findings: Findings) -> str:
    """An id or code as text; empty when it is missing or says nothing (0)."""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = read_line(value, place, findings)
    if len(text) > MAX_KEY_LENGTH:
        findings.refuse(place, f"longer than {MAX_KEY_LENGTH} characters")
        return ""
    return "" if text == "0" else text


def bounded_key(kind: str, value: str) -> str:
    """`kind:value` as a record's key; a long value is replaced by its hash, so that any fits its column."""
    if len(value) > MAX_KEY_LENGTH:
        value = hashlib.sha256(value.encode("utf-8", "replace")).hexdigest()
    return f"{kind}:{value}"


def read_guid(text: str) -> UUID | None:
    """A guid when the text is one; old files have others, which still serve as keys."""
    try:
        return UUID(text)
    except ValueError:
        return None


def read_flag(value: Any) -> bool:
    """Whether a value says yes, in any spelling that the field's tools use."""
    if isinstance(value, str):
        return value.strip().lower() in {"true", "1", "yes", "y", "on", "t"}
    return value is True or value == 1


def read_capacity(value: Any) -> int | None:
    """A room's seats; anything else than a sensible positive number is no capacity."""
    try:
        seats = int(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return seats if 0 < seats < 10_000_000 else None


def read_colour(value: Any) -> str:
    """`#rrggbb` in lower case, or empty."""
    match = HEX_COLOUR.fullmatch(value.strip()) if isinstance(value, str) else None
    if match is None:
        return ""
    digits = match[1].lower()
    return "#" + (digits if len(digits) == 6 else "".join(digit * 2 for digit in digits))


def read_url(value: Any, base_url: str = "") -> str:
    """An absolute http(s) address with only ASCII in it, or empty: no other scheme gets in."""
    if isinstance(value, dict):
        value = value.get("url")
    if not isinstance(value, str) or not value.strip():
        return ""
    text = clean_text(value).replace("\n", "").replace("\t", "")
    if text.startswith("www."):
        text = f"http://{text}"
    try:
        url = urljoin(base_url, text) if base_url else text
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna").decode("ascii")
        port = parts.port
    except (ValueError, UnicodeError):
        return ""
    if parts.scheme.lower() not in {"http", "https"} or not HOST.fullmatch(host):
        return ""
    host = f"[{host}]" if ":" in host else host
    tail = url.split("://", 1)[1]
    tail = re.sub(r"^[^/?#]*", "", tail)
    # "%" not followed by two digits is what strict readers of addresses trip over.
    tail = re.sub(r"%(?![0-9A-Fa-f]{2})", "%25", quote(tail, safe=URL_SAFE))
    path, hash_sign, fragment = tail.partition("#")
    clean_tail = path + hash_sign + fragment.replace("#", "%23")
    clean_tail = clean_tail.replace("[", "%5B").replace("]", "%5D")
    address = f"{parts.scheme.lower()}://{host}{f':{port}' if port else ''}{clean_tail}"
    return address if len(address) <= MAX_URL_LENGTH else ""


def read_list(value: Any, place: str, findings: Findings) -> list[Any]:
    """A list; missing or empty in any spelling is an empty one, an object's values count as a list."""
    if value is None or value == "" or value is False:
        return []
    if isinstance(value, list):
        return value
    if isinstance(value, dict):
        return list(value.values())
    findings.refuse(place, f"expected a list, found {shown(value)}")
    return []


def read_references(value: Any, place: str, findings: Findings, *, base_url: str = "") -> tuple[Reference, ...]:
    """Links or attachments, whether written as objects, pairs or bare addresses."""
    if isinstance(value, dict) and read_url(value):
        value = [value]
    found = []
    for index, entry in enumerate(read_list(value, place, findings)):
        spot = f"{place}[{index}]"
        url, title, kind = split_reference(entry)
        address = read_url(url, base_url)
        if address:
            label = read_line(title, spot, findings)
            found.append(Reference(address, label, kind if kind in KNOWN_KINDS else ""))
        elif url:
            findings.note(spot, f"left out: {shown(url)} is not a web address")
    return tuple(dict.fromkeys(found))


def split_reference(entry: Any) -> tuple[Any, Any, str]:
    """Address, title and kind of one link in any of its shapes."""
    if isinstance(entry, dict):
        url = entry.get("url") or entry.get("href") or entry.get("link")
        kind = entry.get("type")
        title = entry.get("title") or entry.get("name")
        return url, title, kind if isinstance(kind, str) else ""
    if isinstance(entry, list):
        texts = [part for part in entry if isinstance(part, str)]
        addresses = [part for part in texts if read_url(part)]
        titles = [part for part in texts if not read_url(part)]
        return next(iter(addresses), ""), next(iter(titles), ""), ""
    return entry, "", ""
