"""Checks of single values."""

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
