"""Which provider a session gets, and the provider of a room."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from live_control.choices import Provider
from live_control.errors import ProviderFailed
from live_control.media.daily import DailyProvider
from live_control.media.embedded import EmbeddedProvider
from live_control.media.seam import MediaProvider
from live_control.media.stream import StreamProvider

if TYPE_CHECKING:
    from live_control.models import LiveRoom
    from site_pages.models import SessionPage


def choose_provider(session: SessionPage) -> Provider:
    """An outside stream where the session has its address, else Daily where there is an account."""
    if session.stream_url:
        return Provider.STREAM
    return Provider.DAILY if settings.DAILY else Provider.EMBEDDED


def provider_named(key: str) -> MediaProvider:
    """Raises ProviderFailed (final) for Daily without an account."""
    if key == Provider.STREAM:
        return StreamProvider()
    if key == Provider.EMBEDDED:
        return EmbeddedProvider()
    if settings.DAILY is None:
        raise ProviderFailed(_("Daily is not set up here: DAILY_API_KEY is missing."), is_final=True)
    return DailyProvider(settings.DAILY)


def provider_of(room: LiveRoom) -> MediaProvider:
    """What carries this room's camera, microphone and screen. Raises ProviderFailed as provider_named does."""
    return provider_named(room.provider)
