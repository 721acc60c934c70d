"""Telling those who asked when a recording can be watched."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction
from django.utils import timezone as clock
from django.utils.translation import gettext as _

from accounts.budgets import Budget, spend
from accounts.limits import for_network
from live_control.errors import WrongState
from live_control.models import RecordingWish
from notifications.actions.later import queue_many_later
from notifications.mail_kinds import Later, register_mail
from notifications.mails import Mail
from notifications.theme import MailTheme
from site_pages.addresses import address_of
from site_pages.event_dates import event_above
from site_pages.models import SessionPage

KIND = "live_control.recording_ready"
AT_ONCE = 500
# Anybody may type any address: few from one network, and few mails to one address.
PER_NETWORK = Budget("recording-wish-network", limit=20, seconds=3600)
PER_ADDRESS = Budget("recording-wish-address", limit=5, seconds=86_400)


def wish_for(session: SessionPage, email: str) -> None:
    """Ask to be told. Twice is once. Raises WrongState where nothing is recorded."""
    if not session.is_recorded and not session.has_recording:
        raise WrongState(_("This session is not recorded."))
    RecordingWish.objects.get_or_create(session=session, email=email)


def wish_from_page(session: SessionPage, email: str, *, network: str) -> None:
    """The same by whoever reads the page. Raises as `wish_for`, and TooManyRequests."""
    with transaction.atomic():
        wish_for(session, email)
        spend([(for_network(PER_NETWORK, network), network), (PER_ADDRESS, email)])


def tell() -> None:
    """Also where an editor has put the recording there; each wish once, as the mail's key makes sure."""
    due = RecordingWish.objects.filter(
        told_at=None, session__live=True, session__is_cancelled=False, session__ends_at__lte=clock.now()
    ).exclude(session__recording_file="", session__recording_url="")
    with transaction.atomic():
        wishes = list(due.select_for_update(of=("self",), skip_locked=True)[:AT_ONCE])
        queue_many_later(
            KIND,
            [Later(to=wish.email, context={"wish": wish.pk}, dedupe_key=f"{KIND}:{wish.pk}") for wish in wishes],
        )
        RecordingWish.objects.filter(pk__in=[wish.pk for wish in wishes]).update(told_at=clock.now())


def build(context: Mapping[str, Any]) -> Mail | None:
    """Nothing where the recording has been taken away again."""
    wish = RecordingWish.objects.select_related("session").filter(pk=context["wish"]).first()
    if wish is None or not wish.session.has_recording or not wish.session.live:
        return None
    session, event = wish.session, event_above(wish.session)
    heading = _("The recording is there")
    return Mail(
        to=wish.email,
        subject=_("Recording: %(session)s") % {"session": session.title},
        template="live_control/mail/recording_ready",
        theme=MailTheme(name=event.title, url=address_of(event), accent=event.accent_color),
        context={"heading": heading, "session": session, "event": event, "link": address_of(session)},
    )


def register() -> None:
    register_mail(KIND, build)
