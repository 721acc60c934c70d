"""Tags for the head of every public page.

In base.html: `<title>{% page_title %}</title>`, `{% page_meta %}`, `{% json_ld %}`. They show the page in the
context (`page`), its event from the frame, and a `speaker` where the view gives one.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django import template
from django.conf import settings
from django.template.context import Context
from django.utils.safestring import SafeString
from wagtail.models import Page

from site_pages import page_meta as meta
from site_pages import seo_selectors as reads
from site_pages import structured_data as data
from site_pages.kept import kept
from site_pages.models import EventIndexPage, EventPage, HomePage, PlatformSettings, SessionPage, Speaker
from site_pages.page_contexts.frame import frame_of

register = template.Library()

EVENTS_IN_LIST = "events"
SUBJECT = "seo.subject"
PICTURE = "seo.picture"


@register.simple_tag(takes_context=True)
def page_title(context: Context) -> str:
    """The text of the title element: what the page shows, its event, the platform."""
    if "request" not in context:
        return str(settings.WAGTAIL_SITE_NAME)
    subject = subject_in(context)
    name = platform_in(context).name
    if subject is None:
        return name
    title = meta.title_of(subject)
    return title if title == name else f"{title} · {name}"


@register.inclusion_tag("seo/meta.html", takes_context=True)
def page_meta(context: Context) -> dict[str, Any]:
    """Description, canonical address, robots, Open Graph, Twitter card, feeds and calendars."""
    subject = subject_in(context)
    if subject is None:
        return {}
    request = context["request"]
    return {
        "meta": meta.Meta(
            title=meta.title_of(subject),
            description=meta.description_of(subject),
            canonical=meta.canonical_of(subject, request),
            site_name=platform_in(context).name,
            kind=meta.kind_of(subject),
            is_indexed=meta.is_indexed(subject, request),
            picture=picture_in(context, subject),
            alternates=meta.alternates_of(subject),
        )
    }


@register.simple_tag(takes_context=True)
def json_ld(context: Context) -> SafeString | str:
    """schema.org data of the page; what search engines must not show has none."""
    subject = subject_in(context)
    if subject is None or not meta.is_indexed(subject, context["request"]):
        return ""
    if isinstance(subject.page, EventPage):  # names the whole programme
        return kept(context["request"], "json-ld", lambda: script_about(context, subject))
    return script_about(context, subject)


def script_about(context: Context, subject: meta.Subject) -> SafeString:
    """The script element with everything that the page says of itself."""
    picture = picture_in(context, subject)
    image = picture.url if picture else ""
    nodes = nodes_of(context, subject, image=image)
    if not isinstance(subject.page, HomePage):
        nodes.append(data.breadcrumb_node(crumbs_in(subject)))
    return data.script(nodes)


def nodes_of(context: Context, subject: meta.Subject, *, image: str) -> list[data.Node]:
    """What the page is about, by its class."""
    if isinstance(subject.page, HomePage):
        logo = platform_in(context).logo
        card = reads.card_of(logo) if logo else None
        return data.website_nodes(platform_in(context).name, logo=card.url if card else "")
    if isinstance(subject.page, EventIndexPage):
        return [data.list_node(reads.events_shown(context.get(EVENTS_IN_LIST)))]
    if isinstance(subject.page, EventPage):
        # The landing page has read all of it for itself.
        details = context.get("event_details") or reads.event_details(subject.page, image=image)
        return [data.event_node(subject.page, replace(details, image=image))]
    return section_nodes(subject, image=image)


def section_nodes(subject: meta.Subject, *, image: str) -> list[data.Node]:
    """What a page below an event is about; most sections are only places on the way."""
    page, event = subject.page, subject.event
    if event is None:
        return []
    if subject.speaker:
        return [data.speaker_node(subject.speaker, event, image=image if subject.speaker.photo_id else "")]
    if isinstance(page, SessionPage) and page.starts_at:
        return [data.session_node(page, event, performers=reads.performers_of(page, event), image=image)]
    return []


def subject_in(context: Context) -> meta.Subject | None:
    """The page of the context with its event and speaker; None on pages outside the tree (errors)."""
    memo = context.render_context
    if SUBJECT not in memo:
        memo[SUBJECT] = read_subject(context)
    return memo[SUBJECT]


def read_subject(context: Context) -> meta.Subject | None:
    page = context.get("page")
    if not isinstance(page, Page) or "request" not in context:
        return None
    event = frame_of(page, context["request"], event=context.get("event")).event
    speaker = context.get("speaker")
    return meta.Subject(page, event, speaker if isinstance(speaker, Speaker) else None)


def picture_in(context: Context, subject: meta.Subject) -> meta.Picture | None:
    memo = context.render_context
    if PICTURE not in memo:
        memo[PICTURE] = reads.share_picture(subject, logo=platform_in(context).logo)
    return memo[PICTURE]


def crumbs_in(subject: meta.Subject) -> list[tuple[str, str]]:
    crumbs = reads.crumbs_of(subject.page)
    if subject.speaker and subject.event:
        crumbs.append((subject.speaker.name, data.speaker_address(subject.event, subject.speaker.slug)))
    return crumbs


def platform_in(context: Context) -> PlatformSettings:
    """The platform's branding, read with the page's frame."""
    return frame_of(context.get("page"), context["request"]).brand
