"""Reading what was sent, field by field, and remembering what is wrong with each."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.db.models import TextChoices
from django.utils import timezone as clock
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from live_control.typed import clean_line
from notifications.errors import InvalidInput

Choice = TypeVar("Choice", bound=TextChoices)
LONGEST_URL = 1000
web_address = URLValidator(schemes=["http", "https"])


class Given:
    """A JSON object as it came. Each reader gives a value that fits, or its empty one; `done` raises what was wrong."""

    def __init__(self, given: Mapping[str, Any], *, errors: dict[str, str] | None = None, prefix: str = "") -> None:
        self.given = given
        self.errors = {} if errors is None else errors
        self.prefix = prefix
        self.read: set[str] = set()

    def inside(self, name: str, given: Any, *, number: int) -> Given:
        """The object at this place of a list; its errors are those of the whole, as `fields.2.label`."""
        found = Given(given if isinstance(given, dict) else {}, errors=self.errors, prefix=f"{name}.{number}.")
        if not isinstance(given, dict):
            self.refuse(f"{name}.{number}", _("This has to be an object."))
        return found

    def refuse(self, name: str, message: str) -> None:
        """Of several things wrong with a field the first is told."""
        self.errors.setdefault(f"{self.prefix}{name}", message)

    def done(self) -> None:
        """Raises InvalidInput where anything was wrong, or is not known here."""
        self.refuse_unknown()
        if self.errors:
            raise InvalidInput(_("Something that was sent does not fit."), fields=self.errors)

    def refuse_unknown(self) -> None:
        for name in sorted(self.given.keys() - self.read):
            self.refuse(str(name), _("There is no such field."))

    def text(self, name: str, *, most: int) -> str:
        value = clean_line(self._of_type(name, str, ""))
        if len(value) > most:
            self.refuse(name, _("Write at most %(most)d letters.") % {"most": most})
        return value[:most]

    def flag(self, name: str, *, default: bool) -> bool:
        return bool(self._of_type(name, bool, default))

    def number(self, name: str) -> int | None:
        """A primary key; None where none is given."""
        found = self._of_type(name, int, 0)
        return found if 0 < found < 2**31 else None

    def choice(self, name: str, choices: type[Choice], *, default: Choice) -> Choice:
        value = self._of_type(name, str, default.value)
        if value not in choices.values:
            self.refuse(name, _("Choose one of: %(choices)s.") % {"choices": ", ".join(choices.values)})
            return default
        return choices(value)

    def url(self, name: str) -> str:
        value: str = self._of_type(name, str, "").strip()
        if not value:
            return ""
        try:
            web_address(value)
        except ValidationError:
            self.refuse(name, _("Give an address that begins with https://."))
        if len(value) > LONGEST_URL:
            self.refuse(name, _("Write at most %(most)d letters.") % {"most": LONGEST_URL})
        return value

    def moment(self, name: str) -> datetime | None:
        """A time with its zone, still to come; None where none is given."""
        value = self._of_type(name, str, "")
        if not value:
            return None
        try:
            moment = parse_datetime(value)
        except ValueError:
            moment = None
        if moment is None or moment.tzinfo is None:
            self.refuse(name, _("Give a time with its zone, like 2030-05-01T12:00:00Z."))
            return None
        if moment <= clock.now():
            self.refuse(name, _("This time is over."))
        return moment

    def lines(self, name: str, *, most: int, longest: int) -> list[str]:
        """Short texts, the empty ones left out."""
        found = []
        for number, one in enumerate(self.items(name, most=most)):
            line = clean_line(one) if isinstance(one, str) else ""
            if not isinstance(one, str):
                self.refuse(f"{name}.{number}", _("This has to be a text."))
            elif len(line) > longest:
                self.refuse(f"{name}.{number}", _("Write at most %(most)d letters.") % {"most": longest})
            found.append(line)
        return [line for line in found if line]

    def items(self, name: str, *, most: int) -> list[Any]:
        found = list(self._of_type(name, list, []))
        if len(found) > most:
            self.refuse(name, _("At most %(most)d are possible.") % {"most": most})
        return found[:most]

    def _of_type(self, name: str, kind: type, default: Any) -> Any:
        self.read.add(name)
        value = self.given.get(name)
        if value is None:
            return default
        # A bool is an int to Python, and nothing else here is one of two kinds.
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            self.refuse(name, _("This is not of the right kind."))
            return default
        return value
