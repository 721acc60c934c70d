"""What guests call themselves and their photos, and what a photo's file is called when somebody saves it.

A file is `uploader-time-id.ext` (spec 5), alone or in a ZIP. Guests choose their names, so the rule keeps only what
every file system takes (research/identity-security.md, section 10, attack 15): letters, digits and marks of any script,
joined by "-". Nothing is left of folders, drives, dots, control characters and marks that turn the direction of
writing. No name is one that Windows reserves: those end at the first dot, and here something always stands before it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Protocol
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from gallery.choices import MediaType
from gallery.pictures.kinds import EXTENSIONS
from notifications.errors import InvalidInput

# With time, id and extension at most a hundred bytes: some unpackers and old file systems take no more.
LONGEST_UPLOADER = 60
NOBODY = "guest"
# Letters, what belongs to them (vowel signs, accents), and digits.
KEPT_CATEGORIES = frozenset("LMN")
# As the columns have them: GuestSession.display_name, the elements of Media.tags.
LONGEST_NAME, LONGEST_TAG, MOST_TAGS = 60, 40, 5
# Filters of the organizer API are lists with commas, and this stands there for "gave no name".
NO_NAME = "-"
# Controls, surrogates, private and unassigned code points, and marks of format, which turn the direction of writing.
REFUSED_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
# Scripts of India and Persia are written with these two, and many emoji; they turn nothing.
JOINERS = frozenset("\u200c\u200d")


def clean_name(text: str) -> str:
    """A guest's name as it is kept; "" for none. Raises InvalidInput, with the reason at `display_name`."""
    name = cleaned(text, longest=LONGEST_NAME, field="display_name")
    if name == NO_NAME:
        raise refused("display_name", _("Please write a name, or nothing."))
    return name


def clean_tag(text: str) -> str:
    """A tag as it is kept, never empty. Raises InvalidInput, with the reason at `tags`."""
    tag = cleaned(text, longest=LONGEST_TAG, field="tags")
    if not tag:
        raise refused("tags", _("A tag has no letters."))
    return tag


def clean_tags(texts: Sequence[str]) -> list[str]:
    """A photo's tags; of those that differ in case alone the first. Raises InvalidInput, also for more than five."""
    tags: dict[str, str] = {}
    for tag in map(clean_tag, texts):
        tags.setdefault(tag.casefold(), tag)
    if len(tags) > MOST_TAGS:
        text = ngettext("A photo has at most %(most)s tag.", "A photo has at most %(most)s tags.", MOST_TAGS)
        raise refused("tags", text % {"most": MOST_TAGS})
    return list(tags.values())


def cleaned(text: str, *, longest: int, field: str) -> str:
    """One line in NFC, trimmed; "" where nothing of it can be seen. Commas are refused: see NO_NAME."""
    line = " ".join(unicodedata.normalize("NFC", text).split())
    if any(unicodedata.category(one) in REFUSED_CATEGORIES and one not in JOINERS for one in line):
        raise refused(field, _("This holds a character that cannot be shown."))
    if "," in line:
        raise refused(field, _("Commas are not possible here."))
    if len(line) > longest:
        raise refused(field, _("At most %(longest)s characters.") % {"longest": longest})
    return line.strip("\u200c\u200d ")


def refused(field: str, text: str) -> InvalidInput:
    return InvalidInput(text, fields={field: text})


class Named(Protocol):
    """What a photo's name is made of: a row of `Media`, or its values."""

    public_id: UUID
    uploader: str
    taken_at: datetime | None
    mime_type: str


def file_name(media: Named) -> str:
    """The name of a photo that was kept; sorted, a guest's photos stand in the order of their times (UTC)."""
    assert media.taken_at is not None, "a constraint gives every photo that is kept its time"
    time = f"{media.taken_at.astimezone(UTC):%Y-%m-%d-%H%M%S}"
    return f"{safe_part(media.uploader)}-{time}-{media.public_id.hex[:8]}.{EXTENSIONS[MediaType(media.mime_type)]}"


def safe_part(text: str) -> str:
    """A guest's name as part of a file's name; never empty."""
    words = "".join(character if is_kept(character) else " " for character in unicodedata.normalize("NFKC", text))
    joined = "-".join(words.split())
    short = joined.encode()[:LONGEST_UPLOADER].decode(errors="ignore").rstrip("-")
    return short or NOBODY


def is_kept(character: str) -> bool:
    return unicodedata.category(character)[0] in KEPT_CATEGORIES
