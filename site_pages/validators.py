"""Checks of single values."""

import re
from zoneinfo import ZoneInfo, available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
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
