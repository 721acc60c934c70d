"""Closing, archiving, the stored status, and the mails that come by the clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import product

import pytest
from celery.schedules import crontab
from django.utils import timezone as clock

from accounts.models import EventRole
from cms.schedule import SCHEDULE
from gallery.actions.lifecycle import (
    archive_gallery,
    close_gallery,
    reconcile_statuses,
    tell_closing_soon,
    tell_purge_soon,
)
from gallery.kept_events import gallery_is_kept
from gallery.lifecycle import purge_at, status_of, window_of
from gallery.models import Gallery
from gallery.querysets import status_at
from gallery.tasks import reconcile_statuses as reconcile_task
from gallery.tasks import tell_organizers
from notifications.errors import Conflict
from notifications.mail_kinds import build_mail
from notifications.models import OutboxMessage
from site_pages.event_removal import archive_or_delete, delete_event
from site_pages.models import EventPage
from tests.factories import EventFactory, EventRoleFactory, UserFactory
from tests.factories.gallery import gallery_for
from tests.gallery.orders.desk import soon

pytestmark = pytest.mark.django_db
DAY = date(2026, 11, 20)
WINDOW = window_of(DAY, DAY + timedelta(days=1))
SECOND, TODAY = timedelta(seconds=1), timedelta(0)


def staffed(**fields: object) -> Gallery:
    """A gallery with an owner, a collaborator and a moderator."""
    event = EventFactory()
    for role in ("owner", "collaborator", "moderator"):
        EventRoleFactory(event=event, user=UserFactory(email=f"{role}@example.org"), role=role)
    return gallery_for(event, **fields)


def mails() -> list[tuple[str, str]]:
    rows = OutboxMessage.objects.filter(kind="mail").order_by("recipient")
    return [(row.payload["build"], row.recipient) for row in rows]


def test_database_and_clock_agree_about_every_status():
    gallery = gallery_for(event_date=DAY, end_date=DAY + timedelta(days=1))
    moments = [edge + step for edge in (WINDOW.opens_at, WINDOW.closes_at) for step in (-SECOND, TODAY, SECOND)]
    by_hand = [(None, None, None), (1, None, None), (1, 1, None), (None, 1, None), (1, 1, 1)]

    for now, (closed, archived, purged) in product(moments, by_hand):
        gallery.closed_at, gallery.archived_at, gallery.purged_at = (
            WINDOW.opens_at if done else None for done in (closed, archived, purged)
        )
        gallery.save()
        found = Gallery.objects.annotate(found=status_at(now)).values_list("found", flat=True).get()
        assert found == status_of(gallery, now=now), (now, closed, archived, purged)


def test_reconciling_stores_what_is_true_and_touches_nothing_else():
    galleries = [
        gallery_for(event_date=soon(3)),
        gallery_for(event_date=soon(0)),
        gallery_for(event_date=soon(-9)),
        gallery_for(event_date=soon(0), archived_at=clock.now()),
        gallery_for(event_date=soon(-9), status="closed"),
    ]

    assert reconcile_statuses() == 3
    reconcile_task()

    stored = [Gallery.objects.get(pk=gallery.pk).status for gallery in galleries]
    assert stored == ["draft", "active", "closed", "archived", "closed"]
    assert reconcile_statuses() == 0


def test_statuses_are_reconciled_at_midnight_and_noon():
    assert SCHEDULE["reconcile-galleries"]["schedule"] == crontab(minute=0, hour="0,12")


def test_closing_twice_is_once_and_one_that_the_clock_closed_stays_as_it_is():
    gallery, over = gallery_for(), gallery_for(event_date=soon(-9))
    close_gallery(gallery)
    closed_at = gallery.closed_at
    close_gallery(gallery)
    close_gallery(over)

    assert (gallery.status, gallery.closed_at) == ("closed", closed_at)
    assert (over.status, over.closed_at) == ("closed", None)


def test_archiving_twice_is_once_and_closes():
    gallery = gallery_for()
    archive_gallery(gallery)
    moments = gallery.closed_at, gallery.archived_at
    archive_gallery(gallery)
    close_gallery(gallery)

    assert (gallery.status, gallery.closed_at, gallery.archived_at) == ("archived", *moments)
    assert moments[0] == moments[1] is not None


def test_organizers_hear_once_that_it_closes_within_a_day():
    today = clock.now().date()
    gallery = staffed(event_date=soon(-5), end_date=today - timedelta(days=1))
    if window_of(gallery.event_date, gallery.end_date).closes_at <= clock.now():  # after 13:00 UTC
        Gallery.objects.update(end_date=today)
    gallery_for(event_date=today, end_date=soon(9))
    gallery_for(event_date=today - timedelta(days=1), closed_at=clock.now())
    gallery_for(event_date=soon(-9))

    assert (tell_closing_soon(), tell_closing_soon()) == (1, 0)
    tell_organizers()

    assert mails() == [
        ("gallery.closes_soon", "collaborator@example.org"),
        ("gallery.closes_soon", "owner@example.org"),
    ]
    mail = build_mail(OutboxMessage.objects.order_by("recipient").first())
    assert (mail.to, mail.subject) == ("collaborator@example.org", f"Your gallery closes soon: {gallery.name}")
    close_gallery(Gallery.objects.get(pk=gallery.pk))
    assert build_mail(OutboxMessage.objects.order_by("recipient").first()) is None


def test_organizers_hear_once_that_photos_are_deleted_in_seven_days(settings):
    settings.GALLERY_RETENTION_DAYS = 30
    now = clock.now()
    gallery = staffed(archived_at=now - timedelta(days=23, minutes=1))
    gallery_for(archived_at=now - timedelta(days=22))
    gallery_for(archived_at=now - timedelta(days=40), purged_at=now)

    assert (tell_purge_soon(), tell_purge_soon()) == (1, 0)

    assert [kind for kind, _to in mails()] == ["gallery.purge_soon"] * 2
    gallery.refresh_from_db()
    moment = gallery.told_purge_at + timedelta(days=7)
    assert purge_at(gallery) == moment
    mail = build_mail(OutboxMessage.objects.order_by("recipient").first())
    assert f"{moment:%H:%M} UTC" in mail.context["paragraphs"][0]
    Gallery.objects.update(purged_at=now)
    assert build_mail(OutboxMessage.objects.order_by("recipient").first()) is None


def test_photos_are_never_deleted_before_seven_days_after_the_mail():
    gallery = Gallery(
        archived_at=datetime(2026, 1, 1, tzinfo=UTC), told_purge_at=datetime(2026, 11, 20, tzinfo=UTC), purged_at=None
    )
    assert purge_at(gallery) == datetime(2026, 11, 27, tzinfo=UTC)


def test_event_with_a_gallery_is_archived_and_not_deleted():
    gallery = gallery_for()
    event = EventPage.objects.get(pk=gallery.event_id)
    with pytest.raises(Conflict, match="It has a photo gallery"):
        delete_event(event, by=None)
    assert archive_or_delete(event, by=None) == "archived"
    assert (Gallery.objects.count(), gallery_is_kept(EventFactory())) == (1, None)


def test_copied_event_has_no_gallery():
    gallery = gallery_for()
    copied = EventPage.objects.get(pk=gallery.event_id).copy(update_attrs={"slug": "again", "title": "Again"})

    assert (Gallery.objects.count(), Gallery.objects.filter(event_id=copied.pk).exists()) == (1, False)
    assert copied.public_id != gallery.public_id
    assert EventRole.objects.filter(event_id=copied.pk).count() == 0
