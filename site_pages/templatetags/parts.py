"""`{% kept "body" %}…{% endkept %}`: HTML that is the same for every reader, made once for a version of the page."""

from __future__ import annotations

from django import template
from django.template.base import FilterExpression, NodeList, Parser, Token
from django.template.context import Context
from django.utils.safestring import SafeString
from wagtail.models import Page

from site_pages.addresses import path_of
from site_pages.kept import kept

register = template.Library()


@register.filter
def page_path(page: Page) -> str:
    """Where a page is on this site; without the query that Wagtail's `pageurl` may need."""
    return path_of(page)


class KeptNode(template.Node):
    """Its content must depend on nothing but the page and its event."""

    def __init__(self, name: FilterExpression, nodelist: NodeList) -> None:
        self.name = name
        self.nodelist = nodelist

    def render(self, context: Context) -> SafeString:
        page = context["page"]
        name = ("html", self.name.resolve(context), page.path)
        return kept(context["request"], name, lambda: self.nodelist.render(context))


@register.tag(name="kept")
def do_kept(parser: Parser, token: Token) -> KeptNode:
    _tag, name = token.split_contents()
    nodelist = parser.parse(("endkept",))
    parser.delete_first_token()
    return KeptNode(parser.compile_filter(name), nodelist)
