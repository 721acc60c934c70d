"""`{% body_parts page.body as parts %}` divides an editor's body; `{% player value %}` shows a video."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.embeds.blocks import EmbedValue
from wagtail.embeds.embeds import get_embed
from wagtail.embeds.exceptions import EmbedException

from site_pages.body import body_parts

register = template.Library()

register.simple_tag(body_parts)


@register.simple_tag
def player(value: EmbedValue) -> SafeString:
    """The player's frame, without the inline style that Wagtail puts around it; a link where there is no player."""
    try:
        # Made by site_pages.embeds from a pattern of known hosts.
        return mark_safe(get_embed(value.url).html)  # noqa: S308
    except EmbedException:
        return format_html('<a href="{0}">{0}</a>', value.url)
