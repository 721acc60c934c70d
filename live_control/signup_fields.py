"""The fields of a quick sign-up: what an organizer may ask for, and whether an answer fits (spec 4, "Actions")."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.addresses import read_phone
from live_control.given import Given
from live_control.typed import clean_line
from notifications.errors import InvalidInput

MOST_FIELDS, MOST_CHOICES, LONGEST_LABEL, LONGEST_CONSENT, LONGEST_ANSWER = 12, 30, 200, 500, 300
NAME = re.compile(r"[a-z][a-z0-9_]{0,30}")


class FieldType(TextChoices):
    """`name` is a text that the page fills with the person's own name."""

    NAME = "name", gettext_lazy("name")
    TEXT = "text", gettext_lazy("text")
    EMAIL = "email", gettext_lazy("e-mail")
    PHONE = "phone", gettext_lazy("phone")
    CHOICE = "choice", gettext_lazy("choice")
    CONSENT = "consent", gettext_lazy("consent")


@dataclass(frozen=True, slots=True)
class FieldSetup:
    """One field. `name` is the key of its answer and stays the same when the label changes."""

    name: str
    label: str
    type: str
    is_required: bool
    choices: tuple[str, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "label": self.label,
            "type": self.type,
            "is_required": self.is_required,
            "choices": list(self.choices),
        }


def read_fields(given: Given, name: str) -> list[FieldSetup]:
    """The fields in their order; what is wrong with one stands at `fields.<number>.<what>`."""
    used: Counter[str] = Counter()
    items = given.items(name, most=MOST_FIELDS)
    fields = [_read_field(given.inside(name, one, number=place), used) for place, one in enumerate(items)]
    if not fields:
        given.refuse(name, _("Ask for something: add a field."))
    return fields


def _read_field(given: Given, used: Counter[str]) -> FieldSetup:
    kind = given.choice("type", FieldType, default=FieldType.TEXT)
    label = given.text("label", most=LONGEST_CONSENT if kind == FieldType.CONSENT else LONGEST_LABEL)
    if not label:
        given.refuse("label", _("Say what is asked for."))
    choices = given.lines("choices", most=MOST_CHOICES, longest=LONGEST_LABEL)
    if kind == FieldType.CHOICE and len(choices) < 2:
        given.refuse("choices", _("Give at least two answers."))
    if kind != FieldType.CHOICE and choices:
        given.refuse("choices", _("Only a choice has answers to choose from."))
    key = given.text("name", most=31) or _unused(kind.value, used)
    if not NAME.fullmatch(key) or used[key]:
        given.refuse("name", _("Name each field differently, in small letters without spaces."))
    used[key] += 1
    is_required = given.flag("is_required", default=kind == FieldType.CONSENT)
    given.refuse_unknown()
    shown = FieldType.TEXT if kind == FieldType.NAME else kind
    return FieldSetup(key, label, shown.value, is_required, tuple(choices))


def _unused(kind: str, used: Counter[str]) -> str:
    candidates = [kind, *(f"{kind}_{number}" for number in range(2, MOST_FIELDS + 2))]
    return next(one for one in candidates if not used[one])


def checked_answers(fields: Sequence[Mapping[str, Any]], answers: Mapping[str, Any]) -> dict[str, Any]:
    """The answers as they are kept. Raises InvalidInput with every field that does not fit, by its name."""
    kept, errors = {}, {}
    for one in fields:
        try:
            kept[one["name"]] = _checked(one, answers.get(one["name"]))
        except InvalidInput as error:
            errors[one["name"]] = error.message
    for unknown in sorted(answers.keys() - {one["name"] for one in fields}):
        errors[unknown] = _("There is no such field.")
    if errors:
        raise InvalidInput(_("Something that was sent does not fit."), fields=errors)
    return kept


def _checked(one: Mapping[str, Any], answer: Any) -> str | bool:
    if one["type"] == FieldType.CONSENT:
        if one["is_required"] and answer is not True:
            raise InvalidInput(_("Please agree first."))
        return answer is True
    if answer is not None and not isinstance(answer, str):
        raise InvalidInput(_("This has to be a text."))
    text = clean_line(answer or "")
    if not text:
        if one["is_required"]:
            raise InvalidInput(_("This is needed."))
        return ""
    if len(text) > LONGEST_ANSWER:
        raise InvalidInput(_("Write at most %(most)d letters.") % {"most": LONGEST_ANSWER})
    return _of_type(one, text)


def _of_type(one: Mapping[str, Any], text: str) -> str:
    if one["type"] == FieldType.EMAIL:
        try:
            validate_email(text)
        except ValidationError as error:
            raise InvalidInput(_("Enter an e-mail address, like name@example.org.")) from error
    if one["type"] == FieldType.PHONE:
        return read_phone(text).value
    if one["type"] == FieldType.CHOICE and text not in one["choices"]:
        raise InvalidInput(_("Choose one of the answers."))
    return text
