"""`{% money order.total order.currency %}`: an amount in minor units as people read it, with its currency."""

from django import template

from payments.money import Money

register = template.Library()


@register.simple_tag
def money(minor: int, currency: str) -> str:
    return str(Money(minor, currency))
