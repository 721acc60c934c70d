"""Style sheets computed from colours. Their address changes with their content, so browsers keep them for good."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse

from site_pages import theme
from site_pages.colors import is_color
from site_pages.models import EventPage, Track

LONG = "public, max-age=31536000, immutable"
SHORT = "public, max-age=300"
# A list of events shows fewer; more would let anybody ask for endless sheets.
MOST_CARDS = 40


def event_theme(request: HttpRequest, event: EventPage) -> HttpResponse:
    """The event's palette and its tracks. One query."""
    accent = event.accent_color.lower()
    rules = [theme.palette_rule(accent), *theme.track_rules(Track.objects.filter(event=event), accent=accent)]
    return sheet(rules, cache=LONG if request.GET.get("v") else SHORT)


def color_theme(request: HttpRequest, color: str) -> HttpResponse:
    """The palette of a colour and the accents of the cards beside it. No query; 404 for what is no colour."""
    accents = [f"#{color}", *(f"#{card}" for card in request.GET.get("cards", "").split("-") if card)]
    if len(accents) > MOST_CARDS + 1 or not all(is_color(accent) for accent in accents):
        raise Http404
    own, *cards = (accent.lower() for accent in accents)
    return sheet([theme.palette_rule(own), *(theme.card_rule(card) for card in cards)], cache=LONG)


def sheet(rules: list[str], *, cache: str) -> HttpResponse:
    return HttpResponse("\n".join(rules), content_type="text/css; charset=utf-8", headers={"Cache-Control": cache})
