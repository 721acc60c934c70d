"""`{% body_parts page.body as parts %}`: an editor's body, divided at its headings."""

from django import template

from site_pages.body import body_parts

register = template.Library()

register.simple_tag(body_parts)
