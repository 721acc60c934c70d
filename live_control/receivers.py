"""Rights that end put people out of live sessions, and closed pages and accounts end what their people did there.

Fan-out only; no rule lives here.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from django.db import transaction
from django.dispatch import receiver

from accounts.models import User
from accounts.signals import account_deleted, event_role_changed
from live_control.actions.forgetting import forget_person
from live_control.actions.people import end_access, end_access_of_crew, gone
from live_control.signals import people_left
from site_pages.models import SessionPage
from ticketing.models import Entitlement
from ticketing.signals import entitlements_revoked, places_lost


@receiver(places_lost)
def on_places_lost(session: SessionPage, holders: Sequence[str], **kwargs: Any) -> None:
    end_access(session.pk, holders)


@receiver(entitlements_revoked)
def on_entitlements_revoked(entitlements: Sequence[Entitlement], **kwargs: Any) -> None:
    """Those who hold places lose them first (ticketing); this is for the crew, who hold none."""
    people = {row.user_id for row in entitlements if row.user_id}
    events = {row.event_id for row in entitlements}
    transaction.on_commit(partial(end_access_of_crew, events, people), robust=True)


@receiver(event_role_changed)
def on_event_role_changed(event_id: int, user_id: int, **kwargs: Any) -> None:
    transaction.on_commit(partial(end_access_of_crew, {event_id}, {user_id}), robust=True)


@receiver(account_deleted)
def on_account_deleted(user: User, **kwargs: Any) -> None:
    forget_person(user)


@receiver(people_left)
def on_people_left(participants: Sequence[int], **kwargs: Any) -> None:
    gone(participants)
