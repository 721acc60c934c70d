"""Celery's settings: through Redis where it is set, else through files under var/ (ARCHITECTURE, decision 2)."""

from __future__ import annotations

import sys
from typing import Any

from cms.embedded import filesystem_broker
from cms.environment import REDIS_BROKER_OPTIONS, REDIS_URL, VAR_DIR
from cms.schedule import SCHEDULE


def celery_settings() -> dict[str, Any]:
    """Everything named CELERY_…. Tests talk to no broker but their own."""
    return {
        **broker(),
        "CELERY_TASK_IGNORE_RESULT": True,
        "CELERY_TASK_ACKS_LATE": True,
        "CELERY_TASK_REJECT_ON_WORKER_LOST": True,
        "CELERY_WORKER_PREFETCH_MULTIPLIER": 1,
        "CELERY_WORKER_HIJACK_ROOT_LOGGER": False,
        "CELERY_TASK_TIME_LIMIT": 15 * 60,
        "CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP": True,
        "CELERY_TIMEZONE": "UTC",
        "CELERY_BEAT_SCHEDULE_FILENAME": str(VAR_DIR / "celerybeat-schedule"),
        "CELERY_BEAT_SCHEDULE": SCHEDULE,
    }


def broker() -> dict[str, Any]:
    transport: str | None = None
    options: dict[str, Any] = REDIS_BROKER_OPTIONS
    url = REDIS_URL
    if "pytest" in sys.modules:
        url, options = "memory://localhost", {}
    elif not REDIS_URL:
        url, transport, options = "filesystem://localhost", "cms.broker:Transport", filesystem_broker(VAR_DIR)
    return {
        "CELERY_BROKER_URL": url,
        "CELERY_BROKER_TRANSPORT": transport,
        "CELERY_BROKER_TRANSPORT_OPTIONS": options,
    }
