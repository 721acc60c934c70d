"""Orders and tickets as organizers' pages write them."""

from __future__ import annotations

from django import template

from ticketing.models import Answer
from ticketing.organize import order_details

register = template.Library()


@register.filter
def answer_text(answer: Answer) -> str:
    return order_details.answer_text(answer)
