"""When a picture was taken, by its camera's clock."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone, tzinfo

from PIL.Image import Exif

EXIF_IFD = 0x8769
TAKEN, OFFSET, FRACTION = 0x9003, 0x9011, 0x9291  # DateTimeOriginal, OffsetTimeOriginal, SubSecTimeOriginal
OFFSET_FORM = re.compile(r"([+-])(\d\d):(\d\d)")


def taken_at(exif: Exif, *, zone: tzinfo = UTC) -> datetime | None:
    """In UTC, or None where the camera wrote nothing that can be read.

    Cameras write their local time and only newer ones its offset. Without one the time is taken to be of `zone`: pass
    the event's; the default, UTC, still puts one camera's pictures in their order.
    """
    fields = exif.get_ifd(EXIF_IFD)
    try:
        local = datetime.strptime(text_of(fields.get(TAKEN)), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 its zone follows
        fraction = text_of(fields.get(FRACTION))
        if fraction.isdecimal() and fraction.isascii():
            local = local.replace(microsecond=int(fraction[:6].ljust(6, "0")))
        return local.replace(tzinfo=offset_of(text_of(fields.get(OFFSET))) or zone).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def offset_of(text: str) -> tzinfo | None:
    """`+05:30` as a zone; None for anything else."""
    form = OFFSET_FORM.fullmatch(text)
    if form is None:
        return None
    sign, hours, minutes = form.groups()
    offset = timedelta(hours=int(hours), minutes=int(minutes))
    return timezone(-offset if sign == "-" else offset)


def text_of(value: object) -> str:
    """A field of EXIF as text; writers pad with NULs and blanks."""
    if isinstance(value, bytes):
        value = value.decode("ascii", "replace")
    return value.strip("\0 ") if isinstance(value, str) else ""
