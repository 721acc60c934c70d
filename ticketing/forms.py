"""The shop's forms. They collect and explain; what counts is checked once more by the actions (answers.py)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any
from uuid import UUID

from django import forms
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from notifications.errors import DomainError
from ticketing.answers import FILE_TYPES, LONGEST_NAME, LONGEST_TEXT, READERS, Attendee, Buyer, stored_email
from ticketing.choices import QuestionKind
from ticketing.models import Question, Shop

FEW_CHOICES = 6
CHOOSING = (QuestionKind.CHOICE, QuestionKind.CHOICES, QuestionKind.YES_NO)


class EmailField(forms.CharField):
    """An address in any form that people type; the actions store it in one."""

    widget = forms.EmailInput

    def clean(self, value: Any) -> str:
        typed = str(super().clean(value)).strip()
        if typed and not stored_email(typed):
            raise forms.ValidationError(_("Enter a valid e-mail address."))
        return typed


class BuyerForm(forms.Form):
    """Who orders."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=LONGEST_NAME,
        widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("Enter your name.")},
    )
    email = EmailField(
        label=_("Your e-mail address"),
        max_length=254,
        widget=forms.EmailInput({"autocomplete": "email", "inputmode": "email"}),
        error_messages={"required": _("Enter your e-mail address.")},
        help_text=_("Your tickets go there."),
    )

    def __init__(self, *args: Any, shop: Shop, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if shop.terms_url:
            link = format_html('<a href="{}" target="_blank" rel="noopener">{}</a>', shop.terms_url, _("terms of sale"))
            self.fields["terms"] = forms.BooleanField(
                label=format_html("{} {}", _("I agree to the"), link),
                error_messages={"required": _("Please agree to the terms of sale.")},
            )

    def buyer(self, *, user_id: int | None) -> Buyer:
        given = self.cleaned_data
        return Buyer(
            email=given["email"],
            name=given["name"],
            user_id=user_id,
            invoice_to=given.get("invoice_to", ""),
            tax_id=given.get("tax_id", ""),
        )


class PaidBuyerForm(BuyerForm):
    """Who orders and pays: an invoice is written."""

    invoice_to = forms.CharField(
        label=_("Invoice to"),
        required=False,
        max_length=500,
        widget=forms.Textarea({"rows": 3, "autocomplete": "street-address"}),
        help_text=_("Name and address, where the invoice needs more than your name."),
    )
    tax_id = forms.CharField(label=_("Tax number"), required=False, max_length=60)


class QuestionsForm(forms.Form):
    """What is asked of one attendee; the fields are named by the questions' public ids."""

    def __init__(self, *args: Any, questions: Sequence[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        for question in questions:
            self.fields[str(question.public_id)] = field_for(question)

    @property
    def file_questions(self) -> list[Question]:
        return [question for question in self.questions if question.kind == QuestionKind.FILE]

    def note_kept(self, question: Question, name: str) -> None:
        """Say that a file is here already, so that none has to be chosen."""
        self[str(question.public_id)].help_text = _("%(name)s is kept – choose another to replace it.") % {"name": name}

    def answers(self) -> dict[UUID, Any]:
        return {question.public_id: self.cleaned_data.get(str(question.public_id)) for question in self.questions}


class AttendeeForm(QuestionsForm):
    """Who comes with one ticket, and their answers."""

    as_buyer = forms.BooleanField(label=_("Same as buyer"), required=False)
    name = forms.CharField(
        label=_("Name"),
        max_length=LONGEST_NAME,
        error_messages={"required": _("Enter the name of whoever comes with this ticket.")},
    )
    email = EmailField(
        label=_("E-mail address"),
        max_length=254,
        required=False,
        help_text=_("Their ticket goes there. Without it, it goes to you."),
    )

    def __init__(self, *args: Any, category: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.category = category

    @property
    def question_fields(self) -> list[forms.BoundField]:
        return [self[str(question.public_id)] for question in self.questions]

    def clean(self) -> dict[str, Any]:
        """Whoever buys comes: what stands in the fields for somebody else does not count."""
        given: dict[str, Any] = super().clean() or {}
        if given.get("as_buyer"):
            for name in ("name", "email"):
                self.errors.pop(name, None)
                given[name] = ""
        return given

    def attendee(self) -> Attendee:
        given = self.cleaned_data
        name, email = ("", "") if given["as_buyer"] else (given["name"], given["email"])
        return Attendee(self.category.public_id, name, email, self.answers())


class NameForm(forms.Form):
    """Correcting an attendee's name."""

    name = forms.CharField(label=_("Name"), max_length=LONGEST_NAME, error_messages={"required": _("Enter a name.")})


class HandOverForm(NameForm):
    """Whom a ticket goes to. A slip of the finger is caught by a box to tick."""

    email = EmailField(
        label=_("E-mail address"), max_length=254, error_messages={"required": _("Enter an e-mail address.")}
    )
    sure = forms.BooleanField(
        label=_("The present code is to stop working."),
        error_messages={"required": _("Tick this to hand the ticket over.")},
    )


def field_for(question: Question) -> forms.Field:
    """The control that fits a question's kind."""
    shared: dict[str, Any] = {
        "label": question.text,
        "help_text": question.help_text,
        "required": question.is_required,
        "error_messages": {"required": _("Please answer this.")},
    }
    kind = QuestionKind(question.kind)
    if kind in CHOOSING:
        return _choice_field(question, kind, shared)
    if kind == QuestionKind.NUMBER:
        return forms.DecimalField(widget=forms.TextInput({"inputmode": "decimal"}), localize=False, **shared)
    if kind == QuestionKind.DATE:
        return forms.DateField(widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"), **shared)
    if kind == QuestionKind.FILE:
        shared["help_text"] = question.help_text or _("A PDF or a picture, at most 5 MB.")
        widget = forms.FileInput({"accept": ",".join(FILE_TYPES)})
        return forms.FileField(widget=widget, validators=[partial(check_answer, question)], **shared)
    return forms.CharField(max_length=LONGEST_TEXT, **shared)


def check_answer(question: Question, value: Any) -> None:
    """What the action will say of the answer, beside the form's other errors. Raises ValidationError."""
    READERS[QuestionKind(question.kind)](question, value)


def _choice_field(question: Question, kind: QuestionKind, shared: dict[str, Any]) -> forms.Field:
    choices = [(one, one) for one in question.choices]
    if kind == QuestionKind.YES_NO:
        return forms.ChoiceField(choices=[("yes", _("Yes")), ("no", _("No"))], widget=forms.RadioSelect, **shared)
    if kind == QuestionKind.CHOICES:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **shared)
    if len(choices) <= FEW_CHOICES:
        return forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **shared)
    return forms.ChoiceField(choices=[("", "—"), *choices], **shared)


class WaitForm(forms.Form):
    """Joining the waiting list."""

    category = forms.ChoiceField(label=_("Ticket"))
    quantity = forms.TypedChoiceField(label=_("How many"), coerce=int)
    name = forms.CharField(label=_("Your name"), max_length=200, widget=forms.TextInput({"autocomplete": "name"}))
    email = EmailField(
        label=_("Your e-mail address"), max_length=254, widget=forms.EmailInput({"autocomplete": "email"})
    )

    def __init__(self, *args: Any, categories: Sequence[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["category"].choices = [(str(one.public_id), one.name) for one in categories]  # type: ignore[attr-defined]
        most = max((one.max_per_order for one in categories), default=1)
        self.fields["quantity"].choices = [(n, n) for n in range(1, most + 1)]  # type: ignore[attr-defined]
        if len(categories) == 1:
            self.fields["category"].widget = forms.HiddenInput()
            self.fields["category"].initial = str(categories[0].public_id)


def put_errors(error: DomainError, *, buyer: forms.Form, attendees: Sequence[forms.Form] = ()) -> None:
    """Say a refusal beside the fields that it names (`attendees.<n>.name`, `attendees.<n>.answers.<id>`)."""
    placed = False
    for name, text in error.fields.items():
        steps = name.split(".")
        if steps[0] == "attendees" and len(steps) >= 3 and int(steps[1]) < len(attendees):
            form, field = attendees[int(steps[1])], steps[-1]
        else:
            form, field = buyer, steps[-1]
        if field in form.fields:
            form.add_error(field, text)
            placed = True
    if not placed:
        buyer.add_error(None, error.message)


def wishes_in(data: Mapping[str, Any]) -> list[tuple[UUID, int]]:
    """Quantities by category from fields named `q-<id>`; what is no number counts as none."""
    found = []
    for name, value in data.items():
        if not name.startswith("q-"):
            continue
        try:
            found.append((UUID(name[2:]), int(value)))
        except (TypeError, ValueError):
            continue
    return [(category, number) for category, number in found if number]
