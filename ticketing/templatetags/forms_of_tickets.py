"""`{{ field|control_kind }}`: how a form's control is set out."""

from django import forms, template

register = template.Library()


@register.filter
def control_kind(field: forms.BoundField) -> str:
    """`group` for several choices, `box` for a single one, else `plain`."""
    widget = field.field.widget
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "group"
    return "box" if isinstance(widget, forms.CheckboxInput) else "plain"
