"""`/api/preview`: an editor's draft for the holder of a short-lived token, in the shape of the public answer."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from ninja import Query, Router, Schema
from pydantic import Field
from wagtail_headless_preview.models import PagePreview

from notifications.errors import NotFound, SignInRequired
from site_pages.api import drafts
from site_pages.api.answers import private
from site_pages.api.events import REFUSALS
from site_pages.api.schemas import ErrorJson, EventDetail, SectionPreview, SessionDetail
from site_pages.api.sessions import session_detail
from site_pages.api.write_event import event_detail, section_json
from site_pages.headless_preview import LIFETIME, HeadlessPreview
from site_pages.models import EventPage, SessionPage
from site_pages.models.base import SectionPage
from site_pages.selectors import event_of

router = Router(tags=["Drafts"])
Json = dict[str, Any]


class PreviewToken(Schema):
    """What Wagtail's preview panel appends to the front end's address."""

    content_type: str = Field(max_length=100, examples=["site_pages.eventpage"])
    token: str = Field(max_length=255)


@router.get("/preview", response={200: EventDetail | SessionDetail | SectionPreview, 401: ErrorJson, **REFUSALS})
def get_preview(request: HttpRequest, given: Query[PreviewToken]) -> HttpResponse:
    """The draft that the token stands for: an event, a session, or a section with its event."""
    page = previewed_page(given.content_type, given.token)
    content = draft_json(page)
    if content is None:
        raise NotFound("Save the page once before you preview it elsewhere.")
    return private(content)


def previewed_page(content_type: str, token: str) -> HeadlessPreview:
    """The page as the editor has it. Raises SignInRequired for a token that is wrong, old or of another type."""
    refusal = SignInRequired("This preview has expired. Open it again from the editor.")
    label, _, model = content_type.partition(".")
    kind = ContentType.objects.filter(app_label=label, model=model).first()
    page_class = kind.model_class() if kind else None
    if page_class is None or not issubclass(page_class, HeadlessPreview):
        raise refusal
    try:
        page_class.get_preview_signer().unsign(token, max_age=LIFETIME)
        page: HeadlessPreview = PagePreview.objects.get(content_type=kind, token=token).as_page()
    except (BadSignature, PagePreview.DoesNotExist) as error:
        raise refusal from error
    return page


def draft_json(page: Any) -> Json | None:
    """The draft in the shape of its public answer; None while it was never saved."""
    if isinstance(page, EventPage):
        site = drafts.gather_draft(page, sessions_beside(page))
        return None if site is None else event_detail(site)
    if isinstance(page, SessionPage):
        site = drafts.session_in_its_event(page)
        return None if site is None else session_detail(site)
    return section_draft_json(page)


def sessions_beside(event: EventPage) -> Any:
    """What is public of the sessions; all drafts where the event itself is still one."""
    is_live = EventPage.objects.live().filter(pk=event.pk).exists()
    return drafts.public_session_rows if is_live else drafts.draft_session_rows


def section_draft_json(section: SectionPage) -> Json | None:
    """The section's draft and the event around it."""
    event = event_of(section) if section.pk else None
    site = drafts.gather_draft(event, sessions_beside(event)) if event else None
    if site is None:
        return None
    row = {
        "kind": section._meta.model_name,
        "slug": section.slug,
        "title": section.title,
        "intro": section.intro,
        "in_menu": section.show_in_event_menu,
        "url_path": section.url_path,
    }
    return {"section": section_json(row), "event": event_detail(site)}
