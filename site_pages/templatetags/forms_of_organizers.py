"""Which way a form's field is drawn on organizer pages (templates/cotton/organizer/field.html)."""

from __future__ import annotations

from django import forms, template
from django.forms import BoundField

register = template.Library()


@register.filter
def is_choice_list(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxSelectMultiple | forms.RadioSelect)


@register.filter
def is_tick(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.CheckboxInput)


@register.filter
def is_area(field: BoundField) -> bool:
    return isinstance(field.field.widget, forms.Textarea)
