"""What the scheduler starts, and how often: seconds, or the times of day in UTC."""

from __future__ import annotations

from typing import Any

from celery.schedules import crontab

SCHEDULE: dict[str, dict[str, Any]] = {
    # Runs that no worker picked up in time are dropped: the table is the queue, the next run sees all of it.
    "deliver-outbox": {"task": "notifications.tasks.deliver_due", "schedule": 5.0, "options": {"expires": 30}},
    "forget-old-messages": {"task": "notifications.tasks.forget_old_messages", "schedule": 60 * 60.0},
    "forget-old-budgets": {"task": "accounts.tasks.forget_old_budgets", "schedule": 60 * 60.0},
    "forget-old-sign-ins": {"task": "accounts.tasks.forget_old_sign_ins", "schedule": 60 * 60.0},
    "sweep-holds": {"task": "ticketing.tasks.sweep_holds", "schedule": 15.0, "options": {"expires": 15}},
    "sweep-places": {"task": "ticketing.tasks.sweep_online_places", "schedule": 60.0, "options": {"expires": 60}},
    "reconcile-payments": {"task": "payments.tasks.reconcile", "schedule": 10.0, "options": {"expires": 30}},
    "forget-old-payment-events": {"task": "payments.tasks.forget_old_events", "schedule": 60 * 60.0},
    "sweep-files-of-drafts": {"task": "ticketing.tasks.sweep_files_of_drafts", "schedule": 5 * 60.0},
    "forget-answered-requests": {"task": "ticketing.tasks.forget_answered_requests", "schedule": 60 * 60.0},
    "derive-photos": {"task": "gallery.tasks.derive_photos", "schedule": 10.0, "options": {"expires": 10}},
    "sweep-live-rooms": {"task": "live_control.tasks.sweep_rooms", "schedule": 20.0, "options": {"expires": 20}},
    "sweep-recordings": {"task": "live_control.tasks.sweep_recordings", "schedule": 30.0, "options": {"expires": 30}},
    # Spec 5, Lifecycle; every request asks the clock itself, so a run that is missed keeps nobody waiting.
    "reconcile-galleries": {"task": "gallery.tasks.reconcile_statuses", "schedule": crontab(minute=0, hour="0,12")},
    "tell-of-galleries": {"task": "gallery.tasks.tell_organizers", "schedule": 30 * 60.0},
    "sweep-galleries": {"task": "gallery.tasks.sweep_orphans", "schedule": 60 * 60.0},
    "purge-galleries": {"task": "gallery.tasks.purge_galleries", "schedule": 60 * 60.0},
    "work-on-zips": {"task": "gallery.tasks_zips.work_on_zips", "schedule": 20.0, "options": {"expires": 20}},
    "remove-zips": {"task": "gallery.tasks_zips.remove_zips", "schedule": 5 * 60.0},
    "publish-scheduled-pages": {"task": "site_pages.tasks.publish_scheduled_pages", "schedule": 60.0},
}
