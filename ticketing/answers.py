"""What buyers and attendees tell: checked here, for pages and API alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from accounts.addresses import read_email
from notifications.errors import InvalidInput
from ticketing.choices import QuestionKind
from ticketing.models import Question
from ticketing.selection import Selection

LONGEST_TEXT, LONGEST_NAME, LARGEST_FILE = 2000, 200, 5 * 1024 * 1024
FILE_TYPES = (".pdf", ".png", ".jpg", ".jpeg", ".webp", ".heic")


@dataclass(frozen=True, slots=True)
class Buyer:
    """Who orders. `user_id` where somebody is signed in."""

    email: str
    name: str
    user_id: int | None = None
    invoice_to: str = ""
    tax_id: str = ""


@dataclass(frozen=True, slots=True)
class Attendee:
    """Who comes with one ticket. Without an address, mail goes to the buyer."""

    category: UUID
    name: str = ""
    email: str = ""
    answers: Mapping[UUID, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CheckedAnswer:
    question: Question
    value: Any
    file: UploadedFile | None = None


@dataclass(frozen=True, slots=True)
class CheckedAttendee:
    category_id: int
    name: str
    email: str
    answers: tuple[CheckedAnswer, ...]


def checked_buyer(buyer: Buyer) -> Buyer:
    """The buyer in stored form. Raises InvalidInput by field."""
    fields: dict[str, str] = {}
    email = stored_email(buyer.email)
    name = " ".join(buyer.name.split())
    if not email:
        fields["email"] = _("Enter a valid e-mail address.")
    if not name or len(name) > LONGEST_NAME:
        fields["name"] = _("Enter your name.")
    if len(buyer.invoice_to) > 500:
        fields["invoice_to"] = _("Keep this under 500 characters.")
    if fields:
        raise InvalidInput(_("Some fields need another look."), fields=fields)
    return Buyer(email, name, buyer.user_id, buyer.invoice_to.strip(), " ".join(buyer.tax_id.split())[:60])


def stored_email(typed: str) -> str:
    """The address in the form in which addresses are stored and compared, or "" where it is none."""
    try:
        return read_email(typed).value
    except InvalidInput:
        return ""


def checked_attendees(selection: Selection, attendees: Sequence[Attendee]) -> list[CheckedAttendee]:
    """One attendee per ticket, in the order of the lines. Fields are named `attendees.<n>.<field>` from 0.

    Raises InvalidInput where the numbers differ or something does not fit.
    """
    left = list(enumerate(attendees))
    checked: list[CheckedAttendee] = []
    fields: dict[str, str] = {}
    for line in selection.lines:
        asked = questions_for(selection.questions, line.category.pk)
        for _ticket in range(line.quantity):
            at = next((i for i, (_n, one) in enumerate(left) if one.category == line.category.public_id), None)
            if at is None:
                text = _("Tell who comes with each ticket.")
                raise InvalidInput(text, fields={"attendees": text})
            number, attendee = left.pop(at)
            checked.append(_checked(attendee, line.category.pk, asked, fields, f"attendees.{number}"))
    if left:
        text = _("There are more attendees than tickets.")
        raise InvalidInput(text, fields={"attendees": text})
    if fields:
        raise InvalidInput(_("Some fields need another look."), fields=fields)
    return checked


def questions_for(questions: Sequence[Question], category_id: int) -> list[Question]:
    """Those asked with this category; the caller has prefetched `categories`."""
    found = []
    for question in questions:
        ids = [category.pk for category in question.categories.all()]
        if not ids or category_id in ids:
            found.append(question)
    return found


def _checked(
    attendee: Attendee, category_id: int, asked: Sequence[Question], fields: dict[str, str], at: str
) -> CheckedAttendee:
    name = " ".join(attendee.name.split())
    email = stored_email(attendee.email) if attendee.email.strip() else ""
    if len(name) > LONGEST_NAME:
        fields[f"{at}.name"] = _("This name is too long.")
    if attendee.email.strip() and not email:
        fields[f"{at}.email"] = _("Enter a valid e-mail address.")
    answers = checked_answers(asked, attendee.answers, fields=fields, at=f"{at}.answers")
    return CheckedAttendee(category_id, name, email, answers)


def checked_answers(
    asked: Sequence[Question], given: Mapping[UUID, Any], *, fields: dict[str, str], at: str
) -> tuple[CheckedAnswer, ...]:
    """The answers in stored form; what does not fit is noted in `fields` under `<at>.<question id>`."""
    checked = []
    for question in asked:
        raw = given.get(question.public_id)
        try:
            value = _value(question, raw)
        except ValidationError as error:
            fields[f"{at}.{question.public_id}"] = error.messages[0]
            continue
        if value is None or value in ("", []):
            if question.is_required:
                fields[f"{at}.{question.public_id}"] = _("Please answer this.")
        elif isinstance(value, UploadedFile):
            checked.append(CheckedAnswer(question, value.name, value))
        else:
            checked.append(CheckedAnswer(question, value))
    return tuple(checked)


def _value(question: Question, raw: Any) -> Any:
    """The answer as it is stored. Raises ValidationError with one message."""
    if raw is None or (isinstance(raw, str) and not raw.strip()):
        return None
    return READERS[QuestionKind(question.kind)](question, raw)


def _text(question: Question, raw: Any) -> str:
    text = str(raw).strip() if isinstance(raw, str | int | float) else ""
    if not text or len(text) > LONGEST_TEXT or "\x00" in text:
        raise ValidationError(_("Keep this under %(most)d characters.") % {"most": LONGEST_TEXT})
    return text


def _choice(question: Question, raw: Any) -> str:
    if raw not in question.choices:
        raise ValidationError(_("Choose one of the answers."))
    return str(raw)


def _choices(question: Question, raw: Any) -> list[str]:
    picked = [raw] if isinstance(raw, str) else raw
    if not isinstance(picked, list | tuple) or any(one not in question.choices for one in picked):
        raise ValidationError(_("Choose among the answers."))
    return [choice for choice in question.choices if choice in picked]


def _yes_no(question: Question, raw: Any) -> bool | None:
    known = {True: True, False: False, "yes": True, "no": False, "true": True, "false": False, "on": True}
    value = known.get(raw if isinstance(raw, bool) else str(raw).lower())
    if value is None:
        raise ValidationError(_("Answer yes or no."))
    # "Must be answered" means a yes where it is a consent; a plain no is an answer everywhere else.
    return value


def _number(question: Question, raw: Any) -> str:
    try:
        number = Decimal(str(raw).strip().replace(",", "."))
    except InvalidOperation:
        number = Decimal("NaN")
    if not number.is_finite() or abs(number) >= Decimal(10) ** 12:
        raise ValidationError(_("Enter a number."))
    return f"{number.normalize():f}"


def _date(question: Question, raw: Any) -> str:
    try:
        return date.fromisoformat(str(raw).strip()).isoformat()
    except ValueError as error:
        raise ValidationError(_("Enter a date such as 2026-05-31.")) from error


def _file(question: Question, raw: Any) -> UploadedFile:
    if not isinstance(raw, UploadedFile):
        raise ValidationError(_("Attach a file; text cannot answer this."))
    if not (raw.name or "").lower().endswith(FILE_TYPES):
        raise ValidationError(_("Choose a PDF or a picture."))
    if (raw.size or 0) > LARGEST_FILE:
        raise ValidationError(_("Choose a file of at most 5 MB."))
    return raw


READERS = {
    QuestionKind.TEXT: _text,
    QuestionKind.CHOICE: _choice,
    QuestionKind.CHOICES: _choices,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.FILE: _file,
}
