"""`{% live_words %}`: the data block with the words of the live room's scripts (static/js/live/words.js)."""

from __future__ import annotations

from django import template
from django.utils.html import json_script
from django.utils.safestring import SafeString

from live_control.words import overlay_words

register = template.Library()


@register.simple_tag
def live_words() -> SafeString:
    """For the audience's room; the control page has its own, larger block."""
    return json_script(overlay_words(), "live-words")
