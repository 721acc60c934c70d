"""Checks of single values."""

import re
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.files import File
from django.core.validators import RegexValidator
from django.db.models.fields.files import FieldFile
from django.utils.translation import gettext_lazy as _

validate_hex_color = RegexValidator(
    r"^#[0-9a-fA-F]{6}$", _("Give the colour as # and six hexadecimal digits, like #0b6e4f.")
)


def validate_timezone(name: str) -> None:
    """An IANA zone name such as Europe/Berlin."""
    if name not in available_timezones():
        raise ValidationError(_("%(name)s is not a time zone of the IANA database."), params={"name": name})
    ZoneInfo(name)


ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?|http://(localhost|127\.0\.0\.1)(:\d{1,5})?")


def validate_origins(value: str) -> None:
    """One web origin a line, as a browser sends it; plain http only for a developer's own machine."""
    for line in value.split():
        if not ORIGIN.fullmatch(line):
            raise ValidationError(
                _("%(line)s is not an address like https://www.example.org, in small letters and without a path."),
                params={"line": line},
            )


def validate_captions(file: File) -> None:
    """WebVTT, which is what browsers show: it begins with that word."""
    if not str(file.name).lower().endswith(".vtt"):
        raise ValidationError(_("Give captions as a WebVTT file (.vtt)."))
    if isinstance(file, FieldFile) and getattr(file, "_committed", False):
        return  # it was looked at when it came
    file.seek(0)
    begins = file.read(9)
    file.seek(0)
    if not begins.removeprefix(b"\xef\xbb\xbf").startswith(b"WEBVTT"):
        raise ValidationError(_("This file is no WebVTT: it does not begin with WEBVTT."))
