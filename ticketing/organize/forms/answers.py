"""An attendee's answers, each question as a field of its kind."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ticketing.answers import LONGEST_TEXT
from ticketing.choices import QuestionKind
from ticketing.models import Question, Ticket


class AnswersForm(forms.Form):
    """What the attendee was asked. Fields are named by the questions' ids; the action checks what is answered."""

    def __init__(self, *args: Any, ticket: Ticket, questions: list[Question], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = questions
        known = {answer.question_id: answer for answer in ticket.answers.all()}
        for question in questions:
            answer = known.get(question.pk)
            field = field_for(question)
            if answer is not None and answer.file:
                field.help_text = _("Kept as it is unless you choose another: %(name)s") % {"name": answer.value}
            elif answer is not None:
                field.initial = _typed(question, answer.value)
            self.fields[str(question.public_id)] = field

    def given(self) -> dict[object, object]:
        """The answers by the questions' ids."""
        return {question.public_id: self.cleaned_data[str(question.public_id)] for question in self.questions}

    def put_answer_errors(self, fields: dict[str, str]) -> dict[str, str]:
        """`answers.<id>` as this form's own names."""
        return {name.removeprefix("answers."): text for name, text in fields.items()}


def field_for(question: Question) -> forms.Field:
    """Never required here: an organizer may correct one answer without the others."""
    common: dict[str, Any] = {"label": question.text, "help_text": question.help_text, "required": False}
    choices = [(choice, choice) for choice in question.choices]
    if question.kind == QuestionKind.CHOICE:
        return forms.ChoiceField(choices=[("", _("no answer")), *choices], **common)
    if question.kind == QuestionKind.CHOICES:
        return forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)
    if question.kind == QuestionKind.YES_NO:
        return forms.ChoiceField(choices=[("", _("no answer")), ("yes", _("yes")), ("no", _("no"))], **common)
    if question.kind == QuestionKind.DATE:
        return forms.CharField(widget=forms.DateInput(attrs={"type": "date"}), **common)
    if question.kind == QuestionKind.FILE:
        return forms.FileField(**common)
    return forms.CharField(max_length=LONGEST_TEXT, **common)


def _typed(question: Question, value: Any) -> Any:
    if question.kind == QuestionKind.YES_NO:
        return "yes" if value else "no"
    return value
